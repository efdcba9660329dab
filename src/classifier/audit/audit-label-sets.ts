import { InputError, optionError, throwIfCancelled } from "../../errors.ts";
import { cutPrompts } from "../../prompts/snippets.ts";
import { checkClasses } from "../../task/check-classes.ts";
import type { LabelSet } from "../../task/label-sets/label-set.ts";
import type { ClassDefinition, Example, NoneExample } from "../../task/task.ts";
import { predictLabelSetsOutOfFold } from "../../training/label-sets/out-of-fold-label-sets.ts";
import { checkLabelSets } from "../added-label-sets.ts";
import { checkClassifierOptions, checkDefinition, checkWorkOptions } from "../check-arguments.ts";
import { EncoderSlot } from "../encoder-slot.ts";
import { auditOptionNames } from "../option-names.ts";
import type { AuditLabelSetsOptions, LabelSetAudit } from "./label-set-audit.ts";
import { labelSetAuditReport } from "./label-set-audit-report.ts";

/** Rows are predicted in this number of folds; fewer rows cannot be held out. */
const minRows = 4;

/**
 * Audits texts with several labels each: finds labels that are probably missing or wrong, copies with other labels, and
 * repeated rows. Every row is predicted by a fit without it and without equal and nearly equal texts. Nothing is changed.
 * @throws InputError for fewer than two classes, rows of another form or an invalid option; CancelledError
 * @example
 * const { findings } = await auditLabelSets(await readLabelSets("mails.csv"));
 * findings[0]; // { kind: "missing-label", text: "Late, and broken", labels: ["delivery"], label: "damage", ... }
 */
export async function auditLabelSets(
  rows: readonly LabelSet[],
  options: AuditLabelSetsOptions = {},
): Promise<LabelSetAudit> {
  const { seed, given, onProgress, signal } = checkAudit(rows, options);
  const classes = checkClasses(classesOf(rows, given));
  const slot = new EncoderSlot(options);
  try {
    const encoder = await slot.open();
    const found = await predictLabelSetsOutOfFold({
      classes,
      snippets: cutPrompts(classes),
      ...examplesOf(rows),
      encoder,
      seed,
      onProgress,
      signal,
    });
    throwIfCancelled(signal);
    return labelSetAuditReport(rows, classes, found);
  } finally {
    await slot.dispose();
  }
}

function examplesOf(rows: readonly LabelSet[]): {
  readonly examples: readonly Example[];
  readonly noneExamples: readonly NoneExample[];
} {
  const origin = "real";
  return {
    examples: rows.flatMap(({ text, labels }) => labels.map((label): Example => ({ text, label, origin }))),
    noneExamples: rows.flatMap(({ text, labels }) =>
      labels.length === 0 ? [{ text, origin } satisfies NoneExample] : [],
    ),
  };
}

/** Returns the given classes, then those that only the rows name. */
function classesOf(rows: readonly LabelSet[], given: readonly ClassDefinition[]): ClassDefinition[] {
  const names = new Set(given.map(({ name }) => name));
  const others = [...new Set(rows.flatMap(({ labels }) => labels))].filter((label) => !names.has(label));
  return [...given, ...others.map((name) => ({ name }))];
}

function checkAudit(rows: readonly LabelSet[], options: AuditLabelSetsOptions) {
  checkLabelSets(rows);
  checkWorkOptions(options, auditOptionNames);
  checkClassifierOptions(options);
  const { classes: given = [], seed = 0, onProgress, signal } = options;
  if (!Array.isArray(given)) throw optionError("classes", "a list of classes", given);
  for (const definition of given) checkDefinition(definition);
  if (!Number.isSafeInteger(seed) || seed < 0) throw optionError("seed", "a whole number, 0 or more", seed);
  if (rows.length < minRows)
    throw new InputError(`There are ${rows.length} rows; an audit needs ${minRows} or more.`);
  return { seed, given, onProgress, signal };
}
