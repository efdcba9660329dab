import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ClientError, ConnectionError, PilesortClient, RequestError, ServerError } from "../../src/client.ts";
import { startTestServer, type TestServer } from "../server/start-server.ts";

const token = "0123456789abcdefghij";
let server: TestServer;
let client: PilesortClient;
beforeAll(async () => {
  server = await startTestServer({ token });
  client = new PilesortClient({ url: `${server.url}/`, token });
});
afterAll(() => server.remove());

describe("the client", () => {
  it("classifies one text and several", async () => {
    expect((await client.classify("mail", "Where is my parcel?")).prediction).toBe("delivery");
    const answers = await client.classify("mail", ["Where is my parcel?", "zzz"], { none: true, top: 1 });
    expect(answers.map(({ scores }) => scores.length)).toEqual([1, 1]);
  });

  it("classifies a stream of texts or objects in their order", async () => {
    const items = Array.from({ length: 45 }, (_, i) => ({
      id: i,
      text: i % 2 ? "I want my money back." : "Where is my parcel?",
    }));
    const found = [];
    for await (const { item, answer } of client.classifyStream("mail", items, { batchSize: 10 })) {
      found.push([item.id, answer.prediction]);
    }
    expect(found).toEqual(items.map(({ id }) => [id, id % 2 ? "refund" : "delivery"]));
  });

  it("reads no further in a stream than answers are taken", async () => {
    let read = 0;
    const texts = (function* () {
      for (; read < 1000; read++) yield "a parcel";
    })();
    const answers = client.classifyStream("mail", texts, { batchSize: 10, concurrency: 2 });
    await answers.next();
    expect(read).toBeLessThan(25);
    await answers.return();
  });

  it("explains, lists, evaluates, corrects and rolls back", async () => {
    expect(await client.explain("mail", "Where is my parcel?", { nearest: 1 })).toMatchObject({
      explained: { label: "delivery" },
    });
    expect(await client.models()).toMatchObject([{ name: "mail", version: 1 }]);
    expect((await client.model("mail")).classes).toHaveLength(3);
    expect(
      (await client.evaluate("mail", [{ text: "Where is my parcel?", label: "delivery" }])).accuracy,
    ).toBe(1);
    await client.correct("mail", [{ text: "The flap is stuck.", label: "repair" }]);
    expect((await client.classify("mail", "The flap is stuck.")).prediction).toBe("repair");
    expect(await client.corrections("mail")).toHaveLength(1);
    await client.undoCorrection("mail", 1);
    expect((await client.load("mail")).version).toBe(2);
    expect((await client.rollback("mail")).version).toBe(1);
  });

  it("trains and watches the job", async () => {
    const { id } = await client.train("mail", {
      examples: [{ text: "My parcel got wet.", label: "delivery" }],
    });
    const states = [];
    for await (const { state } of client.watch(id)) states.push(state);
    expect(states.at(-1)).toBe("done");
    expect((await client.job(id)).result).toMatchObject({ version: 3 });
    expect((await client.jobs())[0].id).toBe(id);
    expect((await client.cancel(id)).state).toBe("done");
  });
});

describe("errors of the client", () => {
  it("are of one family, with what the server says", async () => {
    const missing = await client.classify("other", "a").catch((error: unknown) => error);
    expect(missing).toBeInstanceOf(RequestError);
    expect(missing).toBeInstanceOf(ClientError);
    expect(missing).toMatchObject({ status: 404, code: "not-found", requestId: expect.any(String) });
    expect((missing as Error).message).toContain('There is no model "other"');
    const wrongToken = new PilesortClient({ url: server.url, token: "wrong" });
    await expect(wrongToken.models()).rejects.toMatchObject({ status: 401 });
  });

  it("say that nobody answers, and that a page is not a reply", async () => {
    const nobody = new PilesortClient({ url: "http://127.0.0.1:9", retries: 0 });
    await expect(nobody.models()).rejects.toThrow(ConnectionError);
    const page = async () => new Response("<html>bad gateway</html>", { status: 502 });
    await expect(new PilesortClient({ url: "http://x", fetch: page }).models()).rejects.toThrow(ServerError);
    const half = async () => new Response('{"models":');
    await expect(new PilesortClient({ url: "http://x", fetch: half }).models()).rejects.toThrow("broke off");
  });

  it("do not come from a server that is busy for a moment", async () => {
    let count = 0;
    const busy = async () =>
      ++count < 3
        ? new Response("{}", { status: 503, headers: { "Retry-After": "0" } })
        : Response.json({ models: [] });
    expect(await new PilesortClient({ url: "http://x", fetch: busy }).models()).toEqual([]);
    count = 0;
    await expect(new PilesortClient({ url: "http://x", fetch: busy, retries: 1 }).models()).rejects.toThrow(
      ServerError,
    );
  });

  it("are those of the caller if he stops a call", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(client.models({ signal })).rejects.toThrow("enough");
  });

  it("do not send a correction twice after a broken connection", async () => {
    let count = 0;
    const broken = async () => {
      count++;
      throw new TypeError("broken");
    };
    const unlucky = new PilesortClient({ url: "http://x", fetch: broken });
    await expect(unlucky.correct("mail", [{ text: "a", label: "b" }])).rejects.toThrow(ConnectionError);
    expect(count).toBe(1);
  });
});
