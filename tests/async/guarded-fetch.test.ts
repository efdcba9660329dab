import type { IncomingHttpHeaders, RequestListener } from "node:http";
import { text as readText } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { createGuardedFetch, type GuardOptions } from "../../src/async/guarded-fetch.ts";
import { RemoteError } from "../../src/errors.ts";
import { startLocalServer } from "../encoder/local-server.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server, and what it was sent. */
async function start(answer: RequestListener) {
  const seen: Seen[] = [];
  const server = await startLocalServer(async (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: await readText(request) });
    answer(request, response);
  });
  onTestFinished(() => server.close());
  return { url: server.url, seen };
}

const redirectTo =
  (status: number, target: () => string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { location: target() }).end("moved");
  };

const guard = (more: Partial<GuardOptions> = {}) =>
  createGuardedFetch({ service: "The server", maximumBytes: 1000, ...more });

const secretHeaders = { authorization: "Bearer s", "x-api-key": "s", cookie: "s", range: "bytes=5-" };
const post: RequestInit = { method: "POST", headers: secretHeaders, body: "rows" };

describe.each([301, 302, 303, 307, 308])("a redirect of status %i", (status) => {
  it("to another origin is an error that names both, and sends nothing there", async () => {
    const other = await start((_, response) => response.end("stolen"));
    const named = await start(redirectTo(status, () => `${other.url}/v1?key=s`));
    const failed = await guard({ redirectRemedy: "Look" })(`${named.url}/v1`, post).catch((error) => error);
    expect(failed).toBeInstanceOf(RemoteError);
    expect(failed.message).toBe(
      `The server at ${named.url} redirects to ${other.url}, which is another origin. Nothing was sent there. Look.`,
    );
    expect(other.seen).toEqual([]);
  });

  it("within the origin is followed by GET with everything", async () => {
    const named = await start((request, response) =>
      request.url === "/a"
        ? response.writeHead(status, { location: "/b" }).end()
        : response.end(`found ${request.url}`),
    );
    const response = await guard()(`${named.url}/a`, { headers: { authorization: "Bearer s" } });
    expect(await response.text()).toBe("found /b");
    expect(named.seen[1].headers.authorization).toBe("Bearer s");
  });

  it("of a public file is followed to another origin without keys, cookies and body", async () => {
    const storage = await start((_, response) => response.end("file"));
    const hub = await start(redirectTo(status, () => `${storage.url}/file`));
    const response = await guard({ otherOrigins: "public files" })(hub.url, { headers: secretHeaders });
    expect(await response.text()).toBe("file");
    const [{ method, headers, body }] = storage.seen;
    expect({ method, body, range: headers.range }).toEqual({ method: "GET", body: "", range: "bytes=5-" });
    expect(Object.values(headers)).not.toContain("s");
    expect(headers.authorization).toBeUndefined();
  });
});

describe("a redirect", () => {
  it.each([301, 302, 307, 308])("of status %i within the origin keeps method and body", async (status) => {
    const named = await start((request, response) =>
      request.url === "/a" ? response.writeHead(status, { location: "/b" }).end() : response.end("ok"),
    );
    await guard()(`${named.url}/a`, post);
    expect(named.seen.map(({ method, body }) => [method, body])).toEqual([
      ["POST", "rows"],
      ["POST", "rows"],
    ]);
  });

  it("of status 303 in answer to a POST request is an error", async () => {
    const named = await start(redirectTo(303, () => "/b"));
    await expect(guard()(named.url, post)).rejects.toThrow(
      "answers 303, which asks for a request of another kind",
    );
    expect(named.seen).toHaveLength(1);
  });

  it("in a circle is an error after a few hops", async () => {
    const named = await start(redirectTo(307, () => "/again"));
    await expect(guard()(named.url, post)).rejects.toThrow("redirects in a circle");
    expect(named.seen).toHaveLength(6);
  });

  it.each([
    ["without an address", undefined, "without the address of the redirect"],
    ["to what is no address", "http://[", "without the address of the redirect"],
    ["to a file", "file:///etc/passwd", "another kind than http or https"],
    ["to an address with a password", "http://user:pass@127.0.0.1:1/", "another kind than http or https"],
  ])("%s is an error", async (_, location, words) => {
    const named = await start((_request, response) =>
      response.writeHead(302, location === undefined ? {} : { location }).end(),
    );
    await expect(guard({ otherOrigins: "public files" })(named.url)).rejects.toThrow(words);
  });

  it.each([
    ["from https to http", "https://hub.example", "http://storage.example"],
    ["from a public host to a private one", "https://hub.example", "https://192.168.0.1/file"],
  ])("of a public file %s is an error", async (_, from, to) => {
    const asked: string[] = [];
    const fetch = async (url: unknown) => {
      asked.push(String(url));
      return new Response(null, { status: 302, headers: { location: to } });
    };
    const failed = guard({ otherOrigins: "public files", fetch: fetch as typeof globalThis.fetch })(from);
    await expect(failed).rejects.toThrow("which is another origin");
    expect(asked).toEqual([from]);
  });

  it("from https to http on the same host is another origin", async () => {
    const fetch = async () => new Response(null, { status: 307, headers: { location: "http://a.example/" } });
    await expect(guard({ fetch })("https://a.example/", post)).rejects.toThrow(
      "https://a.example redirects to http://a.example, which is another origin",
    );
  });

  it("that the caller's own fetch followed is an error", async () => {
    const fetch = async () => {
      const response = new Response("ok");
      Object.defineProperties(response, { redirected: { value: true }, url: { value: "http://b.example/" } });
      return response;
    };
    await expect(guard({ fetch })("http://a.example/")).rejects.toThrow("redirected to http://b.example");
  });
});

describe("a body", () => {
  it("of the maximum is read whole, and one byte more is an error", async () => {
    const server = await start((request, response) =>
      response.end("a".repeat(Number(request.url?.slice(1)))),
    );
    expect(await (await guard()(`${server.url}/1000`)).text()).toHaveLength(1000);
    await expect((await guard()(`${server.url}/1001`)).text()).rejects.toThrow(
      `The server at ${server.url} sent more than the 1000 bytes that an answer may have, and was stopped.`,
    );
  });

  it("is counted after decompression", async () => {
    const server = await start((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(5_000_000))),
    );
    await expect((await guard()(server.url)).text()).rejects.toThrow("sent more than the 1000 bytes");
  });

  it("without end is cancelled at the server", async () => {
    let sent = 0;
    const server = await start((_, response) => {
      const send = () => {
        while (!response.destroyed && sent < 2 ** 30) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536))) return response.once("drain", send);
        }
        return response.end();
      };
      send();
    });
    await expect((await guard()(server.url)).text()).rejects.toThrow("was stopped");
    expect(sent).toBeLessThan(2 ** 26);
  });

  it("of an error is cut, and its status is kept", async () => {
    const server = await start((_, response) => response.writeHead(500).end("b".repeat(5_000)));
    const response = await guard()(server.url);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("b".repeat(1000));
  });

  it("may be missing", async () => {
    const server = await start((_, response) => response.writeHead(204).end());
    expect((await guard()(server.url)).status).toBe(204);
  });
});
