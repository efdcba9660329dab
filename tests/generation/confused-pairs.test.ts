import { expect, it } from "vitest";
import { confusedPairs } from "../../src/generation/confused-pairs.ts";
import type { KeptText } from "../../src/generation/drop-texts.ts";

const classes = ["a", "b", "c", "d"].map((name) => ({ name, prompt: `About ${name}.` }));
const text = (label: string, rival: number, rivalProbability: number): KeptText => ({
  label,
  text: "t",
  generator: "m",
  call: "c",
  standing: { own: 1 - rivalProbability, rival, rivalProbability },
});
const pairsOf = (texts: readonly KeptText[], of = classes) =>
  confusedPairs(of, texts).map(({ definition, rival }) => `${definition.name}-${rival.name}`);

it.each<[string, KeptText[], string[]]>([
  ["nothing was kept", [], []],
  ["all is clear", [text("a", 1, 0.01), text("b", 0, 0.05)], []],
  ["one class is taken for another", [text("a", 1, 0.3), text("b", 0, 0.01)], ["a-b"]],
  ["two are taken for each other", [text("a", 1, 0.3), text("b", 0, 0.3)], ["a-b", "b-a"]],
  ["a rival has little on average", [text("a", 1, 0.11), text("a", 2, 0.01)], []],
  ["a rival has enough on average", [text("a", 1, 0.13), text("a", 2, 0.01)], ["a-b"]],
  ["the worst rival comes first", [text("a", 1, 0.2), text("a", 2, 0.4)], ["a-c", "a-b"]],
  [
    "two rivals of a class are looked at",
    [text("a", 1, 0.3), text("a", 2, 0.5), text("a", 3, 0.4)],
    ["a-c", "a-d"],
  ],
  [
    "rivals are alike: the first class",
    [text("a", 3, 0.3), text("a", 1, 0.3), text("a", 2, 0.3)],
    ["a-b", "a-c"],
  ],
])("where %s", (_, texts, pairs) => {
  expect(pairsOf(texts)).toEqual(pairs);
});

it("a class without a description is not requested, but can be a rival", () => {
  const bare = classes.map((each) => (each.name === "a" ? { name: "a" } : each));
  expect(pairsOf([text("a", 1, 0.5), text("b", 0, 0.5)], bare as typeof classes)).toEqual(["b-a"]);
});
