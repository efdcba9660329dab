import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Classifier } from "../../../src/classifier/classifier.ts";
import { planRounds } from "../../../src/generation/plan-generation.ts";
import { readGenerated } from "../../../src/task/examples.ts";
import type { Example } from "../../../src/task/task.ts";
import { temporaryFolder } from "../../classifier/tasks.ts";
import {
  type Answer,
  aboutOf,
  classes,
  createTopicEncoder,
  encoder,
  goodAnswer,
  scriptedWriter,
  sentenceOf,
  words,
  write,
} from "../writers.ts";

const topics = createTopicEncoder();
const amount = { examplesPerClass: 6, examplesPerCall: 3 };
const setsIn = (asked: readonly { readonly labels?: readonly string[] }[]) =>
  asked.flatMap(({ labels }) => (labels ? [labels] : []));
const real = (text: string, ...labels: string[]): Example[] =>
  labels.map((label) => ({ text, label, origin: "real" }));

describe("with several labels per text", () => {
  it("texts of several classes are requested instead of border examples, and are in the pile of each", async () => {
    const generated = await write(goodAnswer, { severalLabels: true, encoder: topics });
    const sets = setsIn(generated.asked);
    expect(sets.length).toBeGreaterThan(0);
    expect(sets.length).toBeLessThanOrEqual(classes.length);
    expect(sets.every((set) => set.length === 2)).toBe(true);
    expect(generated.asked.some(({ request }) => request.data.includes('"rival"'))).toBe(false);
    const pilesOf = new Map<string, string[]>();
    for (const { label, examples } of generated.piles) {
      for (const { text } of examples) pilesOf.set(text, [...(pilesOf.get(text) ?? []), label]);
    }
    const both = [...pilesOf.values()].filter((labels) => labels.length > 1);
    expect(both.length).toBeGreaterThan(2);
    for (const labels of both) expect(sets.map((set) => [...set].sort())).toContainEqual([...labels].sort());
  });

  it("the sets are those of the user's texts, the most frequent first, if there are any", async () => {
    const examples = [
      ...real("paid twice and the parcel is late", "refund", "delivery"),
      ...real("no parcel, so money back", "refund", "delivery"),
      ...real("all of it one", "refund", "delivery", "account"),
      ...real("all of it two", "account", "delivery", "refund"),
      ...real("all of it three", "refund", "delivery", "account"),
      ...real("a single one", "account", "delivery"),
    ];
    const { asked } = await write(goodAnswer, { severalLabels: true, encoder: topics, examples });
    expect(setsIn(asked)).toEqual([
      ["refund", "delivery", "account"],
      ["refund", "delivery"],
    ]);
    const shown = asked.filter(({ labels }) => labels?.length === 3).map(({ request }) => request.data);
    expect(shown[0]).toContain("all of it one");
    expect(shown[0]).not.toContain("no parcel");
  });

  it("texts that do not fit one of their labels are dropped", async () => {
    const lacking: Answer = (request, name) => {
      const { kind, names } = aboutOf(request);
      if (kind !== "set") return goodAnswer(request, name);
      const other = classes.find((each) => !names.includes(each.name))!;
      return JSON.stringify({ texts: [`${sentenceOf(words[other.name], "one", 9)} only`] });
    };
    const { dropped, asked, piles } = await write(lacking, { severalLabels: true, encoder: topics });
    expect(setsIn(asked).length).toBeGreaterThan(0);
    expect(dropped.map(({ reason }) => reason)).toContain("does not fit its labels");
    expect(piles.flatMap(({ examples }) => examples).some(({ text }) => text.endsWith("only"))).toBe(false);
  });

  it("an empty list says that no text has the set, and is not repeated by the next run", async () => {
    const sent: string[] = [];
    const model = scriptedWriter((request, name) => {
      const { kind } = aboutOf(request);
      sent.push(kind);
      return kind === "set" ? '{"texts": []}' : goodAnswer(request, name);
    });
    const folder = temporaryFolder();
    const generate = async () => {
      const classifier = new Classifier({ encoder, multiLabel: true });
      for (const definition of classes) classifier.defineClass(definition);
      return classifier.generate({ model, folder, ...amount });
    };
    const report = await generate();
    expect(sent).toContain("set");
    expect(report.unusable).toEqual([]);
    const calls = sent.length;
    expect((await generate()).keptCalls).toBe(calls);
    expect(sent).toHaveLength(calls);
  });

  it("the same text for several classes has those that it fits", async () => {
    const same: Answer = (request, name) => {
      if (aboutOf(request).kind === "outside") return goodAnswer(request, name);
      return JSON.stringify({ texts: ["money refund for the parcel that the courier lost at the door"] });
    };
    const { piles } = await write(same, { severalLabels: true, encoder: topics });
    const sizes = piles.map(({ label, examples }) => [label, examples.length]);
    expect(Object.fromEntries(sizes)).toEqual({ refund: 1, delivery: 1, account: 0 });
  });

  it("the plan counts the calls that are made", async () => {
    const settings = { examplesPerClass: 12, examplesPerCall: 6, shareExamples: 2 };
    const { asked } = await write(goodAnswer, { severalLabels: true, encoder: topics, settings });
    const plan = await planRounds({
      generator: "scripted",
      classes,
      examples: [],
      encoder: topics,
      settings,
      countTokens: (text) => text.length,
      concurrency: 4,
      severalLabels: true,
    });
    expect(plan.borders.calls).toBe(asked.filter(({ round }) => round === "borders").length);
  });

  it("the file of piles has one text per line with its labels; read again it gives the same examples", async () => {
    const folder = temporaryFolder();
    const classifier = new Classifier({ encoder, multiLabel: true });
    for (const definition of classes) classifier.defineClass(definition);
    const { files } = await classifier.generate({ model: scriptedWriter(goodAnswer), folder, ...amount });
    const lines = readFileSync(files.piles, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(Object.keys(lines[0])).toEqual(["text", "labels", "generator", "call"]);
    expect(lines.some(({ labels }) => labels.length === 2)).toBe(true);
    expect(new Set(lines.map(({ text }) => text)).size).toBe(lines.length);
    const pairs = (examples: readonly Example[]) =>
      examples.map(({ label, text, source }) => JSON.stringify([label, text, source])).sort();
    const read = await readGenerated(join(folder, "piles.jsonl"));
    expect(pairs(read)).toEqual(pairs(classifier.examples));
    const { labelSets } = await classifier.train();
    expect(labelSets?.texts).toBe(lines.length + classifier.noneExamples.length);
  });
});
