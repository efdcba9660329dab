import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { TryAgain } from "../../src/async/retry.ts";
import { Classifier } from "../../src/classifier/classifier.ts";
import { GenerationError, InputError, RemoteError, RetryableError } from "../../src/errors.ts";
import type { GenerationOptions } from "../../src/generation/generation-options.ts";
import { readGenerated, readNoneExamples } from "../../src/task/examples.ts";
import { temporaryFolder } from "../classifier/tasks.ts";
import { type Answer, aboutOf, classes, encoder, goodAnswer, scriptedWriter } from "./writers.ts";

const amount = { examplesPerClass: 6, examplesPerCall: 3 };

function classifierOf(definitions: readonly { name: string; prompt?: string }[] = classes): Classifier {
  const classifier = new Classifier({ encoder });
  for (const definition of definitions) classifier.defineClass(definition);
  return classifier;
}

/** A model that notes the class of each request that it is sent. */
function noting(answer: Answer = goodAnswer) {
  const sent: { name: string; kind: string }[] = [];
  const model = scriptedWriter((request, name) => {
    sent.push({ name, kind: aboutOf(request).kind });
    return answer(request, name);
  });
  return { model, sent };
}

const failFor =
  (failing: string): Answer =>
  (request, name) => {
    if (name === failing) throw new RemoteError("refused", "address", 400);
    return goodAnswer(request, name);
  };

const pilesIn = (folder: string) => readFileSync(join(folder, "piles.jsonl"), "utf8");

describe("a second run in the same folder", () => {
  it("repeats no call, adds nothing twice, and gives the same result", async () => {
    const folder = temporaryFolder();
    const { model, sent } = noting();
    const classifier = classifierOf();
    const first = await classifier.generate({ model, folder, ...amount });
    const examples = [...classifier.examples];
    const calls = sent.length;
    expect(calls).toBe(first.spent.calls);
    expect(first.keptCalls).toBe(0);
    const again = await classifier.generate({ model, folder, ...amount });
    expect(sent).toHaveLength(calls);
    expect(again).toEqual({ ...first, keptCalls: calls });
    expect(classifier.examples).toEqual(examples);
  });

  it("with another description of one class repeats the calls of this class, and only these in the first round", async () => {
    const folder = temporaryFolder();
    const { model, sent } = noting();
    await classifierOf().generate({ model, folder, ...amount });
    sent.length = 0;
    const changed = classes.map((each) =>
      each.name === "delivery" ? { ...each, prompt: "Late parcels, and the courier at the door." } : each,
    );
    await classifierOf(changed).generate({ model, folder, ...amount });
    const asked = sent.filter(({ kind }) => kind !== "border");
    expect(asked).toEqual([
      { name: "delivery", kind: "class" },
      { name: "delivery", kind: "class" },
      { name: "delivery", kind: "outside" },
    ]);
  });

  it("with fresh renames the file of replies and makes all calls", async () => {
    const folder = temporaryFolder();
    const { model, sent } = noting();
    await classifierOf().generate({ model, folder, ...amount });
    const calls = sent.length;
    const replies = readFileSync(join(folder, "replies.jsonl"), "utf8");
    const report = await classifierOf().generate({ model, folder, fresh: true, ...amount });
    expect(sent).toHaveLength(2 * calls);
    expect(report.keptCalls).toBe(0);
    expect(readFileSync(join(folder, "replies-1.jsonl"), "utf8")).toBe(replies);
  });

  it("at the same time is rejected, and the first one continues", async () => {
    const folder = temporaryFolder();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let isAsked = () => {};
    const asked = new Promise<void>((resolve) => {
      isAsked = resolve;
    });
    const { model } = noting(async (request, name) => {
      isAsked();
      await held;
      return goodAnswer(request, name);
    });
    const first = classifierOf().generate({ model, folder, ...amount });
    await asked;
    const second = classifierOf().generate({ model, folder, ...amount });
    await expect(second).rejects.toThrow(InputError);
    await expect(second).rejects.toThrow(/Another run uses this folder/);
    release();
    expect((await first).short).toEqual([]);
  });
});

describe("piles that were edited by hand", () => {
  async function edited() {
    const folder = temporaryFolder();
    const { model } = noting();
    await classifierOf().generate({ model, folder, ...amount });
    const text = pilesIn(folder).replace("parcel", "PARCEL");
    writeFileSync(join(folder, "piles.jsonl"), text);
    return { folder, model, text };
  }

  it("are rejected and do not change", async () => {
    const { folder, model, text } = await edited();
    const again = classifierOf().generate({ model, folder, ...amount });
    await expect(again).rejects.toThrow(InputError);
    await expect(again).rejects.toThrow(/piles\.jsonl: was edited by hand and would be overwritten; /);
    expect(pilesIn(folder)).toBe(text);
  });

  it("are renamed with fresh", async () => {
    const { folder, model, text } = await edited();
    await classifierOf().generate({ model, folder, fresh: true, ...amount });
    expect(readFileSync(join(folder, "piles-edited-1.jsonl"), "utf8")).toBe(text);
    expect(pilesIn(folder)).not.toBe(text);
  });
});

describe("provenance", () => {
  it("is on every example, and stays through files, saving and bytes", async () => {
    const folder = temporaryFolder();
    const classifier = classifierOf();
    const report = await classifier.generate({ model: noting().model, folder, ...amount });
    const keys = readFileSync(report.files.replies, "utf8")
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line).key);
    for (const { source, origin } of [...classifier.examples, ...classifier.noneExamples]) {
      expect(origin).toBe("generated");
      expect(source?.generator).toBe("scripted");
      expect(keys).toContain(source?.call);
    }
    expect(classifier.examples).toHaveLength(report.examples);
    expect(classifier.noneExamples).toHaveLength(report.noneExamples);
    expect(await readGenerated(report.files.piles)).toEqual(classifier.examples);
    expect(await readNoneExamples(report.files.none)).toEqual(classifier.noneExamples);

    await classifier.train();
    const path = join(folder, "model");
    await classifier.save(path);
    expect(JSON.parse(readFileSync(join(path, "manifest.json"), "utf8")).formatVersion).toBe(5);
    for (const kept of [
      await Classifier.load(path, { encoder }),
      await Classifier.fromBytes(await classifier.toBytes(), { encoder }),
    ]) {
      expect(kept.examples).toEqual(classifier.examples);
      expect(kept.noneExamples).toEqual(classifier.noneExamples);
    }
  });
});

describe("a class that cannot be written about", () => {
  it("is an error at the end, with the others added and in the file", async () => {
    const folder = temporaryFolder();
    const classifier = classifierOf();
    const { model } = noting(failFor("delivery"));
    const error = await classifier.generate({ model, folder, ...amount }).catch((reason) => reason);
    expect(error).toBeInstanceOf(GenerationError);
    expect(error.classes).toEqual(["delivery"]);
    expect(error.message).toContain('No examples could be generated for "delivery": refused.');
    expect(new Set(classifier.examples.map(({ label }) => label))).toEqual(new Set(["refund", "account"]));
    expect(await readGenerated(join(folder, "piles.jsonl"))).toEqual(classifier.examples);
    const { model: mended, sent } = noting();
    await classifier.generate({ model: mended, folder, ...amount });
    expect(new Set(sent.filter(({ kind }) => kind === "class").map(({ name }) => name))).toEqual(
      new Set(["delivery"]),
    );
  });

  it("is only reported with keepGoing", async () => {
    const { model } = noting(failFor("delivery"));
    const report = await classifierOf().generate({
      model,
      folder: temporaryFolder(),
      keepGoing: true,
      ...amount,
    });
    expect(report.short).toMatchObject([{ label: "delivery", error: { message: "refused" } }]);
  });

  it("because of a cap is not an error", async () => {
    const { model, sent } = noting();
    const report = await classifierOf().generate({
      model,
      folder: temporaryFolder(),
      caps: { calls: 3 },
      ...amount,
    });
    expect(sent).toHaveLength(3);
    expect(report.short.map(({ cap }) => cap)).toEqual(["calls", "calls", "calls"]);
  });
});

describe("the user's generators", () => {
  const generator = {
    name: "templates",
    generate: async ({ name }: { name: string }) => [`${name} by template`],
  };

  it("need no model, are kept like replies, and sign what they wrote", async () => {
    const folder = temporaryFolder();
    let calls = 0;
    const counting = {
      name: "templates",
      generate: async (definition: { name: string }) => {
        calls++;
        return generator.generate(definition);
      },
    };
    const classifier = classifierOf();
    for (let run = 0; run < 2; run++) {
      const report = await classifier.generate({ generators: [counting], folder });
      expect(report.generators).toEqual(["templates"]);
    }
    expect(calls).toBe(classes.length);
    expect(classifier.examples.map(({ text, source }) => [text, source?.generator])).toEqual(
      classes.map(({ name }) => [`${name} by template`, "templates"]),
    );
  });

  it("that throw fail for their class alone", async () => {
    const classifier = classifierOf();
    const failing = {
      name: "templates",
      generate: async ({ name }: { name: string }) => {
        if (name === "account") throw new TypeError("no such table");
        return [`${name} by template`];
      },
    };
    const run = classifier.generate({
      generators: [failing],
      folder: temporaryFolder(),
      examplesPerClass: 1,
    });
    await expect(run).rejects.toThrow(/"account": templates failed for the class "account": no such table\./);
    expect(classifier.examples.map(({ label }) => label)).toEqual(["refund", "delivery"]);
  });
});

it("a model object of the AI SDK is taken as it is", async () => {
  const model = {
    specificationVersion: "v2",
    provider: "fake",
    modelId: "writer",
    supportedUrls: {},
    async doGenerate({ prompt }: { prompt: { role: string; content: string | { text: string }[] }[] }) {
      const [{ content: instructions }, { content }] = prompt;
      const data = (content as { text: string }[])[0].text;
      const text = await goodAnswer({ instructions: instructions as string, data }, "");
      return {
        content: [{ type: "text", text }],
        finishReason: "stop",
        usage: { inputTokens: 1000, outputTokens: 500 },
        warnings: [],
      };
    },
  } as unknown as GenerationOptions["model"];
  const report = await classifierOf().generate({ model, folder: temporaryFolder(), ...amount });
  expect(report.generators).toEqual(["fake:writer"]);
  expect(report.short).toEqual([]);
  expect(report.spent.tokensIn).toBe(1000 * report.spent.calls);
});

describe("invalid options are rejected before anything is requested or written", () => {
  const { model, sent } = noting();
  const templates = { name: "templates", generate: async () => [] };
  it.each<[string, Partial<GenerationOptions>, RegExp]>([
    [
      "neither a model nor generators",
      {},
      /nothing to generate examples with; set the option model or generators/,
    ],
    ["a model that is a name", { model: "gpt-5" as never }, /fromAiSdk needs a model object/],
    ["a model that is none", { model: {} as never }, /fromAiSdk needs a model object/],
    [
      "no examples",
      { model, examplesPerClass: 0 },
      /examplesPerClass must be a whole number, 1 or more; got 0/,
    ],
    ["half an example", { model, examplesPerCall: 0.5 }, /examplesPerCall must be a whole number/],
    ["rows below none", { model, shareExamples: -1 }, /shareExamples must be a whole number, 0 or more/],
    ["no concurrency", { model, concurrency: 0 }, /concurrency must be/],
    ["no time", { model, secondsPerCall: Number.NaN }, /secondsPerCall must be/],
    ["a cap on cost without prices", { model, caps: { cost: 1 } }, /A cap on cost needs prices/],
    ["two generators of one name", { generators: [templates, templates] }, /have the name "templates"; give/],
  ])("%s", async (_, options, sentence) => {
    const folder = temporaryFolder();
    const run = classifierOf().generate({ folder, ...options });
    await expect(run).rejects.toThrow(InputError);
    await expect(run).rejects.toThrow(sentence);
    expect(readdirSync(folder)).toEqual([]);
    expect(sent).toEqual([]);
  });

  it("classes without a prompt", async () => {
    const classifier = classifierOf([{ name: "a" }, { name: "b" }]);
    for (const run of [
      classifier.generate({ model, folder: temporaryFolder() }),
      classifier.planGeneration(),
    ]) {
      await expect(run).rejects.toThrow(/No class has a description/);
    }
  });
});

it("a plan says how many calls the first round makes", async () => {
  const { model, sent } = noting();
  const classifier = classifierOf();
  const plan = await classifier.planGeneration(amount);
  await classifier.generate({ model, folder: temporaryFolder(), ...amount });
  expect(plan.classes.calls).toBe(sent.filter(({ kind }) => kind === "class").length);
  expect(plan.classes.tokensIn).toBeGreaterThan(0);
});

describe("a model that allows one call at a time", () => {
  it("is not called in the rounds after the one that found it", async () => {
    const refused: string[] = [];
    let underWay = 0;
    const model = scriptedWriter(async (request, name) => {
      if (underWay > 0) {
        refused.push(aboutOf(request).kind);
        throw new TryAgain(new RemoteError("too many", "address", 429));
      }
      underWay++;
      await setTimeout(5);
      underWay--;
      return goodAnswer(request, name);
    });
    // Few calls a round, for after eight good ones more are tried again.
    const amount = { examplesPerClass: 6, examplesPerCall: 6 };
    await classifierOf().generate({ model, folder: temporaryFolder(), concurrency: 2, ...amount });
    expect(new Set(refused)).toEqual(new Set(["class"]));
  });
});

describe("replies that gave no example", () => {
  const silentFor =
    (names: readonly string[], reply: string): Answer =>
    (request, name) =>
      names.includes(name) ? reply : goodAnswer(request, name);
  const run = (model: GenerationOptions["model"], folder: string, more: Partial<GenerationOptions> = {}) =>
    classifierOf().generate({ model, folder, ...amount, ...more });

  it.each([
    ["empty", ""],
    ["unreadable", '{"error": "overloaded"}'],
    ["unreadable", "<think>First I have to"],
    ["no example", "I'm sorry, but I can't help with that."],
    ["no example", "Sure! Here are the texts:"],
  ] as const)(
    "are reported with their lines, and the next run makes their calls again: %s %j",
    async (reason, reply) => {
      const folder = temporaryFolder();
      const first = await run(noting(silentFor(["delivery"], reply)).model, folder, { keepGoing: true });
      const bad = first.unusable.filter(({ label }) => label === "delivery");
      expect(bad.length).toBeGreaterThan(0);
      const lines = readFileSync(first.files.replies, "utf8").split("\n");
      for (const each of bad) {
        expect(each.reason).toBe(reason);
        expect(JSON.parse(lines[(each.line ?? 0) - 1])).toMatchObject({ key: each.call, text: reply });
      }
      const { model, sent } = noting();
      const second = await run(model, folder);
      expect(second.unusable).toEqual([]);
      expect(second.short).toEqual([]);
      expect(new Set(sent.filter(({ kind }) => kind === "class").map(({ name }) => name))).toEqual(
        new Set(["delivery"]),
      );
      sent.length = 0;
      await run(model, folder);
      expect(sent).toEqual([]);
    },
  );

  it("end a run with the file and the lines to look at", async () => {
    const folder = temporaryFolder();
    const error = await run(noting(silentFor(["delivery"], "{}")).model, folder).catch((reason) => reason);
    expect(error).toBeInstanceOf(GenerationError);
    expect(error.classes).toEqual(["delivery"]);
    expect(error.message).toContain(`gave no example: see ${join(folder, "replies.jsonl")}, lines `);
  });

  it("of every class end the run after its first round", async () => {
    const names = classes.map(({ name }) => name);
    const { model, sent } = noting(silentFor(names, ""));
    const report = await run(model, temporaryFolder(), { keepGoing: true });
    expect(sent).toHaveLength(2 * classes.length);
    expect(report.short.map(({ error }) => error?.message)).toEqual(
      names.map(() => expect.stringContaining("returned no usable text in its first 6 replies")),
    );
  });

  it("are read from a folder of an earlier version, and stay in the file", async () => {
    const folder = temporaryFolder();
    await run(noting().model, folder);
    const path = join(folder, "replies.jsonl");
    const [first, ...rest] = readFileSync(path, "utf8").split("\n");
    const emptied = JSON.stringify({ ...JSON.parse(first), text: "" });
    writeFileSync(path, [emptied, ...rest].join("\n"));
    const { model, sent } = noting();
    const report = await run(model, folder);
    expect(sent).toHaveLength(1);
    expect(report.short).toEqual([]);
    expect(readFileSync(path, "utf8").startsWith(`${emptied}\n`)).toBe(true);
  });

  it("of a user's generator are requested again", async () => {
    const folder = temporaryFolder();
    let isEmpty = true;
    let calls = 0;
    const generator = {
      name: "rows",
      generate: async ({ name }: { name: string }) => {
        calls++;
        return isEmpty && name === "refund" ? [] : [`${name} from a row`];
      },
    };
    const generate = () => classifierOf().generate({ generators: [generator], folder, examplesPerClass: 1 });
    await generate();
    isEmpty = false;
    const report = await generate();
    expect(calls).toBe(classes.length + 1);
    expect(report.examples).toBe(classes.length);
  });
});

describe("a generator that is a bare function", () => {
  it("is named after the function, or after its place in the list", async () => {
    async function fromTemplates({ name }: { name: string }, { count }: { count: number }) {
      return Array.from({ length: count }, (_, i) => `${name} by template ${"abcdef"[i].repeat(9)}`);
    }
    const classifier = classifierOf();
    const report = await classifier.generate({
      folder: temporaryFolder(),
      generators: [fromTemplates, async ({ name }) => [`one more text about ${name}`]],
      ...amount,
    });
    expect(report.generators).toEqual(["fromTemplates", "generator 2"]);
    expect(new Set(classifier.examples.map(({ source }) => source?.generator))).toEqual(
      new Set(["fromTemplates", "generator 2"]),
    );
  });

  it("must have a unique name", async () => {
    const again = { generate: async () => ["text"] }.generate;
    await expect(
      classifierOf().generate({ folder: temporaryFolder(), generators: [again, again], ...amount }),
    ).rejects.toThrow(/have the name "generate"/);
  });

  it("loses no class if it is busy three times for each", { timeout: 60_000 }, async () => {
    const attempts = new Map<string, number>();
    const report = await classifierOf().generate({
      folder: temporaryFolder(),
      generators: [
        async function lookUp({ name }, { count }) {
          const attempt = (attempts.get(name) ?? 0) + 1;
          attempts.set(name, attempt);
          if (attempt <= 3) throw new RetryableError("busy", { retryAfterMilliseconds: 1 });
          return Array.from({ length: count }, (_, i) => `${name} ${"abcdef"[i].repeat(9)}`);
        },
      ],
      ...amount,
    });
    expect(report.short).toEqual([]);
    expect([...attempts.values()]).toEqual([4, 4, 4]);
  });
});
