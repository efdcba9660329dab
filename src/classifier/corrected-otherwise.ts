import { listNames } from "../files/list-names.ts";
import { quote } from "../files/quote.ts";
import { counted } from "../files/readable-numbers.ts";
import type { Example } from "../task/task.ts";
import {
  activeCorrections,
  type Correction,
  labelsOf,
  withoutSuperseded,
} from "../trained-model/corrections.ts";
import type { TrainingWarning } from "../trained-model/fit.ts";
import { textKey } from "../trained-model/remembered-rows.ts";
import type { CorrectedTask } from "./corrected-task.ts";

/** Number of rows that the warning shows. */
const maxShown = 3;

/**
 * Warns of the user's examples with another label than a correction of the same text, which the training left out. Labels
 * that the text had when it was corrected give no warning, since that was reported then.
 */
export function correctedOtherwise({
  examples,
  corrections,
}: Pick<CorrectedTask, "examples" | "corrections">): TrainingWarning[] {
  if (corrections === undefined) return [];
  const { history } = corrections;
  const used = new Set(withoutSuperseded(examples, history));
  const latest = new Map(activeCorrections(history).map((each) => [textKey(each.text), each]));
  const rows = examples.flatMap((example) => {
    if (used.has(example)) return [];
    const correction = latest.get(textKey(example.text))!;
    return correction.otherLabels?.includes(example.label) ? [] : [{ example, correction }];
  });
  if (rows.length === 0) return [];
  const names = rows.flatMap(({ example, correction }) => [example.label, ...labelsOf(correction)]);
  const shown = listNames(rows.map(describe), maxShown);
  const have = counted(rows.length, "row has", "rows have");
  const advice =
    rows.length === 1
      ? "The correction is kept; to change it, correct the text again or undo the correction."
      : "The corrections are kept; to change one, correct its text again or undo the correction.";
  const message = `${have} another label than a correction of the same text: ${shown}. ${advice}`;
  return [{ kind: "corrected-otherwise", classes: [...new Set(names)], message }];
}

function describe(row: { readonly example: Example; readonly correction: Correction }): string {
  const { example, correction } = row;
  const labels = labelsOf(correction).map(quote);
  const isOrHas = correction.labels === undefined ? "is" : "has";
  const to = labels.length === 0 ? "no label" : listNames(labels);
  return `${quote(example.text)} ${isOrHas} ${quote(example.label)} in the data and was corrected to ${to} (correction ${correction.number})`;
}
