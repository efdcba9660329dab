import type { ClassTree } from "../../hierarchy/class-tree.ts";
import { isInNode } from "../../hierarchy/paths.ts";
import type { BranchRemoval, LevelExplanation, NearestExample, RemovalEffect } from "./explanation.ts";
import { logOdds } from "./removal-effects.ts";

/** Number of words in each list of a level. */
const listedWords = 5;
/** Words that change the log-odds of two branches by less are not listed: they do not matter. */
const minOddsChange = 0.05;

/** What the branches of a tree are compared by. */
export interface BranchEvidence {
  /** Column of the explained class. */
  readonly explained: number;
  /** Probability of each class for the whole text: [classes]. */
  readonly probabilities: ArrayLike<number>;
  /** Each removed word, with the probability of each class for the remaining text: [classes]. */
  readonly words: ReadonlyMap<RemovalEffect, ArrayLike<number>>;
  /** The nearest examples, the most similar first. */
  readonly nearest: readonly NearestExample[];
}

/** Explains the way from the top of a tree to a class: at each level the branch, and the sibling that is nearest to it. */
export function explainLevels(tree: ClassTree, evidence: BranchEvidence): LevelExplanation[] {
  const sums = tree.sums(evidence.probabilities);
  const removals = Array.from(evidence.words, ([word, row]) => ({ word, sums: tree.sums(row) }));
  return tree.pathTo(tree.leaves[evidence.explained]).map((node): LevelExplanation => {
    const { name, level, parent } = tree.nodes[node];
    const siblings = tree.nodes.flatMap((each, i) => (each.parent === parent && i !== node ? [i] : []));
    const own = { level, branch: name, probability: sums[node] };
    if (siblings.length === 0) return own;
    const sibling = siblings.reduce((best, each) => (sums[each] > sums[best] ? each : best));
    const before = logOdds(sums[node], sums[sibling]);
    const effects = removals.map(({ word: { part, places, remaining }, sums: without }): BranchRemoval => {
      const probability = without[node];
      const oddsChange = logOdds(probability, without[sibling]) - before;
      return { part, places, remaining, probability, change: probability - sums[node], oddsChange };
    });
    const nearest = nearestIn(evidence.nearest, tree.nodes[sibling].name);
    return {
      ...own,
      sibling: {
        branch: tree.nodes[sibling].name,
        probability: sums[sibling],
        wordsAgainst: strongest(effects, -1),
        wordsFor: strongest(effects, 1),
        ...(nearest && { nearest }),
      },
    };
  });
}

function nearestIn(examples: readonly NearestExample[], branch: string): NearestExample | undefined {
  return examples.find(({ label }) => label !== null && isInNode(label, branch));
}

/** Returns the removals with the largest changes of the odds in one direction, the largest first. */
function strongest(effects: readonly BranchRemoval[], direction: 1 | -1): BranchRemoval[] {
  return effects
    .filter(({ oddsChange }) => direction * oddsChange >= minOddsChange)
    .sort((a, b) => direction * (b.oddsChange - a.oddsChange))
    .slice(0, listedWords);
}
