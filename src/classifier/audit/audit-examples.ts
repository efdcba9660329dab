import { InputError, optionError, throwIfCancelled } from "../../errors.ts";
import { cutPrompts } from "../../prompts/snippets.ts";
import { checkClasses } from "../../task/check-classes.ts";
import type { ClassDefinition, Example } from "../../task/task.ts";
import { predictTwiceOutOfFold } from "../../training/twice-out-of-fold.ts";
import {
  checkClassifierOptions,
  checkDefinition,
  checkExamples,
  checkWorkOptions,
} from "../check-arguments.ts";
import { EncoderSlot } from "../encoder-slot.ts";
import { auditOptionNames } from "../option-names.ts";
import type { Audit, AuditOptions } from "./audit.ts";
import { auditReport, judgedRows } from "./audit-report.ts";

/**
 * Audits labeled examples: finds labels that are probably wrong, contradictory labels, duplicates and outliers, each with
 * what to do about it. Every example is predicted by a fit without it and without equal and nearly equal texts. Nothing
 * is changed.
 * @throws InputError for fewer than two classes or an invalid option; CancelledError
 * @example
 * const { findings } = await auditExamples(await readExamples("mails.csv"));
 * findings[0]; // { kind: "wrong-label", text: "My parcel is late", label: "refund", proposal: "delivery", ... }
 */
export async function auditExamples(
  examples: readonly Example[],
  options: AuditOptions = {},
): Promise<Audit> {
  const { seed, folds, onProgress, signal } = checkAudit(examples, options);
  const classes = checkClasses(classesOf(examples, options.classes ?? []));
  const slot = new EncoderSlot(options);
  try {
    const encoder = await slot.open();
    const snippets = cutPrompts(classes);
    const found = await predictTwiceOutOfFold({
      classes,
      snippets,
      examples,
      encoder,
      seed,
      folds,
      isJudgedIn: (first) => judgedRows(classes, examples, first),
      onProgress,
      signal,
    });
    throwIfCancelled(signal);
    return auditReport(examples, classes, found);
  } finally {
    await slot.dispose();
  }
}

/** Returns the given classes, then those that only the examples name. */
function classesOf(examples: readonly Example[], given: readonly ClassDefinition[]): ClassDefinition[] {
  const names = new Set(given.map(({ name }) => name));
  const others = [...new Set(examples.map(({ label }) => label))].filter((label) => !names.has(label));
  return [...given, ...others.map((name) => ({ name }))];
}

function checkAudit(examples: readonly Example[], options: AuditOptions) {
  checkExamples(examples, true);
  checkWorkOptions(options, auditOptionNames);
  checkClassifierOptions(options);
  const { classes = [], seed = 0, folds = 5, onProgress, signal } = options;
  if (!Array.isArray(classes)) throw optionError("classes", "a list of classes", classes);
  for (const definition of classes) checkDefinition(definition);
  if (!Number.isSafeInteger(seed) || seed < 0) throw optionError("seed", "a whole number, 0 or more", seed);
  if (!(Number.isSafeInteger(folds) && folds >= 2))
    throw optionError("folds", "a whole number, 2 or more", folds);
  if (examples.length < folds) {
    throw new InputError(
      `There are ${examples.length} examples; an audit with ${folds} folds needs as many or more.`,
    );
  }
  return { seed, folds, onProgress, signal };
}
