import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV2, LanguageModelV3 } from "@ai-sdk/provider";
import { afterEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { TryAgain } from "../../src/async/retry.ts";
import { CancelledError, InputError, RemoteError } from "../../src/errors.ts";
import { fromAiSdk } from "../../src/llm/ai-sdk-language-model.ts";
import type { AiSdkModel } from "../../src/llm/ai-sdk-model.ts";
import { describeLanguageModel, request, untilStopped } from "./contract.ts";
import { startModelServer } from "./model-server.ts";

type Generate = LanguageModelV2["doGenerate"];

function version2Model(doGenerate: Generate): LanguageModelV2 {
  return {
    specificationVersion: "v2",
    provider: "mine",
    modelId: "tiny",
    supportedUrls: {},
    doGenerate,
    doStream: () => Promise.reject(new Error("not streamed")),
  };
}

const generated = (...texts: string[]): Awaited<ReturnType<Generate>> => ({
  content: [{ type: "reasoning", text: "hm" }, ...texts.map((text) => ({ type: "text" as const, text }))],
  finishReason: "stop",
  usage: { inputTokens: 19, outputTokens: 10, totalTokens: 29 },
  warnings: [{ type: "other", message: "a warning" }],
});

describeLanguageModel("an AI SDK model of version 2", async (reply) =>
  fromAiSdk(
    version2Model(async ({ abortSignal }) =>
      reply === "never" ? untilStopped(abortSignal) : generated(reply.text),
    ),
  ),
);

it("the model types of the AI SDK, versions 2 and 3, are accepted without a cast", () => {
  expectTypeOf<LanguageModelV2>().toExtend<AiSdkModel>();
  expectTypeOf<LanguageModelV3>().toExtend<AiSdkModel>();
});

describe("an AI SDK model", () => {
  afterEach(() => vi.restoreAllMocks());

  it("is named after its provider and model, or by the option name", () => {
    const model = version2Model(async () => generated("a"));
    expect(fromAiSdk(model).name).toBe("mine:tiny");
    expect(fromAiSdk(model, { name: "house model" }).name).toBe("house model");
  });

  it("gives the text's parts joined, without the reasoning", async () => {
    const model = fromAiSdk(version2Model(async () => generated('{"texts":', '["a"]}')));
    expect((await model.complete(request)).text).toBe('{"texts":["a"]}');
  });

  it("prints nothing, whatever the provider warns of", async () => {
    const printed = (["log", "info", "warn", "error"] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => {}),
    );
    const { url } = await startModelServer(() => ({ body: { choices: [{ message: { content: "a" } }] } }));
    // Without structured outputs this provider warns of the schema.
    const provider = createOpenAICompatible({ name: "mine", baseURL: url });
    expect(await fromAiSdk(provider("tiny")).complete(request)).toMatchObject({ text: "a" });
    await fromAiSdk(version2Model(async () => generated("a"))).complete(request);
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });

  it("that is a name only is rejected, since the SDK would send it to a gateway", () => {
    expect(() => fromAiSdk("openai/gpt-5-mini" as never)).toThrow(InputError);
    expect(() => fromAiSdk(undefined as never)).toThrow(InputError);
  });

  it("does not quote a rejection of the key if the key is not known", async () => {
    const { url } = await startModelServer(({ headers }) => ({
      status: 401,
      body: { error: { message: `wrong: ${headers.authorization}` } },
    }));
    const provider = createOpenAICompatible({ name: "mine", baseURL: url, apiKey: "sk-of-the-user" });
    const failure = fromAiSdk(provider("tiny"), { name: "mine" }).complete(request);
    await expect(failure).rejects.toThrow(/^mine answered 401 \(the key is missing or not accepted\)\.$/);
  });

  it("may be tried again after its own time limit, but not after another failure", async () => {
    const failing = (error: Error) =>
      fromAiSdk(
        version2Model(() => Promise.reject(error)),
        { secret: "sk-1234" },
      ).complete(request);
    await expect(failing(new DOMException("too slow", "TimeoutError"))).rejects.toThrow(TryAgain);
    await expect(failing(new Error("bad header: Bearer sk-1234"))).rejects.toThrow(
      new RemoteError("mine:tiny failed: bad header: Bearer ***.", "mine:tiny"),
    );
    await expect(failing(new CancelledError("by itself"))).rejects.toThrow(CancelledError);
  });
});
