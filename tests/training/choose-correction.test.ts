import { describe, expect, it } from "vitest";
import { classMeans } from "../../src/head/labeled-vectors.ts";
import { scoreVectors } from "../../src/head/linear-head.ts";
import { meanPrior } from "../../src/head/mean-prior.ts";
import { normalizeRows } from "../../src/head/projection.ts";
import { rowOf, zeros } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { symmetricZeros } from "../../src/math/symmetric.ts";
import { chooseCorrection } from "../../src/training/choose-correction.ts";
import { heldOutAccuracyOf } from "../../src/training/held-out-logits.ts";

/** Two classes of 120 rows. The first component of class 1 is larger by `distance`; eleven more are noise. */
function problem(distance: number) {
  const random = createRandom(5);
  const labels = Int32Array.from({ length: 240 }, (_, i) => i % 2);
  const vectors = zeros(240, 12);
  for (let i = 0; i < 240; i++) {
    const row = rowOf(vectors, i);
    for (let j = 0; j < 12; j++) row[j] = 2 * random.nextFloat() - 1;
    row[0] = 0.1 * row[0] + (labels[i] - 0.5) * distance;
  }
  const rows = { vectors: normalizeRows(vectors), labels };
  const shape = symmetricZeros(12);
  for (let j = 0; j < 12; j++) shape.data[j * 13] = 1;
  const prompts = { means: zeros(2, 12), known: [false, false] };
  return {
    rows,
    weights: new Float64Array(240).fill(1),
    evaluationWeights: new Float64Array(240).fill(1),
    prior: meanPrior(prompts, classMeans(rows, 2)),
    shape,
    descriptionShares: [0, 0, 0, 1, 0, 0],
    temperature: 4,
    logPriors: new Float64Array(2),
    logits: zeros(240, 2),
    seed: 0,
  };
}

/** The same for an encoder that has seen three of four rows; the classes of the others have the distance `fresh`. */
function tunedProblem({ fresh }: { readonly fresh: number }) {
  const [seen, others] = [problem(0.2), problem(fresh)];
  const seenByEncoder = Array.from({ length: 240 }, (_, i) => i % 8 < 6);
  const vectors = zeros(240, 12);
  for (let i = 0; i < 240; i++) {
    rowOf(vectors, i).set(rowOf((seenByEncoder[i] ? seen : others).rows.vectors, i));
  }
  const rows = { vectors, labels: seen.rows.labels };
  const prior = meanPrior({ means: zeros(2, 12), known: [false, false] }, classMeans(rows, 2));
  return { ...seen, rows, prior, seenByEncoder };
}

describe("a correction of the discriminant", () => {
  it("is chosen if it clearly lowers the loss on held-out rows", async () => {
    const input = problem(0.2);
    const chosen = await chooseCorrection(input);
    expect(chosen).toBeDefined();
    expect([1000, 100, 10]).toContain(chosen!.penalty);
    expect(heldOutAccuracyOf(chosen!.heldOut, input.rows.labels, undefined)).toBeGreaterThan(0.9);
    expect([...chosen!.heldOut.rows].sort((a, b) => a - b)).toEqual([...input.rows.labels.keys()]);
    const scores = await scoreVectors(chosen!.head, input.rows.vectors);
    const right = [...input.rows.labels.keys()].filter(
      (i) => rowOf(scores, i)[input.rows.labels[i]] > rowOf(scores, i)[1 - input.rows.labels[i]],
    );
    expect(right.length / 240).toBeGreaterThan(0.9);
  });

  it("is not chosen if rows are independent of their class", async () => {
    expect(await chooseCorrection(problem(0))).toBeUndefined();
  });

  it("is evaluated on the rows that a fine-tuned encoder has not seen", async () => {
    const tuned = tunedProblem({ fresh: 0.2 });
    const chosen = await chooseCorrection(tuned);
    expect(heldOutAccuracyOf(chosen!.heldOut, tuned.rows.labels, undefined)).toBeGreaterThan(0.8);
    expect([...chosen!.heldOut.rows].some((i) => tuned.seenByEncoder![i])).toBe(false);
    expect(await chooseCorrection(tunedProblem({ fresh: 0 }))).toBeUndefined();
    // Without the information which rows those are, it would be chosen.
    expect(await chooseCorrection({ ...tunedProblem({ fresh: 0 }), seenByEncoder: undefined })).toBeDefined();
  });

  it("is not chosen if a fine-tuned encoder has seen every row", async () => {
    const seenByEncoder = new Array<boolean>(240).fill(true);
    expect(await chooseCorrection({ ...problem(0.2), seenByEncoder })).toBeUndefined();
  });

  it("is the same for the same seed", async () => {
    expect(await chooseCorrection(problem(0.2))).toEqual(await chooseCorrection(problem(0.2)));
  });
});
