import type { BranchRemoval, LevelExplanation } from "../index.ts";
import type { ExplainedLevel } from "./report-data.ts";
import { shortName } from "./shorten.ts";

/** Number of characters of a word that are shown. */
const maxWord = 100;

/** Returns what a report shows of the levels of an explanation. @param most number of characters of a name that are shown */
export function explainedLevels(levels: readonly LevelExplanation[], most: number): ExplainedLevel[] {
  const named = (path: string) => shortName(path.split(" > ").at(-1)!, most);
  const words = (removals: readonly BranchRemoval[] = []) =>
    removals.map(({ part }) => shortName(part, maxWord));
  return levels.map(({ branch, probability, sibling }) => ({
    branch: named(branch),
    probability,
    wordsFor: words(sibling?.wordsAgainst),
    ...(sibling && {
      sibling: {
        branch: named(sibling.branch),
        probability: sibling.probability,
        wordsFor: words(sibling.wordsFor),
      },
    }),
  }));
}
