import { expect, it } from "vitest";
import { showBranches } from "../../src/cli/show-branches.ts";
import type { BranchRemoval, LevelExplanation } from "../../src/index.ts";

const word = (part: string): BranchRemoval => ({
  part,
  places: [],
  remaining: "",
  probability: 0.4,
  change: -0.2,
  oddsChange: -1,
});

const levels: readonly LevelExplanation[] = [
  {
    level: 1,
    branch: "Tools",
    probability: 0.4,
    sibling: {
      branch: "Food",
      probability: 0.6,
      wordsAgainst: [word("saw"), word("cut")],
      wordsFor: [word("bread\u001b[31m")],
      nearest: { label: "Food > Milk", text: "fresh milk", origin: "real", similarity: 0.25 },
    },
  },
  {
    level: 2,
    branch: "Tools > Saw",
    probability: 0.3,
    sibling: { branch: "Tools > Hammer", probability: 0.1, wordsAgainst: [], wordsFor: [] },
  },
  { level: 3, branch: "Tools > Saw > Hand saw", probability: 0.3 },
];

it("each level shows the branch of the answer, its sibling and the words for both", () => {
  expect(showBranches(levels)).toEqual([
    "",
    "Why this branch, from the top level down:",
    "1. Tools: 0.400; its sibling Food is more probable: 0.600",
    "   The classes of Food share its probability, so none of them is the most probable class.",
    "   for Tools: saw, cut",
    "   for Food: bread\\u001b[31m",
    '   nearest example of Food: 0.25 "fresh milk"',
    "2. Saw: 0.300; its nearest sibling is Hammer: 0.100",
    "3. Hand saw: 0.300; it has no sibling",
  ]);
});

it("an explanation without a hierarchy has no lines about branches", () => {
  expect(showBranches(undefined)).toEqual([]);
});
