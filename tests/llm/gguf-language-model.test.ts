import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError, RemoteError } from "../../src/errors.ts";
import { openGgufLanguageModel } from "../../src/llm/gguf-language-model.ts";
import { type LlamaPackage, loadLlama } from "../../src/llm/node-llama-cpp.ts";
import { openLanguageModel } from "../../src/llm/open-language-model.ts";
import { describeLanguageModel, type Reply, request, untilStopped } from "./contract.ts";
import { emptyFolder } from "./folders.ts";

type PromptOptions = Parameters<InstanceType<LlamaPackage["LlamaChatSession"]>["promptWithMeta"]>[1];

interface Seen {
  readonly systemPrompt: string;
  readonly text: string;
  readonly options: PromptOptions;
}

interface FakeOptions {
  readonly failToLoad?: boolean;
  readonly failToWrite?: boolean;
  readonly refuseGrammar?: boolean;
}

/** The part of node-llama-cpp that is used, with a record of its calls. */
function fakeLlama(reply: Reply, fake: FakeOptions = {}) {
  const seen: Seen[] = [];
  const counts = { loaded: 0, disposed: 0, writing: 0, mostWriting: 0, history: 0 };
  const used = { usedInputTokens: 0, usedOutputTokens: 0 };
  const sequence = {
    contextSize: 1000,
    tokenMeter: {
      getState: () => ({ ...used }),
      diff: (before: typeof used) => ({
        usedInputTokens: used.usedInputTokens - before.usedInputTokens,
        usedOutputTokens: used.usedOutputTokens - before.usedOutputTokens,
      }),
    },
    async clearHistory() {
      counts.history = 0;
    },
  };
  class LlamaChatSession {
    readonly systemPrompt: string;
    constructor({ systemPrompt }: { readonly systemPrompt: string }) {
      this.systemPrompt = systemPrompt;
    }
    async promptWithMeta(text: string, options: PromptOptions) {
      if (counts.history++ > 0) throw new Error("the history was not cleared");
      seen.push({ systemPrompt: this.systemPrompt, text, options });
      counts.mostWriting = Math.max(counts.mostWriting, ++counts.writing);
      await new Promise((resolve) => setTimeout(resolve, 1));
      counts.writing--;
      if (fake.failToWrite) throw new Error("out of memory");
      if (reply === "never") return untilStopped(options.signal);
      used.usedInputTokens += 19;
      used.usedOutputTokens += 10;
      return { responseText: reply.text };
    }
    dispose() {}
  }
  const llama: LlamaPackage = {
    LlamaChatSession,
    async getLlama() {
      return {
        async loadModel() {
          counts.loaded++;
          if (fake.failToLoad) throw new Error("unknown model architecture: 'x'.");
          return {
            tokenize: (text: string) => Array.from(text, () => 0),
            createContext: async () => ({ getSequence: () => sequence }),
          };
        },
        async createGrammarForJsonSchema(schema: object) {
          if (fake.refuseGrammar) throw new Error("no such grammar");
          return { schema };
        },
        async dispose() {
          counts.disposed++;
        },
      };
    },
  };
  return { load: async () => llama, seen, counts };
}

function ggufFile(start = "GGUF\u0003\u0000\u0000\u0000"): string {
  const path = join(emptyFolder(), "tiny.gguf");
  writeFileSync(path, start);
  return path;
}

describeLanguageModel("a GGUF file's model", (reply) =>
  openGgufLanguageModel(ggufFile(), { load: fakeLlama(reply).load }),
);

describe("a GGUF file's model", () => {
  it("is sent the instructions, the data, the limits and the shape", async () => {
    const { load, seen } = fakeLlama({ text: "a" });
    const model = await openGgufLanguageModel(ggufFile(), { load });
    await model.complete(request);
    expect(seen).toMatchObject([
      {
        systemPrompt: request.instructions,
        text: request.data,
        options: {
          maxTokens: request.maximumTokens,
          temperature: request.temperature,
          grammar: { schema: { type: "object", required: ["texts"] } },
        },
      },
    ]);
  });

  it("draws with the seed and the number of the call", async () => {
    const { load, seen } = fakeLlama({ text: "a" });
    const model = await openGgufLanguageModel(ggufFile(), { load, seed: 40 });
    await Promise.all([model.complete(request), model.complete(request), model.complete(request)]);
    expect(seen.map(({ options }) => options.seed)).toEqual([40, 41, 42]);
  });

  it("writes without a grammar where the shape has none", async () => {
    const { load, seen } = fakeLlama({ text: "a" }, { refuseGrammar: true });
    const model = await openGgufLanguageModel(ggufFile(), { load });
    expect((await model.complete(request)).text).toBe("a");
    expect(seen[0].options.grammar).toBeUndefined();
  });

  it("loads the file once, at the first request, and answers one request after the other", async () => {
    const { load, counts } = fakeLlama({ text: "a" });
    const model = await openGgufLanguageModel(ggufFile(), { load });
    expect(counts.loaded).toBe(0);
    await Promise.all([1, 2, 3].map(() => model.complete(request)));
    expect(counts).toMatchObject({ loaded: 1, mostWriting: 1 });
  });

  it("frees what it holds, once, after the requests under way", async () => {
    const { load, counts } = fakeLlama({ text: "a" });
    const model = await openGgufLanguageModel(ggufFile(), { load });
    const answer = model.complete(request);
    await model.dispose?.();
    await model.dispose?.();
    expect((await answer).text).toBe("a");
    expect(counts.disposed).toBe(1);
  });

  it("answers on after a request that was stopped", async () => {
    const { load, seen } = fakeLlama({ text: "a" });
    const model = await openGgufLanguageModel(ggufFile(), { load });
    await expect(model.complete({ ...request, signal: AbortSignal.abort() })).rejects.toThrow("Stopped");
    expect((await model.complete(request)).text).toBe("a");
    expect(seen).toHaveLength(1);
  });

  it("rejects a request that is too long, instead of cutting it", async () => {
    const { load, seen } = fakeLlama({ text: "a" });
    const model = await openGgufLanguageModel(ggufFile(), { load });
    const long = model.complete({ ...request, data: "a".repeat(1000) });
    await expect(long).rejects.toThrow(
      /has room for 1000 tokens, and the request needs 1086 with its answer/,
    );
    expect(seen).toHaveLength(0);
  });

  it("says in one sentence that it could not answer", async () => {
    const { load } = fakeLlama({ text: "a" }, { failToWrite: true });
    const failure = (await openGgufLanguageModel(ggufFile(), { load })).complete(request);
    await expect(failure).rejects.toThrow(RemoteError);
    await expect(failure).rejects.toThrow(/could not answer \(out of memory\)\.$/);
  });

  it("says in one sentence that the file cannot be loaded, and frees the memory", async () => {
    const { load, counts } = fakeLlama({ text: "a" }, { failToLoad: true });
    const failure = (await openGgufLanguageModel(ggufFile(), { load })).complete(request);
    await expect(failure).rejects.toThrow(InputError);
    await expect(failure).rejects.toThrow(/cannot load this model \(unknown model architecture: 'x'\): use/);
    expect(counts.disposed).toBe(1);
  });
});

describe("opening gguf:PATH", () => {
  it.each([
    [
      "missing",
      () => join(emptyFolder(), "none.gguf"),
      /none\.gguf: The model file cannot be read \(ENOENT\)/,
    ],
    ["a folder", () => emptyFolder(), /cannot be read \(EISDIR\)/],
    ["of another format", () => ggufFile("PK\u0003\u0004"), /tiny\.gguf: This is not a GGUF file/],
    ["empty", () => ggufFile(""), /This is not a GGUF file/],
  ])("rejects a file that is %s", async (_, path, words) => {
    const opening = openLanguageModel(`gguf:${path()}`);
    await expect(opening).rejects.toThrow(InputError);
    await expect(opening).rejects.toThrow(words);
  });
});

const realFile = process.env.PILESORT_TEST_GGUF;
const isRunnable =
  realFile !== undefined &&
  (await loadLlama(realFile).then(
    () => true,
    () => false,
  ));

describe.runIf(isRunnable)("a real GGUF file", () => {
  it("writes what its grammar allows, the same for the same seed", { timeout: 120_000 }, async () => {
    const first = await writeOnce();
    expect(() => JSON.parse(first.text)).not.toThrow();
    expect(first.tokensIn).toBeGreaterThan(10);
    expect(first.tokensOut).toBeGreaterThan(1);
    expect(await writeOnce()).toEqual(first);
  });
});

async function writeOnce() {
  const model = await openGgufLanguageModel(realFile!, { seed: 1 });
  const shape = z.object({ topic: z.enum(["parcel", "refund"]), count: z.int() });
  const reply = await model.complete({ ...request, shape });
  await model.dispose?.();
  return reply;
}
