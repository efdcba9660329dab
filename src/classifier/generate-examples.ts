import { GenerationError } from "../errors.ts";
import { listNames } from "../files/list-names.ts";
import type { GenerationOptions } from "../generation/generation-options.ts";
import type { GenerationReport } from "../generation/generation-report.ts";
import type { GenerationPlan } from "../generation/plan-generation.ts";
import { checkDraft } from "./check-draft.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import type { WorkOptions } from "./options.ts";

/**
 * Generates examples for the classes of a draft and adds them to its piles.
 * @throws GenerationError at the end, with the other piles added, if classes got no examples and keepGoing is off
 */
export async function generateExamples(
  { draft, slot, settings }: Pick<ClassifierParts, "draft" | "slot" | "settings">,
  options: GenerationOptions & WorkOptions,
): Promise<GenerationReport> {
  const { generatePiles } = await import("../generation/generation.ts");
  const encoder = await slot.open();
  const severalLabels = settings.multiLabel === true;
  const task = { classes: checkDraft(draft), examples: draft.examples, encoder, severalLabels };
  const { report, examples, noneExamples } = await generatePiles(task, options, options);
  draft.addExamples(withoutKnown(examples, draft.examples));
  draft.addNoneExamples(withoutKnown(noneExamples, draft.noneExamples));
  const { generators, spent, keptCalls } = report;
  draft.noteGeneration({ generators, examples: report.examples, ...spent }, keptCalls);
  const hasNothing = options.model !== undefined && report.examples === 0;
  const failed = report.short.filter(
    ({ error, cap }) => error !== undefined || (hasNothing && cap === undefined),
  );
  if (failed.length > 0 && options.keepGoing !== true) throw generationError(failed, report);
  return report;
}

/** Plans what generateExamples would send. Sends nothing. */
export async function planExamples(
  { draft, slot, settings }: Pick<ClassifierParts, "draft" | "slot" | "settings">,
  options: Omit<GenerationOptions, "folder" | "model"> & Pick<WorkOptions, "signal">,
): Promise<GenerationPlan> {
  const { planGeneration } = await import("../generation/generation.ts");
  const encoder = await slot.open();
  const severalLabels = settings.multiLabel === true;
  const task = { classes: checkDraft(draft), examples: draft.examples, encoder, severalLabels };
  return planGeneration(task, { ...options, generator: "plan" }, options);
}

/** Returns the examples whose exact text is not in the pile of their class yet. */
function withoutKnown<T extends { readonly text: string; readonly label?: string }>(
  examples: readonly T[],
  known: readonly T[],
): T[] {
  const keyOf = ({ label, text }: T) => JSON.stringify([label, text]);
  const keys = new Set(known.map(keyOf));
  return examples.filter((each) => !keys.has(keyOf(each)));
}

function generationError(
  failed: GenerationReport["short"],
  { files, examples }: GenerationReport,
): GenerationError {
  const names = failed.map(({ label }) => label);
  const listed = listNames(names.map((name) => JSON.stringify(name)));
  const error = failed.find((each) => each.error !== undefined)?.error;
  const reason =
    error?.message.replace(/\.$/, "") ?? `every generated text was dropped, see ${files.dropped}`;
  const others = examples === 0 ? "" : ` The examples of the other classes are in ${files.piles}.`;
  return new GenerationError(
    `No examples could be generated for ${listed}: ${reason}.${others} Call generate again to repeat only the failed requests, set the option fresh (--fresh) to generate everything again, or set keepGoing (--keep-going) to train without these examples.`,
    names,
    { cause: error },
  );
}
