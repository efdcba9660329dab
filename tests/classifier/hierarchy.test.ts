import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { train } from "../../src/classifier/train.ts";
import { nodeProbabilities } from "../../src/hierarchy/node-probabilities.ts";
import { levelOf } from "../../src/hierarchy/paths.ts";
import { encoder, temporaryFolder } from "./tasks.ts";

const shop = [
  { name: "Food", prompt: "Groceries to eat and drink." },
  { name: "Food > Dairy", prompt: "Products made of cow milk, goat milk or sheep milk." },
  { name: "Food > Dairy > Milk", prompt: "Fresh milk in bottles, whole milk and skimmed milk." },
  { name: "Food > Dairy > Cheese", prompt: "Cheddar cheese, brie cheese and feta cheese." },
  { name: "Food > Bread", prompt: "Loaves of bread, bread rolls and baguettes." },
  { name: "Tools > Saw", prompt: "Saws that cut wood, saw blades." },
  { name: "Tools > Hammer", prompt: "Hammers that drive nails." },
];
const leaves = shop.slice(2).map(({ name }) => name);
const questions = ["a bottle of whole milk", "goat products", "cut the wood with a blade", "something", ""];

const classifier = await train({ classes: shop, encoder, tune: false });

describe("a hierarchy of classes", () => {
  it("has the leaves as classes, and the nodes above them with their descriptions", () => {
    expect(classifier.classes.map(({ name }) => name)).toEqual(leaves);
    expect(classifier.hierarchy).toEqual({ levels: 3, innerNodes: [shop[0], shop[1], { name: "Tools" }] });
    expect(classifier.report?.hierarchy).toEqual({ levels: 3, innerNodes: 3 });
  });

  it("gives probabilities of leaves, which add up the tree to 1", async () => {
    for (const { probabilities } of await classifier.classify(questions)) {
      expect(Object.keys(probabilities).sort()).toEqual([...leaves].sort());
      const nodes = nodeProbabilities(probabilities);
      const sumOf = (names: readonly string[]) => names.reduce((sum, name) => sum + nodes[name], 0);
      expect(Math.abs(sumOf(["Food", "Tools"]) - 1)).toBeLessThan(1e-6);
      expect(
        Math.abs(sumOf(["Food > Dairy > Milk", "Food > Dairy > Cheese"]) - nodes["Food > Dairy"]),
      ).toBeLessThan(1e-6);
    }
  });

  it.each([0.05, 0.5, 0.7, 0.9])(
    "answers with the deepest node that reaches %d, without none and with it",
    async (threshold) => {
      for (const none of [false, true]) {
        for (const found of await classifier.classify(questions, { threshold, none })) {
          const inScope = none ? 1 - found.noneProbability : 1;
          const nodes = Object.entries(nodeProbabilities(found.probabilities)).map(
            ([name, p]) => [name, p * inScope] as const,
          );
          const reaching = nodes.filter(([, p]) => p >= threshold);
          if (found.outcome === "none") continue;
          if (reaching.length === 0) {
            expect(found).toMatchObject({ outcome: "unsure", prediction: null });
            expect(found.probability).toBeCloseTo(Math.max(...nodes.map(([, p]) => p)), 6);
            continue;
          }
          const best = found.scores[0];
          const isLeaf = best.probability * inScope >= threshold;
          const deepest = Math.max(...reaching.map(([name]) => levelOf(name)));
          const expected = isLeaf
            ? best.label
            : reaching.filter(([name]) => levelOf(name) === deepest).sort((a, b) => b[1] - a[1])[0][0];
          expect(found.prediction).toBe(expected);
          expect(found.outcome).toBe(isLeaf ? "class" : "inner");
          expect(found.probability).toBeCloseTo(nodes.find(([name]) => name === expected)![1], 6);
        }
      }
    },
  );

  it("answers with inner nodes for some of these questions", async () => {
    const found = await classifier.classify(questions, { threshold: 0.6 });
    expect(found.map(({ outcome }) => outcome)).toContain("inner");
  });

  it("answers without a threshold with the most probable leaf", async () => {
    for (const { prediction, scores, outcome } of await classifier.classify(questions)) {
      expect(outcome).toBe("class");
      expect(prediction).toBe(scores[0].label);
    }
  });

  it("answers alike whatever the order of the classes", async () => {
    const reversed = await train({ classes: [...shop].reverse(), encoder, tune: false });
    const [a, b] = [
      await classifier.classify(questions.slice(0, 4), { threshold: 0.6 }),
      await reversed.classify(questions.slice(0, 4), { threshold: 0.6 }),
    ];
    expect(b.map(({ prediction }) => prediction)).toEqual(a.map(({ prediction }) => prediction));
    for (const [i, { probabilities }] of a.entries()) {
      for (const [name, p] of Object.entries(probabilities))
        expect(b[i].probabilities[name]).toBeCloseTo(p, 5);
    }
  });

  it("uses the description of a node above for all classes below it", async () => {
    const without = await train({ classes: shop.filter((_, i) => i !== 1), encoder, tune: false });
    const dairy = async (model: Classifier) =>
      nodeProbabilities((await model.classify("goat and sheep products")).probabilities)["Food > Dairy"];
    expect(await dairy(classifier)).toBeGreaterThan(await dairy(without));
  });

  it("survives saving and loading, and stays a hierarchy in the next training", async () => {
    const folder = join(temporaryFolder(), "shop");
    await classifier.save(folder);
    const loaded = await Classifier.load(folder, { encoder });
    const asked = { threshold: 0.6 };
    expect(await loaded.classify(questions, asked)).toEqual(await classifier.classify(questions, asked));
    expect(loaded.hierarchy).toEqual(classifier.hierarchy);
    for (const name of ["a", "b", "c", "d", "e", "f", "g"])
      loaded.defineClass({ name, prompt: `All about ${name}.` });
    await loaded.train({ tune: false });
    expect(loaded.hierarchy?.innerNodes).toHaveLength(3);
  });

  it("may be given by parents", async () => {
    const given = [
      { name: "Milk", parent: "Dairy", prompt: "Fresh milk." },
      { name: "Cheese", parent: "Dairy", prompt: "Brie cheese." },
      { name: "Dairy", prompt: "Made of milk." },
      { name: "Saw", prompt: "Cuts wood." },
    ];
    const byParents = await train({ classes: given, encoder, tune: false });
    expect(byParents.classes.map(({ name }) => name)).toEqual(["Dairy > Milk", "Dairy > Cheese", "Saw"]);
    const builder = new Classifier({ encoder });
    for (const definition of [given[2], given[0], given[3]]) builder.defineClass(definition);
    builder.addDataToClass("Dairy > Yogurt", "a cup of yogurt");
    await builder.train({ tune: false });
    expect(builder.classes.map(({ name }) => name)).toEqual(["Dairy > Milk", "Saw", "Dairy > Yogurt"]);
    const folder = join(temporaryFolder(), "parents");
    await builder.save(folder);
    expect((await Classifier.load(folder, { encoder })).classes).toEqual(builder.classes);
  });

  it("is cross-validated, corrected and learns from examples like flat classes", async () => {
    const texts = {
      Milk: ["one litre of milk", "skimmed milk"],
      Cheese: ["old cheddar", "soft brie"],
      Saw: ["a rusty saw"],
    };
    const learnt = new Classifier({ encoder });
    for (const definition of shop) learnt.defineClass(definition);
    for (const [name, list] of Object.entries(texts)) learnt.addDataToClass(name, list);
    await learnt.train({ tune: false });
    expect(new Set(learnt.examples.map(({ label }) => label))).toEqual(
      new Set(["Food > Dairy > Milk", "Food > Dairy > Cheese", "Tools > Saw"]),
    );
    const { rows } = await learnt.crossValidate({ threshold: 0.6 });
    for await (const { answer } of rows) expect(["class", "inner", "unsure"]).toContain(answer.outcome);
    await learnt.correct("strange thing", "Tools > Drill");
    const { probabilities } = await learnt.classify("strange thing");
    expect(nodeProbabilities(probabilities).Tools).toBeGreaterThan(0.5);
    await expect(learnt.correct("strange thing", "Food > Dairy")).rejects.toThrow(
      "is an inner node of the hierarchy",
    );
  });
});

describe("faults of a hierarchy", () => {
  const trainWith = (names: readonly string[]) =>
    train({ classes: names.map((name) => ({ name, prompt: `All about ${name}.` })), encoder, tune: false });

  it.each([
    [["Food > Milk", "food > Bread"], "two spellings of one path"],
    [["Food > Milk", "Food > Bread", "Food >  > Egg"], "has an empty part"],
    [["Food > Milk", "Food > Bread", "Food >  Egg"], 'write "Food > Egg"'],
  ])("are one sentence: %j", async (names, sentence) => {
    const failed = trainWith(names);
    await expect(failed).rejects.toThrow(sentence);
    await expect(failed).rejects.toThrow(/^[^\n]*[^.]\.$/);
  });

  it("include examples of an inner node, whether the class below it is defined before or after them", async () => {
    const early = new Classifier({ encoder });
    for (const definition of shop) early.defineClass(definition);
    expect(() => early.addDataToClass("Food > Dairy", "some yogurt")).toThrow(
      "is an inner node of the hierarchy",
    );
    const late = new Classifier({ encoder });
    late.addDataToClass("Food > Dairy", "some yogurt");
    for (const definition of shop) late.defineClass(definition);
    await expect(late.train()).rejects.toThrow("is an inner node of the hierarchy");
  });

  it("include a parent that is not defined yet", () => {
    expect(() => new Classifier({ encoder }).defineClass({ name: "Milk", parent: "Dairy" })).toThrow(
      'The parent "Dairy" of the class "Milk" does not exist',
    );
  });
});

describe("flat tasks whose names hold >", () => {
  const flat = ["speed > 100", "speed > 200", "stopped", "parked", "unknown"];
  const classes = Object.fromEntries(flat.map((name) => [name, `Cars with ${name}.`]));

  it("stay flat: below the threshold the answer is unsure, and nothing of a tree is saved", async () => {
    const model = await train({ classes, encoder, tune: false });
    expect(model.hierarchy).toBeUndefined();
    const found = await model.classify("a car", { threshold: 0.99 });
    expect(found).toMatchObject({
      prediction: null,
      outcome: "unsure",
      probability: found.scores[0].probability,
    });
    const folder = join(temporaryFolder(), "flat");
    await model.save(folder);
    for (const file of ["model.json", "classes.json"]) {
      expect(readFileSync(join(folder, file), "utf8")).not.toMatch(/hierarchy|parent/);
    }
  });

  it("stay flat if the option says so, also after loading and training again", async () => {
    const paths = { "speed > 100": "Fast cars.", "speed > 200": "Very fast cars." };
    expect((await train({ classes: paths, encoder, tune: false })).hierarchy).toBeDefined();
    const model = await train({ classes: paths, encoder, tune: false, hierarchy: false });
    expect(model.hierarchy).toBeUndefined();
    const folder = join(temporaryFolder(), "named");
    await model.save(folder);
    const loaded = await Classifier.load(folder, { encoder });
    await loaded.train({ tune: false });
    expect(loaded.hierarchy).toBeUndefined();
  });

  it("stay flat in models of before, which a later training may make a hierarchy if this is wanted", async () => {
    const paths = { "speed > 100": "Fast cars.", "speed > 200": "Very fast cars." };
    const model = await train({ classes: paths, encoder, tune: false, hierarchy: false });
    const folder = join(temporaryFolder(), "before");
    await model.save(folder);
    // An older version saved no setting.
    const before = await withoutSetting(folder);
    const loaded = await Classifier.load(before, { encoder });
    expect(loaded.hierarchy).toBeUndefined();
    expect((await loaded.classify("a car", { threshold: 0.999 })).outcome).toBe("unsure");
    await loaded.train({ tune: false });
    expect(loaded.hierarchy).toBeUndefined();
    const wanted = await Classifier.load(before, { encoder, hierarchy: true });
    await wanted.train({ tune: false });
    expect(wanted.hierarchy?.levels).toBe(2);
  });
});

describe("a large hierarchy", () => {
  it("of five levels and 2,942 leaves is trained, answers, and adds up", async () => {
    const classes = Array.from({ length: 2942 }, (_, i) => {
      const parts = [10, 43, 130, 600, 2942].map(
        (nodes, level) => `n${level}x${Math.floor((i * nodes) / 2942)}`,
      );
      return { name: parts.join(" > "), prompt: `job${i} work${i % 97} task${i % 31}` };
    });
    const large = await train({ classes, encoder, tune: false });
    expect(large.report?.hierarchy).toMatchObject({ levels: 5 });
    const found = await large.classify(["job17 work17", "task5"], { threshold: 0.5 });
    for (const { probabilities } of found) {
      const nodes = nodeProbabilities(probabilities);
      const top = Object.entries(nodes).filter(([name]) => levelOf(name) === 1);
      expect(top).toHaveLength(10);
      expect(Math.abs(top.reduce((sum, [, p]) => sum + p, 0) - 1)).toBeLessThan(1e-6);
    }
  }, 60_000);
});

/** Removes the setting of the hierarchy from a saved model. @returns its folder */
async function withoutSetting(folder: string): Promise<string> {
  const { loadModel } = await import("../../src/model-file/load.ts");
  const { saveModel } = await import("../../src/model-file/save.ts");
  const { settings, ...model } = await loadModel(folder);
  const { hierarchy: _, ...rest } = settings as Record<string, never>;
  const target = `${folder}-without`;
  await saveModel({ ...model, settings: rest }, target);
  return target;
}
