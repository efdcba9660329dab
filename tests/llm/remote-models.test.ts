import { describe, expect, it } from "vitest";
import { TryAgain } from "../../src/async/retry.ts";
import { CancelledError, RemoteError } from "../../src/errors.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { openLanguageModel } from "../../src/llm/open-language-model.ts";
import { describeLanguageModel, request } from "./contract.ts";
import { type Answer, deadAddress, startModelServer } from "./model-server.ts";
import { fixture, type Wire, wires } from "./providers.ts";

const key = "sk-test-4f1c9a7b2e";

function openAt(wire: Wire, url: string): Promise<LanguageModel> {
  return openLanguageModel(wire.name, {
    url: `${url}/v1`,
    keyVariable: "MODEL_KEY",
    environment: { MODEL_KEY: key },
  });
}

async function start(wire: Wire, answer: Answer) {
  const { url, seen } = await startModelServer(answer);
  return { model: await openAt(wire, url), seen, url };
}

async function failureOf(model: LanguageModel): Promise<Error> {
  const outcome = await model.complete(request).catch((error: Error) => error);
  if (!(outcome instanceof Error)) throw new Error(`answered: ${outcome.text}`);
  return outcome;
}

/** Returns everything that could be shown of an error and its causes. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const fields = Object.values(error).map((value) => (value instanceof Error ? everythingIn(value) : value));
  return [error.message, error.stack, everythingIn(error.cause), JSON.stringify(fields)].join("\n");
}

describe.each(wires)("$name", (wire) => {
  describeLanguageModel(wire.name, async (reply) => {
    const { model } = await start(wire, () => (reply === "never" ? "never" : wire.reply(reply)));
    return model;
  });

  it("is sent the instructions, the data, the limits, the shape and the key", async () => {
    const { model, seen } = await start(wire, () => wire.reply({ text: "a" }));
    await model.complete(request);
    expect(seen).toHaveLength(1);
    expect(seen[0].path).toBe(wire.path);
    expect(wire.read(seen[0])).toMatchObject({
      model: wire.name.replace(/^(openai|anthropic|ollama):/, ""),
      instructions: request.instructions,
      data: request.data,
      temperature: request.temperature,
      maximumTokens: request.maximumTokens,
      schema: { type: "object", properties: { texts: { type: "array", items: { type: "string" } } } },
      key,
    });
  });

  it.each([
    ["too many requests, with seconds to wait", 429, { "retry-after": "7" }, 7000],
    ["too many requests, with a date gone by", 429, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }, 0],
    ["too many requests, with milliseconds", 429, { "retry-after-ms": "1500", "retry-after": "2" }, 1500],
    ["too many requests, with nonsense", 429, { "retry-after": "soon" }, undefined],
    ["too many requests, without a word", 429, {}, undefined],
    ["a request that took too long", 408, {}, undefined],
    ["a fault", 500, {}, undefined],
    ["no service for now", 503, { "retry-after": "3" }, 3000],
    ["too much to do", 529, {}, undefined],
  ])("may be tried again after %s", async (_, status, headers, waitMilliseconds) => {
    const { model, seen } = await start(wire, () => ({ ...wire.failure(status, "busy"), headers }));
    const error = await failureOf(model);
    expect(error).toBeInstanceOf(TryAgain);
    expect(error).toMatchObject({ waitMilliseconds, error: { name: "RemoteError", status } });
    expect(error.message).toContain("busy");
    expect(seen).toHaveLength(1);
  });

  it("waits until a date to come", async () => {
    const headers = { "retry-after": new Date(Date.now() + 3_600_000).toUTCString() };
    const { model } = await start(wire, () => ({ ...wire.failure(429, "busy"), headers }));
    const { waitMilliseconds } = (await failureOf(model)) as TryAgain;
    expect(waitMilliseconds).toBeGreaterThan(1_800_000);
    expect(waitMilliseconds).toBeLessThanOrEqual(3_600_000);
  });

  it.each([401, 403])("never shows the key, which the body of status %i repeats", async (status) => {
    const { model } = await start(wire, () => wire.failure(status, `Incorrect API key provided: ${key}`));
    const error = await failureOf(model);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error).toMatchObject({ status });
    expect(error.message).toContain("Incorrect API key provided: ***");
    expect(error.message).toContain("Look at the key in MODEL_KEY or name another variable");
    expect(error.message).toContain("without --llm pilesort trains from the descriptions alone");
    expect(everythingIn(error)).not.toContain(key);
    expect(JSON.stringify(model) + model.name).not.toContain(key);
  });

  it("says of an unknown model where its name comes from", async () => {
    const { model } = await start(wire, () => wire.failure(404, "model 'x' not found"));
    const error = await failureOf(model);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error.message).toContain("model 'x' not found. Look at the model's name in --llm");
    expect(error.message).toContain("without --llm pilesort trains from the descriptions alone");
  });

  it("may be tried again if nothing listens", async () => {
    const url = await deadAddress();
    const error = await failureOf(await openAt(wire, url));
    expect(error).toBeInstanceOf(TryAgain);
    expect(error.message).toContain(`cannot be reached at ${url}${wire.path} (ECONNREFUSED)`);
    expect(error.message).toContain("the option url (--llm-url)");
    expect(everythingIn(error)).not.toContain(key);
  });

  it("may be tried again where the answer breaks off", async () => {
    const { model } = await start(wire, () => "cut");
    const error = await failureOf(model);
    expect(error).toBeInstanceOf(TryAgain);
    expect(error.message).toContain("cannot be reached");
  });

  it.each([
    ["no JSON", '{"id": "chat'],
    ["a page", "<html><body>Welcome</body></html>"],
    ["another interface's JSON", '{"hello":"world"}'],
    ["an empty body", ""],
    ["null", "null"],
  ])("is rejected if it answers with %s", async (_, body) => {
    const { model } = await start(wire, () => ({ body }));
    const error = await failureOf(model);
    expect(error).toBeInstanceOf(RemoteError);
    expect(error.message).toContain("did not answer as a language model does");
    expect(error.message).toContain("the option url (--llm-url)");
  });

  it("is called again without the temperature if it rejects it, and later calls do not send it", async () => {
    const { model, seen } = await start(wire, ({ body }) =>
      "temperature" in body
        ? wire.failure(400, "Unsupported value: 'temperature' does not support 0.5 with this model.")
        : wire.reply({ text: "a" }),
    );
    await model.complete(request);
    await model.complete(request);
    expect(seen.map((each) => wire.read(each).temperature)).toEqual([0.5, undefined, undefined]);
    expect(seen.every((each) => wire.read(each).schema !== undefined)).toBe(true);
  });

  it("is called again without temperature and schema if it does not say what it rejects", async () => {
    const { model, seen } = await start(wire, (each) =>
      wire.read(each).schema === undefined ? wire.reply({ text: "a" }) : wire.failure(422, "invalid request"),
    );
    expect((await model.complete(request)).text).toBe("a");
    expect(seen).toHaveLength(2);
  });

  it("keeps the form if a request is rejected in both forms", async () => {
    const { model, seen } = await start(wire, () => wire.failure(400, "not like this"));
    expect((await failureOf(model)).message).toContain("answered 400: not like this");
    await failureOf(model);
    const sent = seen.map((each) => wire.read(each).schema !== undefined);
    expect(sent).toEqual([true, false, true, false]);
  });

  it("stops while it waits for the second attempt", async () => {
    const controller = new AbortController();
    const { model } = await start(wire, (_, i) => {
      if (i === 0) return wire.failure(400, "no");
      controller.abort();
      return "never";
    });
    const stopped = model.complete({ ...request, signal: controller.signal });
    await expect(stopped).rejects.toThrow(CancelledError);
  });
});

describe("llama-cpp-python's server", () => {
  const wire = wires[3];
  const { formatRefused, tooLong } = fixture("llama-cpp-python");

  it("is called again without the schema, which it rejects with a server error", async () => {
    const { model, seen } = await start(wire, ({ body }) =>
      "response_format" in body ? { status: 500, body: formatRefused } : wire.reply({ text: "a" }),
    );
    expect((await model.complete(request)).text).toBe("a");
    expect(seen.map(({ body }) => body.temperature)).toEqual([0.5, 0.5]);
  });

  it("says that a request is too long", async () => {
    const { model } = await start(wire, () => ({ status: 400, body: tooLong }));
    expect((await failureOf(model)).message).toContain("maximum context length is 2048 tokens");
  });
});

it("a used-up quota does not lead to a wait, although its status is that of too many requests", async () => {
  const body = { error: { message: "You exceeded your current quota.", code: "insufficient_quota" } };
  const { model } = await start(wires[0], () => ({ status: 429, body }));
  expect(await failureOf(model)).toBeInstanceOf(RemoteError);
});
