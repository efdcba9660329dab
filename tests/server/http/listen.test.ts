import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { checkExposure } from "../../../src/server/http/listen.ts";
import { sendRaw, startApp } from "./start.ts";

const running: { stop(grace?: number): Promise<void> }[] = [];
const start: typeof startApp = async (...given) => {
  const server = await startApp(...given);
  running.push(server);
  return server;
};

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop(0)));
});

const sleep = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));

describe("a server that listens", () => {
  it("answers on a loopback address only", async () => {
    const server = await start((app) => app.get("/", (c) => c.text("hello")));
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await (await fetch(server.url)).text()).toBe("hello");
  });

  it("says which port is in use", async () => {
    const { port } = await start(() => {});
    await expect(startApp(() => {}, { port })).rejects.toThrow(`The port ${port} of 127.0.0.1 is in use`);
  });

  it("finishes requests in progress when it stops, and refuses new ones", async () => {
    let release = () => {};
    const server = await start((app) =>
      app.get("/slow", async (c) => {
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return c.text("done");
      }),
    );
    const slow = fetch(`${server.url}/slow`);
    await expect.poll(() => release.toString()).not.toBe("() => {}");
    const stopped = server.stop(5000);
    await expect
      .poll(() =>
        fetch(server.url).then(
          () => "answered",
          () => "refused",
        ),
      )
      .toBe("refused");
    release();
    const answer = await slow;
    expect(await answer.text()).toBe("done");
    expect(answer.headers.get("connection")).toBe("close");
    await stopped;
  });

  it("stops although a client keeps an idle connection open", async () => {
    const server = await start((app) => app.get("/", (c) => c.text("hello")));
    const socket = connect(server.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    await server.stop(5000);
    await closed;
  });

  it("tells handlers to stop when the time for requests in progress is over", async () => {
    let reason: unknown;
    const server = await start((app) =>
      app.get("/endless", async (c) => {
        const { signal } = c.var;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        reason = signal.reason;
        return c.text("stopped", 503);
      }),
    );
    const answer = fetch(`${server.url}/endless`);
    await sleep(50);
    await server.stop(20);
    expect((await answer).status).toBe(503);
    expect(reason).toMatchObject({ message: "The server stops." });
  });

  it("cuts off a handler that does not stop", async () => {
    const server = await start((app) => app.get("/endless", () => new Promise<Response>(() => {})));
    const answer = fetch(`${server.url}/endless`).catch(() => "cut off");
    await sleep(50);
    await server.stop(20);
    expect(await answer).toBe("cut off");
  });

  it("tells the handler when the client goes away", async () => {
    let gone = false;
    const server = await start((app) =>
      app.get("/slow", async (c) => {
        await new Promise((resolve) => c.var.signal.addEventListener("abort", resolve));
        gone = true;
        return c.text("nobody reads this");
      }),
    );
    const client = new AbortController();
    const answer = fetch(`${server.url}/slow`, { signal: client.signal }).catch(() => {});
    await sleep(50);
    client.abort();
    await answer;
    await expect.poll(() => gone).toBe(true);
    await expect.poll(() => server.entries.at(-1)?.status).toBe(499);
  });

  it("answers with an error if a handler exceeds the time for an answer", async () => {
    const server = await start(
      (app) =>
        app.get("/slow", async (c) => {
          await new Promise((_, reject) =>
            c.var.signal.addEventListener("abort", () => reject(c.var.signal.reason)),
          );
          return c.text("never");
        }),
      { answerMilliseconds: 30 },
    );
    const answer = await fetch(`${server.url}/slow`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("The answer took too long");
  });
});

describe("slow and broken requests", () => {
  const headers = "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  const echo = (options = {}) =>
    start((app) => app.post("/echo", async (c) => c.json(await c.req.json())), options);

  it("ends a connection that sends its headers too slowly", async () => {
    const server = await echo({ headersMilliseconds: 100 });
    const received = await sendRaw(server.port, "POST /echo HTTP/1.1\r\n", 50, "Host: localhost\r\n");
    expect(received).toMatch(/^HTTP\/1\.1 408/);
  });

  it("ends a connection that sends its body too slowly", async () => {
    const server = await echo({ body: { milliseconds: 100 } });
    const received = await sendRaw(
      server.port,
      `${headers}Content-Length: 20\r\n\r\n`,
      '{"a"',
      40,
      ":",
      40,
      "1",
    );
    expect(received).toMatch(/^HTTP\/1\.1 408/);
    expect(received).toContain("did not arrive within 0.1 seconds");
  });

  it("survives a body that breaks off", async () => {
    const server = await echo();
    const socket = connect(server.port, "127.0.0.1");
    socket.write(`${headers}Content-Length: 20\r\n\r\n{"a"`);
    await sleep(50);
    socket.destroy();
    await expect.poll(() => server.entries.length).toBe(1);
    expect(server.entries[0].status).toBe(499);
    expect(await (await fetch(`${server.url}/echo`, { method: "POST", body: '{"a":1}' })).json()).toEqual({
      a: 1,
    });
  });

  it("stops to read a body that is too large, and closes the connection", async () => {
    const server = await echo({ body: { bytes: 1000 } });
    const announced = await sendRaw(
      server.port,
      `${headers}Content-Length: 1000000\r\n\r\n`,
      "x".repeat(5000),
    );
    expect(announced).toMatch(/^HTTP\/1\.1 413/);
    const chunk = `7d0\r\n${"x".repeat(2000)}\r\n`;
    const chunked = await sendRaw(
      server.port,
      `${headers}Transfer-Encoding: chunked\r\n\r\n`,
      chunk,
      20,
      chunk,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413/);
  });

  it("rejects what is not HTTP, and headers of any length", async () => {
    const server = await echo();
    expect(await sendRaw(server.port, "hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    const long = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`;
    expect(await sendRaw(server.port, long)).toMatch(/^HTTP\/1\.1 431/);
  });

  it("keeps the pace of a body that is read as a stream, but not without an end", async () => {
    const server = await start(
      (app) =>
        app.post("/stream", async (c) => {
          let size = 0;
          for await (const part of c.req.raw.body as unknown as AsyncIterable<Uint8Array>)
            size += part.length;
          return c.json({ size });
        }),
      { body: { bytes: 10, milliseconds: 150, isStream: (path: string) => path === "/stream" } },
    );
    const begin = "POST /stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    const parts = Array.from({ length: 6 }, () => [60, "5\r\nxxxxx\r\n"]).flat();
    const slow = await sendRaw(
      server.port,
      `${begin}Transfer-Encoding: chunked\r\n\r\n`,
      ...parts,
      "0\r\n\r\n",
    );
    expect(slow).toContain('{"size":30}');
    const stuck = await sendRaw(server.port, `${begin}Transfer-Encoding: chunked\r\n\r\n`, "5\r\nxxxxx\r\n");
    expect(stuck).toMatch(/^HTTP\/1\.1 408/);
  });
});

describe("the check of the address", () => {
  it("wants a token or the word insecure for addresses that other machines reach", () => {
    expect(() => checkExposure({ host: "0.0.0.0" })).toThrow("Other machines can reach the address 0.0.0.0");
    expect(() => checkExposure({ host: "::" })).toThrow("--insecure");
    expect(() => checkExposure({ host: "127.0.0.1.example" })).toThrow("--insecure");
    for (const host of [undefined, "127.0.0.1", "127.1.2.3", "::1", "localhost"]) checkExposure({ host });
    checkExposure({ host: "0.0.0.0", token: "0123456789abcdef" });
    checkExposure({ host: "0.0.0.0", insecure: true });
  });

  it("rejects a token that could be guessed or cannot be sent", () => {
    expect(() => checkExposure({ token: "short" })).toThrow("at least 16 characters; got 5");
    expect(() => checkExposure({ token: "0123456789 abcdef" })).toThrow("visible ASCII characters");
  });
});
