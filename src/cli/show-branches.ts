import type { BranchRemoval, LevelExplanation, SiblingBranch } from "../index.ts";
import { decimals, shortened } from "./show-explanation.ts";

/** Number of characters of a text and of a name that are shown. */
const shownCharacters = 100;
const nameWidth = 60;

/** Formats why a text is in each branch of a tree of classes and not in the nearest sibling. */
export function showBranches(levels: readonly LevelExplanation[] | undefined): string[] {
  if (levels === undefined) return [];
  return ["", "Why this branch, from the top level down:", ...levels.flatMap(levelLines)];
}

function levelLines({ level, branch, probability, sibling }: LevelExplanation): string[] {
  const own = lastName(branch);
  const start = `${level}. ${own}: ${probability.toFixed(3)}`;
  if (sibling === undefined) return [`${start}; it has no sibling`];
  const other = lastName(sibling.branch);
  const isLess = sibling.probability > probability;
  return [
    `${start}; ${isLess ? `its sibling ${other} is more probable` : `its nearest sibling is ${other}`}: ${sibling.probability.toFixed(3)}`,
    ...(isLess
      ? [`   The classes of ${other} share its probability, so none of them is the most probable class.`]
      : []),
    ...sides(own, other, sibling).map((line) => `   ${line}`),
  ];
}

function sides(own: string, other: string, { wordsAgainst, wordsFor, nearest }: SiblingBranch): string[] {
  return [
    ...(wordsAgainst.length > 0 ? [`for ${own}: ${listed(wordsAgainst)}`] : []),
    ...(wordsFor.length > 0 ? [`for ${other}: ${listed(wordsFor)}`] : []),
    ...(nearest
      ? [
          `nearest example of ${other}: ${decimals(nearest.similarity)} "${shortened(nearest.text, shownCharacters)}"`,
        ]
      : []),
  ];
}

function listed(words: readonly BranchRemoval[]): string {
  return words.map(({ part }) => shortened(part, nameWidth)).join(", ");
}

/** Returns the last part of a path; the lines above show the others. */
function lastName(path: string): string {
  return shortened(path.split(" > ").at(-1)!, nameWidth);
}
