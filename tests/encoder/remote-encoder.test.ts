import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { text as readText } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { openRemoteEncoder, type RemoteEncoderOptions } from "../../src/encoder/remote-encoder.ts";
import { CancelledError, InputError, RemoteError } from "../../src/errors.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { cosine, describeEncoder } from "./contract.ts";
import { startLocalServer } from "./local-server.ts";

interface EmbeddingRequest {
  readonly model: string;
  readonly input: string[];
  readonly encoding_format: string;
  readonly dimensions?: number;
}

interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

type Answer = (request: EmbeddingRequest, count: number) => Promise<Reply> | Reply;

/** Vectors as a server gives them: not of unit length, in any order, each with its index. */
async function embedAsServer({ input, dimensions = 32 }: EmbeddingRequest): Promise<Reply> {
  if (input.some((text) => text === "")) return { status: 400, body: { error: { message: "empty input" } } };
  const vectors = await createHashingEncoder(dimensions).embed(input);
  const data = input.map((_, index) => ({
    object: "embedding",
    index,
    embedding: Array.from(rowOf(vectors, index), (value) => 3 * value),
  }));
  return { body: { object: "list", data: data.reverse() } };
}

function listener(
  answer: Answer,
  seen: { request: EmbeddingRequest; message: IncomingMessage }[],
): RequestListener {
  return async (message: IncomingMessage, response: ServerResponse) => {
    const request = JSON.parse(await readText(message)) as EmbeddingRequest;
    seen.push({ request, message });
    const { status = 200, headers, body } = await answer(request, seen.length);
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

async function start(answer: Answer, options: Partial<RemoteEncoderOptions> = {}) {
  const seen: { request: EmbeddingRequest; message: IncomingMessage }[] = [];
  const waits: number[] = [];
  const server = await startLocalServer(listener(answer, seen));
  onTestFinished(() => server.close());
  const open = () =>
    openRemoteEncoder({
      url: `${server.url}/v1`,
      model: "tiny",
      sleep: async (milliseconds) => void waits.push(milliseconds),
      ...options,
    });
  return { seen, waits, open, url: server.url };
}

describeEncoder("the remote encoder", async (): Promise<Encoder> => {
  const server = await startLocalServer(listener(embedAsServer, []));
  const encoder = await openRemoteEncoder({ url: `${server.url}/v1/`, model: "tiny", batchSize: 4 });
  return {
    identity: encoder.identity,
    embed: (texts, options) => encoder.embed(texts, options),
    dispose: () => server.close(),
  };
});

describe("the remote encoder", () => {
  it("sends requests of OpenAI's interface with at most batchSize texts each", async () => {
    const { seen, open } = await start(embedAsServer, { apiKey: "sk-secret", batchSize: 2, dimensions: 16 });
    const encoder = await open();
    expect(encoder.identity).toMatchObject({ name: "tiny", dimensions: 16 });
    await encoder.embed(["a", "b", ""]);
    expect(seen.map(({ request }) => request.input)).toEqual([["a"], ["a", "b"], [" "]]);
    expect(seen[1].request).toMatchObject({ model: "tiny", encoding_format: "float", dimensions: 16 });
    expect(seen[1].message).toMatchObject({ method: "POST", url: "/v1/embeddings" });
    expect(seen[1].message.headers.authorization).toBe("Bearer sk-secret");
  });

  it.each(["/v1", "/v1/", "/v1/embeddings"])(
    "finds the interface from an address that ends in %s",
    async (path) => {
      const { seen, url } = await start(embedAsServer);
      await openRemoteEncoder({ url: `${url}${path}`, model: "tiny" });
      expect(seen[0].message.url).toBe("/v1/embeddings");
    },
  );

  it("sends at most maxCharacters of a text, and charactersRead returns the number", async () => {
    const { seen, open } = await start(embedAsServer, { maxCharacters: 12 });
    const encoder = await open();
    const texts = ["a short one", `${"a".repeat(11)}😀 and more`, `see ${"A1+/".repeat(1000)} there`];
    await encoder.embed(texts);
    const sent = ["a short one", "a".repeat(11), "see A1+/A1+/"];
    expect(seen[1].request.input).toEqual(sent);
    expect(texts.map((text) => encoder.charactersRead?.(text))).toEqual(sent.map(({ length }) => length));
  });

  it("orders vectors by their index", async () => {
    const { open } = await start(embedAsServer, { batchSize: 3 });
    const texts = ["cat", "dog", "bird", "fish", "worm"];
    const found = await (await open()).embed(texts);
    const wanted = await createHashingEncoder(32).embed(texts);
    for (let i = 0; i < texts.length; i++)
      expect(cosine(rowOf(found, i), rowOf(wanted, i))).toBeCloseTo(1, 5);
  });

  it.each([
    [429, { "retry-after": "2" }, [2000]],
    [503, {}, [500]],
    [500, { "retry-after": "100000" }, [60_000]],
  ])("retries after status %d with the headers %j and a wait of %j ms", async (status, headers, expected) => {
    const { waits, open } = await start((request, count) =>
      count === 1 ? { status, headers, body: "busy" } : embedAsServer(request),
    );
    await open();
    expect(waits).toEqual(expected);
  });

  it("fails after five attempts with doubled waits, and names status and reason", async () => {
    const { waits, open, url } = await start(() => ({
      status: 503,
      body: { error: { message: "Model is loading." } },
    }));
    const error = await open().catch((reason) => reason);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ status: 503, address: `${url}/v1/embeddings` });
    expect(error.message).toBe("The embedding server answered 503: Model is loading.");
    expect(waits).toEqual([500, 1000, 2000, 4000]);
  });

  it("does not retry what cannot succeed, and never shows the key", async () => {
    const { seen, open } = await start(
      () => ({ status: 401, body: { error: { message: "Incorrect API key provided: sk-secret." } } }),
      { apiKey: "sk-secret" },
    );
    const error = await open().catch((reason) => reason);
    expect(error.message).toBe(
      "The embedding server answered 401 (the key is missing or not accepted): Incorrect API key provided: ***.",
    );
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("sk-secret");
    expect(seen).toHaveLength(1);
  });

  it.each(["sk-secret key", "sk-secret\n", "sk-sécret", ""])(
    "rejects a key that a header cannot contain, without showing it: %j",
    async (apiKey) => {
      const failed = openRemoteEncoder({ url: "http://127.0.0.1:1/v1", model: "tiny", apiKey });
      await expect(failed).rejects.toThrow(
        new InputError("The option apiKey must be ASCII without white space."),
      );
    },
  );

  it("masks a key that a server repeats in parts and in base64", async () => {
    const apiKey = "sk-proj-Ab3dEf9hIjK2mNoP4rStUv6x";
    const message = `${apiKey.slice(0, 16)} ${apiKey.slice(16)} ${Buffer.from(apiKey).toString("base64")}`;
    const { open } = await start(() => ({ status: 400, body: { error: { message } } }), { apiKey });
    await expect(open()).rejects.toThrow("The embedding server answered 400: *** *** ***.");
  });

  it("sends neither key nor texts to another origin", async () => {
    const other = await start(embedAsServer);
    const { open, url } = await start(() => ({ status: 307, headers: { location: other.url }, body: "" }), {
      apiKey: "sk-secret",
    });
    await expect(open()).rejects.toThrow(
      `The embedding server at ${url} redirects to ${other.url}, which is another origin. Nothing was sent there.`,
    );
    expect(other.seen).toEqual([]);
  });

  it("stops a reply that is longer than any vectors", async () => {
    const { open } = await start(() => ({ body: "1".repeat(2_000_000) }));
    await expect(open()).rejects.toThrow(
      "sent more than the 1572864 bytes that an answer may have, and was stopped",
    );
  });

  const vector = (index: number) => ({ index, embedding: [1, 2] });
  it.each([
    ["no JSON", "<html>", /did not answer as \/v1\/embeddings does/],
    ["another shape", { embeddings: [[1, 2]] }, /did not answer as/],
    ["one vector missing", { data: [vector(0)] }, /returned 1 vectors for 2 texts/],
    [
      "one index twice",
      { data: [vector(0), vector(0)] },
      /returned 2 vectors for 2 texts, or not one per text/,
    ],
    ["an index beyond the texts", { data: [vector(0), vector(2)] }, /or not one per text/],
    [
      "another length",
      { data: [vector(0), { index: 1, embedding: [1] }] },
      /a vector of 1 numbers instead of 2/,
    ],
    ["a number beyond float32", { data: [vector(0), { index: 1, embedding: [1, 1e300] }] }, /beyond float32/],
  ])("rejects a reply with %s", async (_, body, message) => {
    const { open } = await start((_request, count) => ({ body: count === 1 ? { data: [vector(0)] } : body }));
    const embedding = (await open()).embed(["a", "b"]);
    await expect(embedding).rejects.toThrow(RemoteError);
    await expect(embedding).rejects.toThrow(message);
  });

  it("says in one sentence that the server cannot be reached", async () => {
    const { url } = await start(embedAsServer);
    const closed = new URL(url);
    closed.port = "1";
    const opening = openRemoteEncoder({ url: closed.href, model: "tiny", sleep: async () => {} });
    await expect(opening).rejects.toThrow(
      /^The embedding server cannot be reached at http:\/\/127.0.0.1:1\/embeddings/,
    );
  });

  it("stops in the middle of a request when the signal fires", async () => {
    const controller = new AbortController();
    const { open } = await start((request, count) => {
      if (count === 1) return embedAsServer(request);
      controller.abort();
      return new Promise(() => {});
    });
    const embedding = (await open()).embed(["a"], { signal: controller.signal });
    await expect(embedding).rejects.toThrow(CancelledError);
  });

  it.each([
    { url: "localhost:8080" },
    { url: "http://user:password@localhost/v1" },
    { batchSize: 0 },
    { concurrency: 1.5 },
    { dimensions: -1 },
  ])("rejects the options %j", async (options) => {
    const opening = openRemoteEncoder({ url: "http://localhost/v1", model: "tiny", ...options });
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.not.toThrow(/password@/);
  });
});
