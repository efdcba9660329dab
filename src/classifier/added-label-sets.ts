import { argumentError, InputError, isOptions } from "../errors.ts";
import type { LabelSet } from "../task/label-sets/label-set.ts";
import type { LabelOptions } from "../task/labels/check-labels.ts";
import type { Example, NoneExample } from "../task/task.ts";
import type { AddedExamples } from "./added-examples.ts";
import type { TaskDraft } from "./task-draft.ts";

/**
 * Adds texts with all their labels: one example per label. A text without labels is added as an out-of-scope text.
 * @throws InputError if a row has another form, or a label is rejected (see LabelOptions)
 */
export function addLabelSetsTo(
  draft: TaskDraft,
  rows: readonly LabelSet[],
  options: LabelOptions,
): AddedExamples {
  checkLabelSets(rows);
  const examples = rows.flatMap(({ text, labels }): Example[] => {
    return [...new Set(labels)].map((label) => ({ label, text, origin: "real" }));
  });
  const checked = draft.checkLabels(examples, options);
  const labeled = new Set(checked.map(({ text }) => text));
  const without = rows
    .filter(({ text }) => !labeled.has(text))
    .map(({ text }): NoneExample => ({ text, origin: "real" }));
  const [first, second] = [draft.addExamples(checked), draft.addNoneExamples(without)];
  return {
    added: first.added + second.added,
    known: first.known + second.known,
    repeated: first.repeated + second.repeated,
  };
}

/** @throws InputError if rows are not a list of texts with a list of names each */
export function checkLabelSets(rows: unknown): void {
  if (!Array.isArray(rows)) throw argumentError("rows", "a list of { text, labels }", rows);
  for (let i = 0; i < rows.length; i++) {
    const row: Partial<LabelSet> = isOptions(rows[i]) ? rows[i] : {};
    const isRow =
      typeof row.text === "string" &&
      Array.isArray(row.labels) &&
      row.labels.every((label) => typeof label === "string");
    if (!isRow) {
      throw new InputError(
        `Row ${i + 1} of the list must be an object { text, labels } with a list of names.`,
      );
    }
  }
}
