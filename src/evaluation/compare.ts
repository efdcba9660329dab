import { argumentError, InputError } from "../errors.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";
import { forEachResample, usualResamplesOf } from "./bootstrap.ts";
import { classScores } from "./class-scores.ts";
import { costLookup } from "./confusion.ts";
import { checkLists } from "./evaluate.ts";
import { checkEvaluateOptions, type EvaluateOptions } from "./evaluate-options.ts";
import {
  type EvaluatedRow,
  evaluatedRow,
  isCorrect,
  type RowDetails,
  type ScoredPrediction,
} from "./evaluated-row.ts";
import { type FigureName, type Figures, figuresOf } from "./figures.ts";
import type { Interval } from "./interval.ts";
import { byChange, chanceOf, comparedFigure, type PairedTest, pairedTest } from "./paired-test.ts";
import { rowColumns, rowGroups } from "./row-columns.ts";
import { Tally } from "./tally.ts";

/** Two classifiers on the same rows. */
export interface Comparison {
  /** Two sentences in plain words. */
  readonly verdict: string;
  readonly rows: number;
  /** The figures that both have. */
  readonly figures: readonly ComparedFigure[];
  /** F1 of every label, the largest change first. */
  readonly classes: readonly ComparedClass[];
  /** By rows that are right. */
  readonly mcNemar: PairedTest;
  /** Number of rows whose predictions differ. */
  readonly changed: number;
  /** The rows whose predictions differ: broken ones first, then fixed ones; at most `maxChangedRows`. */
  readonly changedRows: readonly ChangedRow[];
}

export interface ComparedFigure {
  readonly name: FigureName;
  readonly value: number;
  readonly baseline: number;
  /** `value` minus `baseline`. */
  readonly difference: number;
  /**
   * Interval of the difference: both classifiers are scored on the same resamples. If it does not contain 0, the difference
   * is more than chance. Absent if there are no resamples, or if every resample gives the same difference.
   */
  readonly interval?: Interval;
}

export interface ComparedClass {
  readonly label: string | null;
  /** Number of rows whose truth is this class. */
  readonly support: number;
  readonly f1: number;
  readonly baseline: number;
}

export interface ChangedRow {
  /** Number of the row, from 1. */
  readonly row: number;
  readonly id?: string;
  readonly text?: string;
  readonly truth: string | null;
  readonly prediction: string | null;
  readonly probability?: number;
  /** What the baseline predicts. */
  readonly baseline: string | null;
  /** "broken": only the baseline is correct. "fixed": only the baseline is wrong. "wrong": both are wrong. */
  readonly change: "broken" | "fixed" | "wrong";
}

export interface CompareOptions extends Omit<EvaluateOptions, "classes" | "basis" | "maxWrongAnswers"> {
  /** Maximum length of `changedRows`. Default: 100. */
  readonly maxChangedRows?: number;
}

const compareOptionNames = {
  ...{ resamples: true, seed: true, hierarchy: true, costs: true, outOfScope: true, noneThreshold: true },
  ...{ details: true, maxChangedRows: true },
} satisfies OptionNames<CompareOptions>;

/** Default of `maxChangedRows`. More make the report longer. */
const usualChangedRows = 100;

/** A row with both answers. */
interface PairedRow {
  readonly number: number;
  readonly details: RowDetails;
  readonly own: EvaluatedRow;
  readonly other: EvaluatedRow;
}

/**
 * Compares two classifiers on the same rows: figures side by side with intervals of their differences, a paired test, and
 * the rows whose predictions differ.
 * @param truths one true label per row; null is "none of these classes"
 * @param predictions those of the evaluated classifier, in the same order
 * @param baseline those of the classifier that it is compared with, in the same order
 * @throws InputError as evaluate
 * @example
 * const truths = ["cat", "dog", "dog"];
 * const [better, worse] = [["cat", "dog", "dog"], ["cat", "cat", "dog"]].map((names) =>
 *   names.map((prediction) => ({ prediction })),
 * );
 * compareEvaluations(truths, better, worse).mcNemar.fixed; // 1
 */
export function compareEvaluations(
  truths: readonly (string | null)[],
  predictions: readonly ScoredPrediction[],
  baseline: readonly ScoredPrediction[],
  options: CompareOptions = {},
): Comparison {
  requireOptions(options, compareOptionNames);
  checkEvaluateOptions(options);
  if (!Array.isArray(baseline)) throw argumentError("baseline", "a list of objects", baseline);
  checkLists(truths, predictions);
  checkLists(truths, baseline);
  const all = truths.map((truth, i) => ({
    number: i + 1,
    details: options.details?.[i] ?? {},
    own: evaluatedRow(truth, predictions[i], i + 1),
    other: evaluatedRow(truth, baseline[i], i + 1),
  }));
  const inScope = all.filter(({ own }) => own.truth !== null);
  const rows = options.outOfScope === "separate" && inScope.length > 0 ? inScope : all;
  if (rows.length === 0) throw new InputError("There is nothing to compare; give at least one labeled row.");
  const { figures, classes } = comparedFigures(rows, options);
  const changed = changedRows(rows);
  const count = (isOwn: boolean, isOther: boolean) =>
    rows.filter(({ own, other }) => isCorrect(own) === isOwn && isCorrect(other) === isOther).length;
  const comparison = {
    rows: rows.length,
    figures,
    classes,
    mcNemar: pairedTest(count),
    changed: changed.length,
    changedRows: changed.slice(0, options.maxChangedRows ?? usualChangedRows),
  };
  return { verdict: verdictOf(comparison), ...comparison };
}

function comparedFigures(
  rows: readonly PairedRow[],
  { costs, resamples = usualResamplesOf(rows.length), seed = 0 }: CompareOptions,
): Pick<Comparison, "figures" | "classes"> {
  const costOf = costs && costLookup(costs);
  const columns = [
    rowColumns(
      rows.map(({ own }) => own),
      costOf,
    ),
    rowColumns(
      rows.map(({ other }) => other),
      costOf,
    ),
  ];
  const [own, other] = columns.map((each) => {
    const tally = new Tally(each).addAll();
    return { figures: figuresOf(tally, each), classes: classScores(each.labels, tally.classes) };
  });
  const names = (Object.keys(own.figures) as FigureName[]).filter((name) => name in other.figures);
  const differences = new Map(names.map((name) => [name, new Float64Array(resamples)]));
  const scratch = columns.map((each) => new Tally(each));
  const groups = rowGroups(rows.map(({ details }) => details.group));
  forEachResample(groups, { resamples, seed }, (drawn, resample) => {
    const [one, two] = scratch.map((tally, i): Figures => {
      tally.clear();
      tally.addDrawn(groups.ofRow, drawn);
      return figuresOf(tally, columns[i]);
    });
    for (const [name, values] of differences) values[resample] = one[name]! - two[name]!;
  });
  return {
    figures: names.map((name) =>
      comparedFigure(name, [own.figures[name]!, other.figures[name]!], differences.get(name)!),
    ),
    classes: comparedClasses(own.classes, other.classes),
  };
}

type Scored = ReturnType<typeof classScores>;

function comparedClasses(own: Scored, other: Scored): ComparedClass[] {
  const baselines = new Map(other.map((each) => [each.label, each]));
  const owns = new Map(own.map((each) => [each.label, each]));
  return [...new Set([...owns.keys(), ...baselines.keys()])]
    .map((label) => ({
      label,
      support: (owns.get(label) ?? baselines.get(label))!.support,
      f1: owns.get(label)?.f1 ?? 0,
      baseline: baselines.get(label)?.f1 ?? 0,
    }))
    .sort((a, b) => Math.abs(b.f1 - b.baseline) - Math.abs(a.f1 - a.baseline));
}

function changedRows(rows: readonly PairedRow[]): ChangedRow[] {
  return rows
    .filter(({ own, other }) => own.prediction !== other.prediction)
    .map(({ number, details, own, other }): ChangedRow => {
      const change = isCorrect(own) ? "fixed" : isCorrect(other) ? "broken" : "wrong";
      return {
        row: number,
        ...(details.id !== undefined && { id: details.id }),
        ...(details.text !== undefined && { text: details.text }),
        truth: own.truth,
        prediction: own.prediction,
        ...(own.probability !== undefined && { probability: own.probability }),
        baseline: other.prediction,
        change,
      };
    })
    .sort(byChange);
}

function verdictOf({ figures, mcNemar, rows }: Omit<Comparison, "verdict">): string {
  const { fixed, broken, pValue } = mcNemar;
  const accuracy = figures.find(({ name }) => name === "accuracy")!;
  const points = Math.abs(accuracy.difference * 100).toFixed(1);
  const first =
    fixed === broken
      ? `As often correct as the baseline (${rows} rows).`
      : `Correct ${points} points ${fixed > broken ? "more" : "less"} often than the baseline.`;
  if (fixed + broken === 0) return `${first} No row is right in one and wrong in the other.`;
  const changes = `It fixes ${fixed} and breaks ${broken} of ${rows} rows`;
  return `${first} ${changes}, which ${chanceOf(pValue)}.`;
}
