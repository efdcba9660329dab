import { afterAll, expect, it } from "vitest";
import { explainLevels } from "../../src/classifier/explanation/explain-levels.ts";
import { train } from "../../src/classifier/train.ts";
import { ClassTree } from "../../src/hierarchy/class-tree.ts";
import { nodeProbabilities } from "../../src/hierarchy/node-probabilities.ts";
import { encoder } from "./tasks.ts";

const shop = [
  { name: "Food > Dairy > Milk", prompt: "Fresh milk in bottles, whole milk and skimmed milk." },
  { name: "Food > Dairy > Cheese", prompt: "Cheddar cheese, brie cheese and feta cheese." },
  { name: "Food > Bread", prompt: "Loaves of bread, bread rolls and baguettes." },
  { name: "Tools > Saw", prompt: "Saws that cut wood, saw blades." },
  { name: "Tools > Hammer", prompt: "Hammers that drive nails." },
];
const classifier = await train({ classes: shop, encoder, tune: false });
afterAll(() => classifier.dispose());

const text = "fresh milk and bread";

it("an explanation goes down the path of its class, with the most probable sibling at each level", async () => {
  const { levels, explained, answer } = await classifier.explain(text);
  const nodes = nodeProbabilities(answer.probabilities);
  expect(levels!.map(({ level }) => level)).toEqual(levels!.map((_, i) => i + 1));
  expect(levels!.at(-1)!.branch).toBe(explained.label);
  expect(levels!.at(-1)!.probability).toBeCloseTo(explained.probability, 6);
  for (const { branch, probability, sibling } of levels!) {
    expect(probability).toBeCloseTo(nodes[branch], 6);
    const above = branch.split(" > ").slice(0, -1).join(" > ");
    const siblings = Object.keys(nodes).filter(
      (name) => name !== branch && name.split(" > ").slice(0, -1).join(" > ") === above,
    );
    const best = siblings.sort((a, b) => nodes[b] - nodes[a])[0];
    expect(sibling!.branch).toBe(best);
    expect(sibling!.probability).toBeCloseTo(nodes[best], 6);
  }
});

it("the words that separate two branches change the probabilities of both as the explanation says", async () => {
  const { levels } = await classifier.explain(text);
  const words = levels!.flatMap(({ branch, probability, sibling }) =>
    [...sibling!.wordsAgainst, ...sibling!.wordsFor].map((word) => ({
      branch,
      probability,
      sibling: sibling!,
      word,
    })),
  );
  expect(words.length).toBeGreaterThan(3);
  for (const { branch, probability, sibling, word } of words) {
    const without = nodeProbabilities((await classifier.classify(word.remaining)).probabilities);
    expect(word.probability).toBeCloseTo(without[branch], 6);
    expect(word.change).toBeCloseTo(without[branch] - probability, 6);
    const odds = Math.log(without[branch] / without[sibling.branch]);
    expect(word.oddsChange).toBeCloseTo(odds - Math.log(probability / sibling.probability), 4);
    const isFor = sibling.wordsFor.includes(word);
    expect(Math.sign(word.oddsChange)).toBe(isFor ? 1 : -1);
  }
  const top = levels![0].sibling!;
  expect(top.wordsAgainst.map(({ part }) => part)).toContain("milk");
  expect(top.nearest!.label).toMatch(/^Tools > /);
});

it("a sibling whose classes share its probability can be more probable than the branch of the answer", () => {
  const tree = new ClassTree(["Food > Milk", "Food > Bread", "Tools > Saw"]);
  const evidence = { explained: 2, probabilities: [0.3, 0.3, 0.4], words: new Map(), nearest: [] };
  const sibling = { branch: "Food", probability: 0.6, wordsAgainst: [], wordsFor: [] };
  expect(explainLevels(tree, evidence)).toEqual([
    { level: 1, branch: "Tools", probability: 0.4, sibling },
    { level: 2, branch: "Tools > Saw", probability: 0.4 },
  ]);
});

it("an explanation of flat classes has no levels", async () => {
  const flat = await train({ classes: { cat: "Cats purr.", dog: "Dogs bark." }, encoder, tune: false });
  expect(await flat.explain("it purrs")).not.toHaveProperty("levels");
});
