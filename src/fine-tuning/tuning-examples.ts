import type { Snippet } from "../prompts/snippets.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { groupTexts } from "../task/text-groups.ts";
import type { TuningReport } from "../trained-model/tuning-report.ts";
import type { TunableBase } from "../tuning/adapter/tunable-base.ts";
import { heldOutRows } from "../tuning/loop/held-out-rows.ts";
import type { TuningRow } from "../tuning/loop/labeled-rows.ts";
import { tuningTokens } from "../tuning/loop/token-batch.ts";
import { type LabelSetSplit, splitLabelSets } from "./label-sets/split-label-sets.ts";
import type { SoftExample, SoftSplit } from "./soft-examples.ts";

/**
 * Weight of a class's description in fine-tuning, as a share of the mean number of examples per class. If it is larger,
 * the encoder stays closer to the descriptions; if it is smaller, few examples can pull it away from them.
 */
const descriptionShare = 0.5;
/** Maximum weight of a description, counted in examples. */
const maxDescriptionExamples = 8;

/**
 * Weight of a held-out text without a label against a held-out example in the choice of the epoch. If it is larger, the
 * labels that the model gave count more than those of the user.
 */
const softHeldOutWeight = 0.25;

/** Returns the examples that an encoder was fine-tuned on, reconstructed from the report of its fine-tuning. */
export function tunedExamples(examples: readonly Example[], report: TuningReport): ReadonlySet<Example> {
  const { seed, heldOutShare: share } = report;
  const known = examples.slice(0, report.examples);
  const split =
    share === undefined ? splitExamples(known, report) : splitLabelSets(known, [], { seed, share });
  return new Set(split.tuningExamples);
}

/** Returns the out-of-scope texts that an encoder may have been fine-tuned on: all that were not held out. */
export function tunedNoneExamples(
  noneExamples: readonly NoneExample[],
  { seed, heldOutShare: share }: TuningReport,
): ReadonlySet<NoneExample> {
  return new Set(share === undefined ? [] : splitLabelSets([], noneExamples, { seed, share }).tuningNone);
}

/** A task's examples: those that fine-tuning learns from and those held out. */
type Split = Pick<LabelSetSplit, "tuningExamples" | "heldOut">;

export function splitExamples(
  examples: readonly Example[],
  { seed, grouped }: Pick<TuningReport, "seed" | "grouped">,
): Split {
  const groups = grouped ? groupTexts(examples.map(({ text }) => text)).groups : groupsOfEqualTexts(examples);
  const heldOut = new Set(heldOutRows(examples, groups, seed));
  return {
    tuningExamples: examples.filter((_, i) => !heldOut.has(i)),
    heldOut: examples.filter((_, i) => heldOut.has(i)),
  };
}

/**
 * Returns a group number per example; equal texts of one class share it. Models of pilesort 0.1.0 were split by these
 * groups, and which examples their encoder has seen must be known exactly.
 */
function groupsOfEqualTexts(examples: readonly Example[]): number[] {
  const numbers = new Map<string, number>();
  return examples.map(({ label, text }, i) => {
    const key = JSON.stringify([label, text]);
    if (!numbers.has(key)) numbers.set(key, i);
    return numbers.get(key)!;
  });
}

/** The part of a task that decides which examples are tuned on. */
interface TuningSource {
  readonly classes: readonly ClassDefinition[];
  readonly snippets: readonly Snippet[];
  readonly examples: readonly Example[];
  readonly before?: { readonly report: TuningReport };
  readonly seed: number;
}

/** A task's examples, split and tokenized. */
export interface TuningData
  extends Split,
    Partial<Omit<LabelSetSplit, keyof Split>>,
    Pick<TuningReport, "seed" | "grouped" | "heldOutShare"> {
  /** Learned from: the tuning examples, texts without labels, and snippets of descriptions. */
  readonly rows: readonly TuningRow[];
  /** The held-out examples and texts without labels; they decide which epoch is kept. */
  readonly heldOutRows: readonly TuningRow[];
}

/**
 * Splits and tokenizes a task's examples. After an earlier fine-tuning the same examples are held out as then.
 * @param soft texts without labels. Default: none
 */
export function tuningDataOf(
  task: TuningSource,
  base: TunableBase,
  soft: SoftSplit = { learned: [], heldOut: [] },
): TuningData {
  const { seed, grouped } = task.before?.report ?? { seed: task.seed, grouped: true as const };
  const { tuningExamples, heldOut } = splitExamples(task.examples, { seed, grouped });
  const tokens = ({ text, label }: Example): TuningRow => ({ label, ids: tuningTokens(base, text) });
  const softRow = ({ text, label, target }: SoftExample): TuningRow => ({
    label,
    ids: tuningTokens(base, text),
    target,
  });
  const learned = [...tuningExamples.map(tokens), ...soft.learned.map(softRow)];
  const snippets = task.snippets.filter(isShort);
  const weights = snippetWeights(
    snippets.map(({ label }) => label),
    learned.length / task.classes.length,
  );
  const rows = [...learned, ...snippets.map((snippet, i) => ({ ...tokens(snippet), weight: weights[i] }))];
  const heldOutRows = [
    ...heldOut.map(tokens),
    ...soft.heldOut.map((example) => ({ ...softRow(example), weight: softHeldOutWeight })),
  ];
  return { seed, grouped, tuningExamples, heldOut, rows, heldOutRows };
}

/** Returns whether a snippet is a part of a description. Whole descriptions double the time and add no information. */
export function isShort({ kind }: Snippet): boolean {
  return kind !== "whole" && kind !== "named";
}

/**
 * Returns the weights of snippets of descriptions. Those of a class together weigh a share of the mean number of examples per
 * class, so that few examples cannot pull the encoder away from the descriptions.
 * @param labels the class of each snippet
 */
export function snippetWeights(labels: readonly string[], examplesPerClass: number): number[] {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const weight = Math.min(descriptionShare * examplesPerClass, maxDescriptionExamples);
  return labels.map((label) => weight / counts.get(label)!);
}
