import { rowOf } from "../math/matrix.ts";
import type { SoftLabels } from "../training/unlabeled/learn-from-unlabeled.ts";

/** A text without a label that fine-tuning learns from. */
export interface SoftExample {
  readonly text: string;
  /** Name of its most probable class. */
  readonly label: string;
  /** Probability of each class; they sum to 1. */
  readonly target: Float32Array;
}

/** Texts that fine-tuning learns from, and those that decide which epoch is kept. */
export interface SoftSplit {
  readonly learned: readonly SoftExample[];
  readonly heldOut: readonly SoftExample[];
}

/**
 * Share of the texts of each class, the most certain ones, of which some are drawn. Larger: more of the labels are wrong.
 * Smaller: the texts are easier than others, and the encoder learns less.
 */
const certainShare = 0.5;
/** Maximum number of texts per class. Larger: fine-tuning takes longer, and common classes outweigh rare ones. */
const maxPerClass = 40;
/** Classes with fewer certain texts than this take less certain ones too. Larger: rare classes have more wrong labels. */
const minPerClass = 4;
/** One of this number of texts per class is held out. Larger: fewer measure the epochs. */
const heldOutBlock = 4;

/**
 * Chooses the texts without labels that fine-tuning learns from: of each class a random sample of the more certain half.
 * A class that few texts belong to keeps its own, so that the encoder does not forget it. The most certain texts alone
 * would be too easy.
 * @param labels texts in an order that does not depend on how they were given, and does not depend on their classes
 * @param classes names of the columns of the probabilities
 */
export function chooseSoftExamples(
  { texts, probabilities }: SoftLabels,
  classes: readonly string[],
): SoftSplit {
  const byClass = classes.map((): { readonly row: number; readonly certainty: number }[] => []);
  for (let row = 0; row < texts.length; row++) {
    const target = rowOf(probabilities, row);
    const certainty = target.reduce((a, b) => Math.max(a, b));
    byClass[target.indexOf(certainty)].push({ row, certainty });
  }
  const learned: SoftExample[] = [];
  const heldOut: SoftExample[] = [];
  for (const [c, own] of byClass.entries()) {
    own.sort((a, b) => b.certainty - a.certainty || a.row - b.row);
    const certain = own.slice(0, Math.max(Math.ceil(own.length * certainShare), minPerClass));
    const rows = certain.map(({ row }) => row).sort((a, b) => a - b);
    for (const [i, row] of rows.slice(0, maxPerClass).entries()) {
      const example = { text: texts[row], label: classes[c], target: rowOf(probabilities, row).slice() };
      (i % heldOutBlock === heldOutBlock - 1 ? heldOut : learned).push(example);
    }
  }
  return { learned, heldOut };
}
