import { optionError } from "../../errors.ts";
import { type OptionNames, requireOptions } from "../../options/known-options.ts";
import { forEachResample, usualResamplesOf } from "../bootstrap.ts";
import type { RowDetails } from "../evaluated-row.ts";
import type { Interval } from "../interval.ts";
import { byChange, chanceOf, comparedFigure, type PairedTest, pairedTest } from "../paired-test.ts";
import { rowGroups } from "../row-columns.ts";
import { checkLabelSetLists, type EvaluateLabelSetsOptions } from "./evaluate-label-sets.ts";
import {
  countLabelSets,
  figuresOfCounts,
  type LabelSetColumns,
  labelSetColumns,
} from "./label-set-counts.ts";
import type { LabelSetAnswer, LabelSetFigureName } from "./label-set-evaluation.ts";

/** Two classifiers with several labels per text on the same rows. */
export interface LabelSetComparison {
  /** Two sentences in plain words. */
  readonly verdict: string;
  readonly rows: number;
  readonly figures: readonly ComparedLabelSetFigure[];
  /** F1 of every label, the largest change first; null if a label neither occurs nor is answered. */
  readonly labels: readonly ComparedLabel[];
  /** By rows whose labels are all right. */
  readonly mcNemar: PairedTest;
  /** Number of rows whose labels differ. */
  readonly changed: number;
  /** The rows whose labels differ: broken ones first, then fixed ones; at most `maxChangedRows`. */
  readonly changedRows: readonly ChangedLabelSet[];
}

export interface ComparedLabelSetFigure {
  readonly name: LabelSetFigureName;
  readonly value: number;
  readonly baseline: number;
  /** `value` minus `baseline`. */
  readonly difference: number;
  /** Interval of the difference, from resamples that both classifiers are scored on. Absent as in ComparedFigure. */
  readonly interval?: Interval;
}

export interface ComparedLabel {
  readonly label: string;
  /** Number of rows that have the label. */
  readonly support: number;
  readonly f1: number | null;
  readonly baseline: number | null;
}

export interface ChangedLabelSet {
  /** Number of the row, from 1. */
  readonly row: number;
  readonly id?: string;
  readonly text?: string;
  readonly truth: readonly string[];
  readonly labels: readonly string[];
  /** What the baseline answers. */
  readonly baseline: readonly string[];
  /** "broken": only the baseline has exactly the true labels. "fixed": only the baseline has not. "wrong": both have not. */
  readonly change: "broken" | "fixed" | "wrong";
}

export interface CompareLabelSetsOptions
  extends Omit<EvaluateLabelSetsOptions, "basis" | "thresholds" | "maxWrongAnswers"> {
  /** Maximum length of `changedRows`. Default: 100. */
  readonly maxChangedRows?: number;
}

const compareOptionNames = {
  resamples: true,
  seed: true,
  details: true,
  classes: true,
  maxChangedRows: true,
} satisfies OptionNames<CompareLabelSetsOptions>;

/** Default of `maxChangedRows`. */
const usualChangedRows = 100;

/**
 * Compares two classifiers with several labels per text on the same rows: figures side by side with intervals of their
 * differences, a paired test on rows whose labels are all correct, and the rows whose labels differ.
 * @param truths the labels of each row
 * @param answers those of the evaluated classifier, in the same order
 * @param baseline those of the classifier that it is compared with, in the same order
 * @throws InputError as evaluateLabelSets
 * @example
 * compareLabelSets([["a", "b"]], [{ labels: ["a", "b"] }], [{ labels: ["a"] }]).mcNemar.fixed; // 1
 */
export function compareLabelSets(
  truths: readonly (readonly string[])[],
  answers: readonly LabelSetAnswer[],
  baseline: readonly LabelSetAnswer[],
  options: CompareLabelSetsOptions = {},
): LabelSetComparison {
  requireOptions(options, compareOptionNames);
  const { maxChangedRows = usualChangedRows, ...others } = options;
  checkLabelSetLists(truths, answers, others);
  checkLabelSetLists(truths, baseline, others);
  if (!(maxChangedRows >= 0)) throw optionError("maxChangedRows", "a number, 0 or more", maxChangedRows);
  const sets = [answers, baseline].map((each) => each.map(({ labels }) => new Set(labels)));
  const truthSets = truths.map((labels) => new Set(labels));
  const found = [...answers, ...baseline].flatMap(({ labels }) => labels);
  const names = [...new Set([...(options.classes ?? []), ...truths.flat(), ...found])];
  const [own, other] = sets.map((each) => labelSetColumns(names, truthSets, each));
  const changed = changedRows(truthSets, sets, [own.exact, other.exact], options.details ?? []);
  const comparison = {
    rows: truths.length,
    figures: comparedFigures(own, other, options),
    labels: comparedLabels(own, other),
    mcNemar: pairedTest(
      (isOwn, isOther) =>
        own.exact.filter((exact, i) => exact === Number(isOwn) && other.exact[i] === Number(isOther)).length,
    ),
    changed: changed.length,
    changedRows: changed.slice(0, maxChangedRows),
  };
  return { verdict: verdictOf(comparison), ...comparison };
}

function comparedFigures(
  own: LabelSetColumns,
  other: LabelSetColumns,
  { details = [], resamples = usualResamplesOf(own.rows), seed = 0 }: CompareLabelSetsOptions,
): ComparedLabelSetFigure[] {
  const [values, baselines] = [own, other].map((columns) => figuresOfCounts(countLabelSets(columns)));
  const names = Object.keys(values) as LabelSetFigureName[];
  const differences = new Map(names.map((name) => [name, new Float64Array(resamples)]));
  const groups = rowGroups(Array.from({ length: own.rows }, (_, i) => details[i]?.group));
  forEachResample(groups, { resamples, seed }, (drawn, resample) => {
    const [one, two] = [own, other].map((columns) =>
      figuresOfCounts(countLabelSets(columns, (row) => drawn[groups.ofRow[row]])),
    );
    for (const [name, all] of differences) all[resample] = one[name] - two[name];
  });
  return names.map((name) => comparedFigure(name, [values[name], baselines[name]], differences.get(name)!));
}

function comparedLabels(own: LabelSetColumns, other: LabelSetColumns): ComparedLabel[] {
  const [counts, baselines] = [own, other].map((columns) => countLabelSets(columns));
  const f1Of = ({ support, answered, correct }: typeof counts, c: number) =>
    support[c] + answered[c] === 0 ? null : (2 * correct[c]) / (support[c] + answered[c]);
  const changeOf = ({ f1, baseline }: ComparedLabel) => Math.abs((f1 ?? 0) - (baseline ?? 0));
  return own.names
    .map((label, c) => ({
      label,
      support: counts.support[c],
      f1: f1Of(counts, c),
      baseline: f1Of(baselines, c),
    }))
    .sort((a, b) => changeOf(b) - changeOf(a));
}

function changedRows(
  truths: readonly ReadonlySet<string>[],
  [own, other]: readonly (readonly ReadonlySet<string>[])[],
  [ownExact, otherExact]: readonly Uint8Array[],
  details: readonly RowDetails[],
): ChangedLabelSet[] {
  return truths
    .flatMap((truth, i): ChangedLabelSet[] => {
      const isSame = own[i].size === other[i].size && [...own[i]].every((label) => other[i].has(label));
      if (isSame) return [];
      const { id, text } = details[i] ?? {};
      return [
        {
          row: i + 1,
          ...(id !== undefined && { id }),
          ...(text !== undefined && { text }),
          truth: [...truth],
          labels: [...own[i]],
          baseline: [...other[i]],
          change: ownExact[i] ? "fixed" : otherExact[i] ? "broken" : "wrong",
        },
      ];
    })
    .sort(byChange);
}

function verdictOf({ figures, mcNemar, rows }: Omit<LabelSetComparison, "verdict">): string {
  const { difference, interval } = figures.find(({ name }) => name === "microF1")!;
  const points = (share: number) => Math.abs(100 * share).toFixed(1);
  const isChance = interval === undefined || (interval.lower <= 0 && interval.upper >= 0);
  const range = interval
    ? ` (95 % interval: ${signed(interval.lower)} to ${signed(interval.upper)} points${isChance ? ", so it may be chance" : ""})`
    : "";
  const first =
    difference === 0
      ? `The same micro-F1 as the baseline (${rows} rows).`
      : `Its micro-F1 is ${points(difference)} points ${difference > 0 ? "higher" : "lower"} than the baseline's${range}.`;
  const { fixed, broken, pValue } = mcNemar;
  if (fixed + broken === 0) return `${first} No row is exactly right in one and not in the other.`;
  return `${first} It makes ${fixed} of ${rows} rows exactly right and ${broken} no longer, which ${chanceOf(pValue)}.`;
}

function signed(share: number): string {
  return `${share < 0 ? "-" : "+"}${Math.abs(100 * share).toFixed(1)}`;
}
