import type { Encoder } from "../encoder/encoder.ts";
import { normalizeRows, project } from "../head/projection.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { softmaxInto } from "../math/softmax.ts";
import { scaleToUnitLength } from "../math/unit-length.ts";
import { sum } from "../math/vector.ts";
import { multiplyRows } from "../onnx/product.ts";
import { type Corrections, openInEffect } from "./corrections.ts";
import type { Fit } from "./fit.ts";
import { newClassLeads } from "./new-class-leads.ts";
import type { ClassProbabilities } from "./predict.ts";

/**
 * Lead, in nats, that the class of a corrected text gets over every other class. If it is larger, more other answers
 * change. Chosen with the shape of `reach` on the training parts of four public sets, see
 * docs/decisions/2026-11-28-corrections.md.
 */
const lead = 0.5;
/** Passes over the corrections. More passes resolve more corrections that compete with each other. */
const rounds = 3;
/**
 * Share of the similarity to the mean of the classes below which a text is not similar to a corrected one. If it is
 * smaller, a correction changes more distant texts.
 */
const ordinaryShare = 0.5;
/**
 * Similarity to a corrected text, 0 to 1, from which a text is answered with a class that only corrections know, even if it
 * is closer to another class. If it is larger, fewer are.
 */
export const newClassFrom = 0.5;
/** Nats per unit above this, and per unit of lead. If it is larger, the probability of such a class is nearer to 0 or 1. */
export const newClassSlope = 16;

/** What open corrections change in the answers to other texts. */
export interface CorrectionPatch {
  /** Names of the classes: those of the fit, then those that only corrections know. */
  readonly classes: readonly string[];
  /**
   * Returns corrected probabilities, [texts, classes], and P(none). A text that is similar to no corrected text keeps
   * its numbers to the last bit if no class is new.
   */
  apply(vectors: Matrix, found: ClassProbabilities): Promise<ClassProbabilities>;
}

/**
 * Makes the patch of a model's open corrections. The fit stays as it is, so that a correction takes effect at once and can
 * be undone exactly.
 *
 * The logit of a correction's class rises by step x reach(similarity), where the similarity of two texts is their cosine in
 * projected space, less what ordinary texts have, 0 to 1. The steps are the smallest that give every corrected text its
 * class with a lead (as in passive-aggressive learning: Crammer et al. 2006). reach(s) = w s + (1 - w) s^3 with
 * w = sqrt(2 / classes): with few classes a correction says something about half of all texts, with many only about its
 * neighbors.
 */
export async function correctionPatch(
  corrections: Corrections,
  fit: Fit,
  encoder: Encoder,
): Promise<CorrectionPatch> {
  const open = openInEffect(corrections);
  const labels = open.corrections.map(({ label }) => label);
  const newClasses = [...new Set(labels)].filter((label) => !fit.classes.includes(label));
  const classes = [...fit.classes, ...newClasses];
  const columns = labels.map((label) => classes.indexOf(label));
  const projected = (vectors: Matrix) => projectedUnits(vectors, fit, encoder);
  const texts = await projected(open.vectors);
  // Only fits with several labels per text have no none model; see labelCorrectionPatch.
  const similarities = await similarityTo(texts, meanDirection(fit.none!.directions));
  const reach = reachOf(fit.classes.length);
  const newColumns = columns.map((column) => column - fit.classes.length);
  const leads = newClasses.length > 0 ? newClassLeads(fit.none!, texts, newColumns) : undefined;
  const steps = stepsOf(open.scores, await similarities(texts), columns, reach);
  return {
    classes,
    async apply(vectors, found) {
      const units = await projected(vectors);
      const near = await similarities(units);
      const ahead = await leads?.of(units);
      const widened = widen(found.probabilities, classes.length);
      const none = found.none.slice();
      for (let i = 0; i < near.rows; i++) {
        const similar = rowOf(near, i);
        const row = rowOf(widened, i);
        patchRow(row, fit.classes.length, {
          similar,
          leads: ahead && rowOf(ahead, i),
          columns,
          steps,
          reach,
        });
        none[i] *= (1 - Math.max(...similar)) * (1 - sum(row.subarray(fit.classes.length)));
      }
      return { probabilities: widened, none };
    },
  };
}

/** Returns how far a correction reaches, by similarity, 0 to 1; see correctionPatch. */
export function reachOf(classes: number): (similarity: number) => number {
  const linear = Math.min(1, Math.sqrt(2 / classes));
  return (similarity) => linear * similarity + (1 - linear) * similarity ** 3;
}

/** Returns the smallest steps with which every corrected text of a class of the fit gets its class with a lead. */
function stepsOf(
  scores: Matrix,
  similarities: Matrix,
  columns: readonly number[],
  reach: (similarity: number) => number,
): Float64Array {
  const steps = new Float64Array(columns.length);
  const logits = { ...scores, data: scores.data.slice() };
  for (let round = 0; round < rounds; round++) {
    for (const [k, column] of columns.entries()) {
      if (column >= logits.columns) continue;
      const row = rowOf(logits, k);
      let rival = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < row.length; c++) if (c !== column) rival = Math.max(rival, row[c]);
      const gap = rival + lead - row[column];
      if (gap <= 1e-6) continue;
      steps[k] += gap;
      for (let j = 0; j < columns.length; j++) {
        rowOf(logits, j)[column] += gap * reach(rowOf(similarities, j)[k]);
      }
    }
  }
  return steps;
}

interface PatchOfRow {
  /** Similarity to each corrected text, 0 to 1. */
  readonly similar: Float32Array;
  /** Lead of each new class over those of the fit. Absent if no class is new. */
  readonly leads: Float32Array | undefined;
  /** The column of each correction's class. */
  readonly columns: readonly number[];
  readonly steps: Float64Array;
  readonly reach: (similarity: number) => number;
}

/** Changes the probabilities of one text, in place. @param known number of classes of the fit, the first ones */
function patchRow(
  row: Float32Array,
  known: number,
  { similar, leads, columns, steps, reach }: PatchOfRow,
): void {
  if (row.length === known && similar.every((value) => value === 0)) return;
  const logits = Float64Array.from(row, (value) => Math.log(Math.max(value, 1e-30)));
  const closest = new Float64Array(row.length - known);
  for (const [k, column] of columns.entries()) {
    if (column < known) logits[column] += steps[k] * reach(similar[k]);
    else closest[column - known] = Math.max(closest[column - known], similar[k]);
  }
  const best = logits.subarray(0, known).reduce((a, b) => Math.max(a, b));
  for (const [i, value] of closest.entries()) {
    const above = Math.max(value - newClassFrom, leads![i]);
    logits[known + i] = best + newClassSlope * above;
  }
  softmaxInto(logits, logits);
  row.set(logits);
}

/** Returns a function that gives the similarity of texts to the corrected ones, 0 to 1: [texts, corrections]. */
export async function similarityTo(
  corrected: Matrix,
  meanClass: Float64Array,
): Promise<(texts: Matrix) => Promise<Matrix>> {
  const ordinary = Array.from({ length: corrected.rows }, (_, k) => {
    const cosine = rowOf(corrected, k).reduce((sum, value, j) => sum + value * meanClass[j], 0);
    return Math.min(Math.max(ordinaryShare * cosine, 0), 0.9);
  });
  return async (texts) => {
    const cosines = await multiplyRows(texts, corrected, { transposeB: true });
    for (let i = 0; i < cosines.data.length; i++) {
      const usual = ordinary[i % cosines.columns];
      cosines.data[i] = Math.min(Math.max((cosines.data[i] - usual) / (1 - usual), 0), 1);
    }
    return cosines;
  };
}

/** Returns the mean of the unit vectors of the classes: [dimensions]. Rows of zeros count as they are. */
export function meanDirection(directions: Matrix): Float64Array {
  const mean = new Float64Array(directions.columns);
  for (let c = 0; c < directions.rows; c++) {
    const unit = rowOf(directions, c).slice();
    scaleToUnitLength(unit);
    for (let j = 0; j < mean.length; j++) mean[j] += unit[j] / directions.rows;
  }
  return mean;
}

/** Returns vectors in the space in which the head compares texts, at unit length. */
export async function projectedUnits(
  vectors: Matrix,
  { center }: Fit,
  { background }: Encoder,
): Promise<Matrix> {
  return normalizeRows(await project(vectors, { center, whitener: background?.whitener }, multiplyRows));
}

/** Returns a copy with more columns; the new ones are zero. */
export function widen(matrix: Matrix, columns: number): Matrix {
  const wide = zeros(matrix.rows, columns);
  for (let i = 0; i < matrix.rows; i++) rowOf(wide, i).set(rowOf(matrix, i));
  return wide;
}
