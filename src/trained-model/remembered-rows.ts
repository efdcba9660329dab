import { type Matrix, rowOf } from "../math/matrix.ts";
import type { LabelSet } from "../task/label-sets/label-set.ts";
import type { Example } from "../task/task.ts";

/**
 * Weight of the label of a user's own example, relative to 1 for the answer of the model. The text of an example gets its
 * label with a probability of at least 9 / 10. Larger: higher probabilities, also for examples with an incorrect label.
 */
const rowWeight = 9;

/**
 * Remembers the user's own examples, so that the text of each is answered with its label even if the encoder gives it
 * the same vector as another text, as it does for some emoji. An example with an incorrect label is answered with that label.
 *
 * Texts are compared exactly, after Unicode normalisation (NFC) and without blanks at their start and end. Held-out scores
 * are not affected, and neither are the answers to other texts.
 */
export class RememberedRows {
  /** Text -> its labels, the latest last. A single label is kept as a string, which saves memory. */
  readonly #labels = new Map<string, string | readonly string[]>();

  /**
   * @param examples in the order in which they were added; generated ones are ignored
   * @param labelSets texts with all their labels, which may be none; they count more than the examples
   */
  constructor(examples: readonly Example[], labelSets: readonly LabelSet[] = []) {
    for (const { text, label, origin } of examples) {
      const key = textKey(text);
      if (origin !== "real" || key === "") continue;
      const before = this.#labels.get(key);
      if (before === undefined || before === label) this.#labels.set(key, label);
      else
        this.#labels.set(key, [
          ...(typeof before === "string" ? [before] : before).filter((each) => each !== label),
          label,
        ]);
    }
    for (const { text, labels } of labelSets)
      if (textKey(text) !== "") this.#labels.set(textKey(text), labels);
  }

  /**
   * Changes the answers to remembered texts only.
   *
   * The probabilities of such a text become the weighted mean of the model's probabilities (weight 1) and of its labels
   * (weight 9 each). They sum to 1, and the probability of the label is never lower than before. If the text has several
   * labels, the latest is the answer. Its probability is then about one half for two labels, since they contradict each
   * other.
   *
   * @param classes names, in the order of the columns of `probabilities`
   * @param probabilities [texts, classes], changed in place
   * @param noneProbabilities per text, changed in place
   */
  answer(
    texts: readonly string[],
    classes: readonly string[],
    probabilities: Matrix,
    noneProbabilities: Float64Array,
  ): void {
    if (this.#labels.size === 0) return;
    const columns = new Map(classes.map((name, c) => [name, c]));
    for (const [i, text] of texts.entries()) {
      const found = this.#labels.get(textKey(text));
      if (found === undefined) continue;
      const labels = (typeof found === "string" ? [found] : found).map((name) => columns.get(name)!);
      answerAs(rowOf(probabilities, i), labels);
      noneProbabilities[i] /= 1 + rowWeight * labels.length;
    }
  }

  /**
   * Changes the answers to remembered texts only, if texts may have several labels: each of its labels gets a probability of
   * at least 0.9, and each other label one of at most 0.1. If a label's threshold is not between these, its probability gets
   * on the right side of the threshold.
   * @param classes names, in the order of the columns of `probabilities`
   * @param probabilities [texts, classes], changed in place
   * @param thresholds [classes]
   */
  answerLabelSets(
    texts: readonly string[],
    classes: readonly string[],
    probabilities: Matrix,
    thresholds: Float32Array,
  ): void {
    if (this.#labels.size === 0) return;
    for (const [i, text] of texts.entries()) {
      const found = this.#labels.get(textKey(text));
      if (found === undefined) continue;
      const labels = new Set(typeof found === "string" ? [found] : found);
      const row = rowOf(probabilities, i);
      for (const [c, name] of classes.entries()) {
        row[c] = labels.has(name)
          ? Math.max(towards(row[c], 1), thresholds[c])
          : Math.min(towards(row[c], 0), thresholds[c] / 2);
      }
    }
  }
}

/** Moves a probability nine tenths of the way to the truth. */
function towards(probability: number, truth: number): number {
  return (probability + rowWeight * truth) / (1 + rowWeight);
}

/** @param labels columns, the latest last */
function answerAs(row: Float32Array, labels: readonly number[]): void {
  const latest = labels[labels.length - 1];
  const before = row[latest];
  const total = 1 + rowWeight * labels.length;
  const mixed = row.map((value, c) => (value + (labels.includes(c) ? rowWeight : 0)) / total);
  const top = mixed.indexOf(mixed.reduce((a, b) => Math.max(a, b)));
  [mixed[latest], mixed[top]] = [mixed[top], mixed[latest]];
  // Without this condition, contradicting labels could lower a probability that the model has learnt already.
  if (mixed[latest] >= before) row.set(mixed);
}

/** Returns the form of a text that counts: in NFC and without blanks at its ends. */
export function textKey(text: string): string {
  return text.normalize("NFC").trim();
}
