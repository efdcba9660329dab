import type { Encoder } from "../../encoder/encoder.ts";
import { compete, describedLabels } from "../../head/competing-labels.ts";
import { scoreVectors } from "../../head/linear-head.ts";
import { projectPiles } from "../../head/pile-vectors.ts";
import { type Matrix, rowOf, rowRange } from "../../math/matrix.ts";
import { sigmoid } from "../../math/sigmoid.ts";
import type { ClassDefinition, Example } from "../../task/task.ts";

/** Texts with the labels that are known of them. */
interface KnownLabels {
  /** 1 if the text has the label, else 0: [texts, labels]. */
  readonly truths: Matrix;
  /** Whether the labels that a text does not have are known to be wrong. */
  readonly isComplete: readonly boolean[];
}

/**
 * Returns the truths; but a label that may be missing, because its text was generated for another one, gets the probability
 * by the descriptions, so that the row says nothing about it.
 * @param offsets scores by the descriptions: [texts, labels]
 */
export function labelTargets({ truths, isComplete }: KnownLabels, offsets: Matrix): Matrix {
  if (isComplete.every(Boolean)) return truths;
  const targets = { ...truths, data: truths.data.slice() };
  for (const [i, isKnown] of isComplete.entries()) {
    if (isKnown) continue;
    const [target, offset] = [rowOf(targets, i), rowOf(offsets, i)];
    for (let c = 0; c < target.length; c++) if (target[c] === 0) target[c] = sigmoid(offset[c]);
  }
  return targets;
}

/** Embeds texts and snippets, and returns the scores of the labels by their descriptions alone: [texts, labels]. */
export async function scoresByDescriptions(
  texts: readonly string[],
  {
    classes,
    snippets,
    encoder,
  }: {
    readonly classes: readonly ClassDefinition[];
    readonly snippets: readonly Example[];
    readonly encoder: Encoder;
  },
): Promise<Matrix> {
  const all = [...snippets.map(({ text }) => text), ...texts];
  const vectors = await encoder.embed(all);
  const numbers = new Map(classes.map(({ name }, c) => [name, c]));
  const { prompts, rows } = await projectPiles(
    {
      vectors: rowRange(vectors, 0, snippets.length),
      labels: Int32Array.from(snippets, ({ label }) => numbers.get(label)!),
    },
    { vectors: rowRange(vectors, snippets.length, all.length), labels: new Int32Array(texts.length) },
    classes.length,
    encoder.background,
  );
  const { head, competition } = describedLabels(prompts);
  return compete(competition, await scoreVectors(head, rows.vectors), rows.vectors);
}
