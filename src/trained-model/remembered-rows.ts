import { type Matrix, rowOf } from "../math/matrix.ts";
import type { Example } from "../task/task.ts";

/**
 * What the label of a user's own row counts as, against 1 for the model's own answer. A row is answered with its label at
 * a probability of at least 9 / 10. Larger: surer of rows, some of which may be labeled wrongly.
 */
const rowWeight = 9;

/**
 * Remembers the user's own rows, so that each is answered with its label even if the encoder cannot tell its text from
 * others, as with two emoji. The label of a row is taken as given: a row that is labeled wrongly is answered wrongly.
 *
 * Texts are compared exactly, after Unicode normalisation (NFC) and without blanks at their ends. Held-out figures never
 * come from here, and no other text's answer changes.
 */
export class RememberedRows {
  /** Text -> its labels, the latest last. A single label stands for itself: there are many of these. */
  readonly #labels = new Map<string, string | readonly string[]>();

  /** @param examples in the order in which they were added; generated ones are passed over */
  constructor(examples: readonly Example[]) {
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
  }

  /**
   * Changes the answers to remembered texts; all others stay as they are.
   *
   * The probabilities of such a text become the weighted mean of the model's (1) and of its labels (9 each). They sum to
   * 1, and that of its label is never lower than before. If the text has several labels the latest is the answer: its
   * probability, about one half for two labels, says that they contradict each other.
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
}

/** @param labels columns, the latest last */
function answerAs(row: Float32Array, labels: readonly number[]): void {
  const latest = labels[labels.length - 1];
  const before = row[latest];
  const total = 1 + rowWeight * labels.length;
  const mixed = row.map((value, c) => (value + (labels.includes(c) ? rowWeight : 0)) / total);
  const top = mixed.indexOf(mixed.reduce((a, b) => Math.max(a, b)));
  [mixed[latest], mixed[top]] = [mixed[top], mixed[latest]];
  // Surer of the label than its contradictions allow: the model has learnt which of them is right.
  if (mixed[latest] >= before) row.set(mixed);
}

/** Returns the form of a text that counts: in NFC and without blanks at its ends. */
export function textKey(text: string): string {
  return text.normalize("NFC").trim();
}
