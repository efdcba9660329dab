import { type Matrix, rowOf, zeros } from "../../math/matrix.ts";
import type { Example, NoneExample } from "../../task/task.ts";
import { groupTexts } from "../../task/text-groups.ts";
import { textKey } from "../../trained-model/remembered-rows.ts";

/** Texts, each once, with the labels that their examples have. */
export interface LabelSetRows {
  readonly texts: readonly string[];
  /** 1 if the text has the label, else 0: [texts, labels]. */
  readonly truths: Matrix;
  /**
   * Whether the other labels of a text are known to be wrong. They are for the user's own texts. A text that was generated
   * for one label may have others too.
   */
  readonly isComplete: readonly boolean[];
  /** Whether the encoder was fine-tuned on the text. */
  readonly isSeen: readonly boolean[];
  /** Equal or nearly equal texts have the same number, and are held out together. */
  readonly groups: Int32Array;
}

/**
 * Collects the labels of each text. An example says that its text has its label; an out-of-scope example says that its text
 * has none. A text of the user's own keeps its own labels only, whatever was generated.
 * @param classes names of the labels, in the order of the columns
 * @param seenByEncoder the examples that the encoder was fine-tuned on. Default: none
 */
export function labelSetRows(
  classes: readonly string[],
  examples: readonly Example[],
  noneExamples: readonly NoneExample[],
  seenByEncoder?: ReadonlySet<Example | NoneExample>,
): LabelSetRows {
  const numbers = new Map(classes.map((name, c) => [name, c]));
  const found = new Map<
    string,
    { readonly text: string; isReal: boolean; isComplete: boolean; labels: Set<number> }
  >();
  const add = ({ text, origin }: NoneExample | Example, label: number | undefined): void => {
    const key = textKey(text);
    const isReal = origin === "real";
    const before = found.get(key);
    if (before === undefined || (isReal && !before.isReal)) {
      const labels = new Set(label === undefined ? [] : [label]);
      found.set(key, { text, isReal, isComplete: isReal || label === undefined, labels });
    } else if (label !== undefined && (isReal || !before.isReal)) before.labels.add(label);
  };
  for (const example of examples) add(example, numbers.get(example.label));
  for (const example of noneExamples) add(example, undefined);
  const rows = [...found.values()];
  const seen = new Set(Array.from(seenByEncoder ?? [], ({ text }) => textKey(text)));
  const truths = zeros(rows.length, classes.length);
  for (const [i, { labels }] of rows.entries()) for (const c of labels) rowOf(truths, i)[c] = 1;
  const texts = rows.map(({ text }) => text);
  return {
    texts,
    truths,
    isComplete: rows.map(({ isComplete }) => isComplete),
    isSeen: texts.map((text) => seen.size > 0 && seen.has(textKey(text))),
    groups: groupTexts(texts).groups,
  };
}

/**
 * Returns the rows that calibration and thresholds are fitted on: those whose labels are all known and that the encoder has
 * not seen, or all whose labels are known if it has seen all.
 */
export function rowsToCalibrateOn({ texts, isComplete, isSeen }: LabelSetRows): Int32Array {
  const complete = Int32Array.from(texts.keys()).filter((i) => isComplete[i]);
  const unseen = complete.filter((i) => !isSeen[i]);
  return unseen.length > 0 ? unseen : complete;
}

/** Returns the rarest label of each row, by which rows are dealt to folds; the number of labels if it has none. */
export function rarestLabels({ truths }: LabelSetRows): Int32Array {
  const counts = new Float64Array(truths.columns);
  for (let at = 0; at < truths.data.length; at++) counts[at % truths.columns] += truths.data[at];
  return Int32Array.from({ length: truths.rows }, (_, i) => {
    const row = rowOf(truths, i);
    let rarest = truths.columns;
    for (let c = 0; c < row.length; c++) {
      if (row[c] > 0 && (rarest === truths.columns || counts[c] < counts[rarest])) rarest = c;
    }
    return rarest;
  });
}
