import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { scaleRowsToUnitLength } from "../../src/encoder/unit-length.ts";
import { CallRunner } from "../../src/generation/call-runner.ts";
import { EmbeddingPrefetch } from "../../src/generation/embedding-prefetch.ts";
import type { GeneratedPiles } from "../../src/generation/generated-piles.ts";
import type { GenerationCall } from "../../src/generation/generation-call.ts";
import { type GenerationInput, GenerationRounds } from "../../src/generation/generation-rounds.ts";
import { Budget, type BudgetOptions } from "../../src/llm/budget.ts";
import type { CompletionRequest, LanguageModel } from "../../src/llm/language-model.ts";
import { rowOf, zeros } from "../../src/math/matrix.ts";
import { MemoryReplies } from "../llm/calls.ts";

export const encoder = createHashingEncoder(128);

/** Classes with different words, so that an encoder that knows only spelling can separate them. */
export const words: Readonly<Record<string, string>> = {
  refund: "money refund payment back charge invoice bank euros twice cancelled amount bill price cost paid",
  delivery:
    "parcel courier late street door tracking box driver warehouse morning package postman truck sent",
  account: "password login profile email locked username picture settings security phone reset sign browser",
};
const outsideWords =
  "weather garden violin recipe mountain football painting holiday river museum novel winter";

export const classes = [
  {
    name: "refund",
    prompt: "Money back: refund of a payment, bill paid twice, price of cancelled invoices.",
  },
  {
    name: "delivery",
    prompt: "Parcel late: tracking a courier, postman at another door, box sent by truck.",
  },
  { name: "account", prompt: "Locked login: password reset, username, profile picture, security settings." },
];

/** An encoder that knows which class's words a text has, so that only classes that share words are near. */
export function createTopicEncoder(): Encoder {
  const spelling = createHashingEncoder(29);
  const topics = Object.values(words).map((all) => new Set(all.split(" ")));
  return {
    ...spelling,
    identity: { name: "topics", dimensions: 32, fingerprint: "topics" },
    async embed(texts) {
      const spelled = await spelling.embed(texts);
      const vectors = zeros(texts.length, 32);
      for (const [i, text] of texts.entries()) {
        const found = text.toLowerCase().match(/[a-z]+/g) ?? [];
        const counts = topics.map((topic) => found.filter((word) => topic.has(word)).length);
        rowOf(vectors, i).set([
          ...rowOf(spelled, i),
          ...counts.map((count) => (2 * count) / Math.max(found.length, 1)),
        ]);
      }
      scaleRowsToUnitLength(vectors);
      return vectors;
    },
  };
}

export type Request = Pick<CompletionRequest, "instructions" | "data">;
export type Answer = (request: Request, name: string) => string | Promise<string>;

/** What a request is about. */
export function aboutOf({ instructions, data }: Request) {
  const about = JSON.parse(data);
  const set: { readonly name: string }[] | undefined = about.classes;
  const kind = set ? "set" : about.slots ? "class" : about.rival ? "border" : "outside";
  return {
    name: (set?.[0] ?? about.class).name as string,
    names: (set ?? [about.class]).map(({ name }) => name as string),
    rival: about.rival?.name as string | undefined,
    shown: (about.real_examples ?? []) as string[],
    kind,
    count: Number(/Write (\d+) texts/.exec(instructions)?.[1]),
  } as const;
}

/** So many words, the same for the same seed. */
export function sentenceOf(vocabulary: string, seed: string, count = 7): string {
  const all = vocabulary.split(" ");
  const numbers = createHash("sha256").update(seed).digest();
  return Array.from({ length: count }, (_, i) => all[numbers[i] % all.length]).join(" ");
}

/** Answers with the requested number of texts, made of the words of the class. The same request gives the same answer. */
export const goodAnswer: Answer = (request) => {
  const { names, kind, count } = aboutOf(request);
  const texts = Array.from({ length: count }, (_, i) =>
    names
      .map((name) => {
        const vocabulary = kind === "outside" ? outsideWords : (words[name] ?? outsideWords);
        return sentenceOf(vocabulary, `${request.data} ${i}`);
      })
      .join(", "),
  );
  return JSON.stringify({ texts });
};

export function scriptedWriter(answer: Answer, name = "scripted"): LanguageModel {
  return {
    name,
    complete: async (request) => ({ text: await answer(request, aboutOf(request).name) }),
  };
}

/** Answers each time the request that came last. */
export function lastFirst(answer: Answer): Answer {
  const waiting: (() => void)[] = [];
  return async (request, name) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      // Every request of a round is here before one is answered.
      setImmediate()
        .then(() => setImmediate())
        .then(() => waiting.pop()!());
    });
    return answer(request, name);
  };
}

export interface Asked extends GenerationCall {
  readonly round: string;
}

/** Generates piles with replies that are kept in memory only, and records the calls and the reported counts. */
export async function write(
  answer: Answer | undefined,
  options: Partial<GenerationInput> & Pick<BudgetOptions, "caps"> = {},
): Promise<
  GeneratedPiles & { readonly asked: Asked[]; readonly rounds: string[]; readonly counts: number[][] }
> {
  const { caps, ...others } = options;
  const asked: Asked[] = [];
  const rounds: string[] = [];
  const counts: number[][] = [];
  const input: GenerationInput = {
    classes,
    examples: [],
    encoder,
    settings: { examplesPerClass: 12, examplesPerCall: 6, shareExamples: 2 },
    model: answer && scriptedWriter(answer),
    generators: [],
    modifiers: [],
    expanders: [],
    ...others,
  };
  const budget = new Budget({ caps, countTokens: (text) => text.split(" ").length });
  const prefetch = new EmbeddingPrefetch(input.encoder);
  const runner = new CallRunner({ budget, replies: new MemoryReplies() }, prefetch, { concurrency: 50 });
  const noting: ConstructorParameters<typeof GenerationRounds>[1] = {
    run(model, calls, round, read) {
      rounds.push(round);
      asked.push(...calls.map((call) => ({ ...(call as GenerationCall), round })));
      return runner.run(model, calls, round, read);
    },
    setCounts(kept, dropped) {
      counts.push([kept, dropped]);
      runner.setCounts(kept, dropped);
    },
  };
  const generated = await new GenerationRounds(input, noting, prefetch).run();
  return { ...generated, asked, rounds, counts };
}

export function sizesOf({ piles }: GeneratedPiles): Record<string, number> {
  return Object.fromEntries(piles.map(({ label, examples }) => [label, examples.length]));
}
