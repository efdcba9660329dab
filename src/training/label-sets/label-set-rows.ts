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
  /** Equal or nearly equal texts have the same number, and are held out together. */
  readonly groups: Int32Array;
}

/**
 * Collects the labels of each text. An example says that its text has its label; an out-of-scope example says that its text
 * has none. A text of the user's own keeps its own labels only, whatever was generated.
 * @param classes names of the labels, in the order of the columns
 */
export function labelSetRows(
  classes: readonly string[],
  examples: readonly Example[],
  noneExamples: readonly NoneExample[],
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
  const truths = zeros(rows.length, classes.length);
  for (const [i, { labels }] of rows.entries()) for (const c of labels) rowOf(truths, i)[c] = 1;
  const texts = rows.map(({ text }) => text);
  return {
    texts,
    truths,
    isComplete: rows.map(({ isComplete }) => isComplete),
    groups: groupTexts(texts).groups,
  };
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
