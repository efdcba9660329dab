import type { PromptPiece } from "../prompts/prompt-pieces.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { groupTexts } from "../task/text-groups.ts";
import type { TuningReport } from "../trained-model/tuning-report.ts";
import type { TunableBase } from "../tuning/adapter/tunable-base.ts";
import { heldOutRows } from "../tuning/loop/held-out-rows.ts";
import type { TuningRow } from "../tuning/loop/labeled-rows.ts";
import { tuningTokens } from "../tuning/loop/token-batch.ts";

/** How much a prompt counts beside the examples of a class, and how many examples it counts as at most. */
const descriptionShare = 0.5;
const maxDescriptionExamples = 8;

/** The examples of a task that an encoder was tuned on, by the report of its tuning. */
export function tunedExamples(examples: readonly Example[], report: TuningReport): ReadonlySet<Example> {
  return new Set(splitExamples(examples.slice(0, report.examples), report).tuningExamples);
}

interface Split {
  readonly tuningExamples: readonly Example[];
  readonly heldOut: readonly Example[];
}

function splitExamples(
  examples: readonly Example[],
  { seed, grouped }: Pick<TuningReport, "seed" | "grouped">,
): Split {
  const groups = grouped ? groupTexts(examples.map(({ text }) => text)).groups : groupsOfEqualTexts(examples);
  const held = new Set(heldOutRows(examples, groups, seed));
  return {
    tuningExamples: examples.filter((_, i) => !held.has(i)),
    heldOut: examples.filter((_, i) => held.has(i)),
  };
}

/** Numbers of equal texts of one class, as pilesort 0.1.0 split them: what a model learnt from must be known exactly. */
function groupsOfEqualTexts(examples: readonly Example[]): number[] {
  const numbers = new Map<string, number>();
  return examples.map(({ label, text }, i) => {
    const key = JSON.stringify([label, text]);
    if (!numbers.has(key)) numbers.set(key, i);
    return numbers.get(key)!;
  });
}

/** What of a task is needed to choose what to tune on. */
interface TuningSource {
  readonly classes: readonly ClassDefinition[];
  readonly snippets: readonly PromptPiece[];
  readonly examples: readonly Example[];
  readonly before?: { readonly report: TuningReport };
  readonly seed: number;
}

/** A task's examples, split, and as tokens. */
export interface TuningData extends Split, Pick<TuningReport, "seed" | "grouped"> {
  /** To learn from: examples, and snippets of prompts. */
  readonly rows: readonly TuningRow[];
  /** To judge by. */
  readonly heldOutRows: readonly TuningRow[];
}

export function tuningDataOf(task: TuningSource, { tokenizer }: TunableBase): TuningData {
  const { seed, grouped } = task.before?.report ?? { seed: task.seed, grouped: true as const };
  const { tuningExamples, heldOut } = splitExamples(task.examples, { seed, grouped });
  const tokens = ({ text, label }: Example): TuningRow => ({ label, ids: tuningTokens(tokenizer, text) });
  const snippets = task.snippets.filter(isShort).map(tokens);
  const rows = [
    ...tuningExamples.map(tokens),
    ...snippetRows(snippets, tuningExamples.length / task.classes.length),
  ];
  return { seed, grouped, tuningExamples, heldOut, rows, heldOutRows: heldOut.map(tokens) };
}

/** Whole prompts take as long to learn from as all their clauses and items, and add nothing. */
function isShort({ kind }: PromptPiece): boolean {
  return kind !== "whole" && kind !== "named";
}

/**
 * Pieces of prompts to learn from beside examples: those of a class count together as a share of the examples that a
 * class has on average, so that few examples cannot pull the encoder away from what the classes are said to be.
 */
function snippetRows(snippets: readonly TuningRow[], examplesPerClass: number): TuningRow[] {
  const counts = new Map<string, number>();
  for (const { label } of snippets) counts.set(label, (counts.get(label) ?? 0) + 1);
  const weight = Math.min(descriptionShare * examplesPerClass, maxDescriptionExamples);
  return snippets.map((snippet) => ({ ...snippet, weight: weight / counts.get(snippet.label)! }));
}
