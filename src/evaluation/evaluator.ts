import { InputError } from "../errors.ts";
import { nodesAbove } from "../hierarchy/paths.ts";
import { requireOptions } from "../options/known-options.ts";
import { usualResamplesOf } from "./bootstrap.ts";
import { reliabilityBins } from "./calibration-error.ts";
import { classScores } from "./class-scores.ts";
import { compareLabels, confusionMatrix, costLookup, mostConfused } from "./confusion.ts";
import { type CoveragePoint, coverageCurve, firstPoints, thinnedCurve } from "./coverage-curve.ts";
import { checkEvaluateOptions, type EvaluatorOptions, evaluatorOptionNames } from "./evaluate-options.ts";
import { evaluatedRow, isCorrect, type RowDetails, type ScoredPrediction } from "./evaluated-row.ts";
import type { Evaluation, TopKAccuracy } from "./evaluation.ts";
import { figuresOf } from "./figures.ts";
import { atTruth, HierarchyTally } from "./hierarchy-scores.ts";
import { intervalLevel } from "./interval.ts";
import { outOfScopeScores } from "./out-of-scope.ts";
import { Resampled } from "./resampled.ts";
import { type RowColumns, rowColumns, rowGroups } from "./row-columns.ts";
import { Tally } from "./tally.ts";
import { verdictOf } from "./verdict.ts";
import { type NumberedRow, wrongAnswers } from "./wrong-answers.ts";

/** Maximum of `mostConfused`. More make the report longer; `confusion` has all. */
const maxConfusedPairs = 20;
/** Default of `maxWrongAnswers`. More make the report longer. */
const usualWrongAnswers = 100;
const topKs = [1, 3, 5];
/** Answers count as sure from this probability on. Larger: fewer are sure, and more of these are correct. */
const sureFrom = 0.9;
/** Default of `noneThreshold`: from here on, "none of these" is the likelier truth. */
const usualNoneThreshold = 0.5;

/**
 * Evaluates predictions that come one by one, for example from a stream. A row is reduced to a few numbers when it is
 * added, and its text is kept only if its answer is wrong, so that memory depends on neither classes nor texts.
 * @example
 * const evaluator = new Evaluator();
 * for await (const { item, ...answer } of classifier.classifyStream(rows)) {
 *   evaluator.add(item.label, answer, { text: item.text });
 * }
 * evaluator.finish().accuracy; // 0.93
 */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  readonly #rows: NumberedRow[] = [];
  /** All names in probabilities, if the classes are not given. */
  readonly #mentioned: Set<string> | undefined;

  /** Present if the classes are those of a hierarchy. */
  readonly #levels: HierarchyTally | undefined;

  /** @throws InputError if an option is invalid */
  constructor(options: EvaluatorOptions = {}) {
    requireOptions(options, evaluatorOptionNames);
    checkEvaluateOptions(options);
    this.#options = options;
    this.#levels = options.hierarchy ? new HierarchyTally(options.classes) : undefined;
    this.#mentioned = options.classes === undefined ? new Set() : undefined;
  }

  /**
   * Adds a row.
   * @param truth name of the true class, or null if the text is out of scope
   * @throws InputError if the truth or the prediction is invalid
   */
  add(truth: string | null, prediction: ScoredPrediction, details: RowDetails = {}): void {
    const number = this.#rows.length + 1;
    const row = evaluatedRow(truth, this.#levels ? atTruth(truth, prediction) : prediction, number);
    this.#levels?.add(truth, prediction);
    for (const name in prediction.probabilities) this.#mentioned?.add(name);
    const kept = isCorrect(row) ? { group: details.group } : details;
    this.#rows.push({ ...row, number, details: kept });
  }

  /**
   * Computes all figures of the rows that were added.
   * @throws InputError if there are no rows
   */
  finish(): Evaluation {
    const all = this.#rows;
    if (all.length === 0) {
      throw new InputError("There is nothing to evaluate; give at least one labeled row.");
    }
    const inScope = all.filter(({ truth }) => truth !== null);
    const isSeparate = this.#options.outOfScope === "separate" && inScope.length > 0;
    const rows = isSeparate ? inScope : all;
    const resampling = this.#resampling(rows.length);
    const outOfScope = outOfScopeScores(
      all,
      groupsOf(all),
      this.#options.noneThreshold ?? usualNoneThreshold,
      resampling,
    );
    const hierarchy = this.#levels?.finish();
    const evaluation = {
      kind: "single-label" as const,
      ...(this.#options.basis && { basis: this.#options.basis }),
      rows: rows.length,
      outOfScopeRows: all.length - inScope.length,
      ...this.#figures(rows, resampling),
      ...(outOfScope && { outOfScope }),
      ...(outOfScope?.areaUnderRoc !== undefined && { noneAreaUnderRoc: outOfScope.areaUnderRoc }),
      ...(hierarchy && { hierarchy }),
      unknownLabels: this.#unknownLabels(),
      wrong: rows.filter((row) => !isCorrect(row)).length,
      wrongAnswers: wrongAnswers(rows, this.#options.maxWrongAnswers ?? usualWrongAnswers),
    };
    return { verdict: verdictOf(evaluation), ...evaluation };
  }

  #resampling(rows: number): { readonly resamples: number; readonly seed: number } {
    const { resamples = usualResamplesOf(rows), seed = 0 } = this.#options;
    return { resamples, seed };
  }

  #figures(rows: readonly NumberedRow[], resampling: { readonly resamples: number; readonly seed: number }) {
    const costOf = this.#options.costs && costLookup(this.#options.costs);
    const columns = rowColumns(rows, costOf);
    const groups = groupsOf(rows);
    const points = curveOf(columns);
    const tally = (): Tally =>
      new Tally(columns, {
        ks: topKs,
        parts: points.all.length,
        partOf: firstPoints(columns.probability, points.all, rows.length),
      });
    const whole = tally().addAll();
    const figures = figuresOf(whole, columns);
    const resampled =
      resampling.resamples > 0
        ? new Resampled({ columns, groups, whole, scratch: tally() }, resampling)
        : undefined;
    const confusion = confusionMatrix(rows, costOf);
    const withInterval = (point: CoveragePoint) =>
      withOwn(point, resampled?.ofPoint(points.all.indexOf(point)));
    return {
      ...figures,
      classes: classScores(columns.labels, whole.classes).map((scores, i) =>
        resampled ? { ...scores, intervals: resampled.ofClass(i) } : scores,
      ),
      confusion,
      mostConfused: mostConfused(confusion, maxConfusedPairs),
      reliability: columns.probability
        ? reliabilityBins(whole.bins).map((bin, i) => withOwn(bin, resampled?.ofBin(i)))
        : [],
      coverage: points.shown.map(withInterval),
      ...(points.sure && { sure: withInterval(points.sure) }),
      topK: topKsOf(whole, columns).map((each, k) => withOwn(each, resampled?.found(k))),
      ...(resampled && {
        intervals: resampled.figures(figures),
        bootstrap: { level: intervalLevel, ...resampling, groups: groups.count },
      }),
    };
  }

  #unknownLabels(): string[] {
    const known = new Set(this.#options.classes ?? this.#mentioned);
    if (this.#levels) for (const name of [...known].flatMap(nodesAbove)) known.add(name);
    // If nothing names the classes, they are unknown, so no label counts as unknown.
    if (known.size === 0) return [];
    const truths = new Set(this.#rows.map(({ truth }) => truth).filter((truth) => truth !== null));
    return [...truths].filter((truth) => !known.has(truth)).sort(compareLabels);
  }
}

function groupsOf(rows: readonly NumberedRow[]) {
  return rowGroups(rows.map(({ details }) => details.group));
}

/** The points of the coverage curve that are reported, the one of the sure answers, and both together in order. */
function curveOf({ probability, correct }: RowColumns) {
  const curve = coverageCurve({ probability, correct });
  const shown = thinnedCurve(curve);
  if (probability === undefined) return { all: shown, shown };
  const last = curve.findLast(({ threshold }) => threshold >= sureFrom);
  const sure = { ...(last ?? { coverage: 0, accuracy: 0 }), threshold: sureFrom };
  const before = shown.filter(({ threshold }) => threshold >= sureFrom).length;
  return { all: [...shown.slice(0, before), sure, ...shown.slice(before)], shown, sure };
}

function topKsOf({ found, ranked }: Tally, { rank }: RowColumns): TopKAccuracy[] {
  return rank ? topKs.map((k, i) => ({ k, accuracy: found[i] / ranked })) : [];
}

function withOwn<T extends object, I>(figure: T, interval: I | undefined): T & { interval?: I } {
  return interval === undefined ? figure : { ...figure, interval };
}
