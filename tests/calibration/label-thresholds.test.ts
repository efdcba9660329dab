import { describe, expect, it } from "vitest";
import { calibratedProbabilities, calibrateLabels } from "../../src/calibration/label-calibration.ts";
import { labelEvidence, precisionThresholds } from "../../src/calibration/label-evidence.ts";
import { fitThresholds, usualThreshold } from "../../src/calibration/label-thresholds.ts";
import { type Matrix, zeros } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { sigmoid } from "../../src/math/sigmoid.ts";

/** Rows of labels whose logits are right, but for a slope and a bias of each label. */
function scoredRows(rows: number, distort: (logit: number, label: number) => number) {
  const random = createRandom(7);
  const logits = zeros(rows, 3);
  const truths = zeros(rows, 3);
  for (let at = 0; at < logits.data.length; at++) {
    const logit = 6 * random.nextFloat() - 4;
    truths.data[at] = random.nextFloat() < sigmoid(logit) ? 1 : 0;
    logits.data[at] = distort(logit, at % 3);
  }
  return { logits, truths };
}

describe("the calibration of labels", () => {
  it("finds the slope and bias of each label from many rows", async () => {
    const slopes = [0.5, 1, 2];
    const found = await calibrateLabels(scoredRows(4000, (logit, c) => (logit - c) / slopes[c]));
    for (const c of [0, 1, 2]) {
      expect(Math.abs(found.slopes[c] - slopes[c])).toBeLessThan(0.2);
      expect(Math.abs(found.biases[c] - c)).toBeLessThan(0.3);
    }
  });

  it("changes nothing without rows, and little with two", async () => {
    const none = await calibrateLabels(scoredRows(0, (logit) => logit));
    expect([...none.slopes, ...none.biases]).toEqual([1, 1, 1, 0, 0, 0]);
    const two = await calibrateLabels(scoredRows(2, (logit) => logit));
    for (const slope of two.slopes) expect(Math.abs(slope - 1)).toBeLessThan(0.6);
  });
});

/** Exchanges the first and the last column. */
function permuted(matrix: Matrix): Matrix {
  const data = matrix.data.map((_, at) => matrix.data[at - (at % 3) + (2 - (at % 3))]);
  return { ...matrix, data };
}

describe("thresholds of labels", () => {
  it("change places with their labels, to the last bit", () => {
    const { logits, truths } = scoredRows(200, (logit, c) => logit - c);
    const order = [2, 0, 1];
    const moved = ({ data, ...shape }: Matrix): Matrix => ({
      ...shape,
      data: data.map((_, at) => data[at - (at % 3) + order[at % 3]]),
    });
    const probabilities = { ...logits, data: logits.data.map(sigmoid) };
    const [first, second] = [
      fitThresholds(probabilities, truths),
      fitThresholds(moved(probabilities), moved(truths)),
    ];
    expect([...second]).toEqual(order.map((c) => first[c]));
  });

  it("follow the labels if these change places", async () => {
    const { logits, truths } = scoredRows(300, (logit, c) => logit + c);
    const given = calibratedProbabilities(logits, await calibrateLabels({ logits, truths }));
    const found = fitThresholds(given, truths);
    expect([...fitThresholds(permuted(given), permuted(truths))]).toEqual([...found].reverse());
  });

  it("answer the same rows as the one at which F1 is highest if the label has many rows", () => {
    const values = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2];
    const isTrue = [1, 1, 1, 0, 1, 0, 0, 0];
    const data = (list: number[]) => Float32Array.from({ length: 800 }, (_, i) => list[i % 8]);
    const [threshold] = fitThresholds(
      { rows: 800, columns: 1, data: data(values) },
      { rows: 800, columns: 1, data: data(isTrue) },
    );
    expect(threshold).toBeGreaterThan(0.4);
    expect(threshold).toBeLessThan(0.5);
  });

  /*
   * numpy 2.4.6, with the rows below 25 times:
   *
   *     share = y.sum(0) / (y.sum(0) + 100); e = share * y + (1 - share) * p
   *     def best(p, e):
   *         o = np.argsort(-p, kind="stable"); p, e = p[o], e[o]
   *         f = 2 * np.cumsum(e) / (np.arange(len(p)) + 1 + e.sum()); f[:-1][p[1:] == p[:-1]] = 0
   *         k = f.argmax(); return f[k], (p[k] + p[k + 1]) / 2
   *     own = np.array([best(p[:, c], e[:, c])[1] for c in (0, 1)]); shared = best(p.ravel(), e.ravel())[0] / 2
   *     a = y.sum() / 2 / (y.sum() / 2 + 20)
   *     expit(200 / 210 * (a * logit(own) + (1 - a) * logit(shared)) + 10 / 210 * logit(0.3))
   */
  it("are between the label's own and half of the highest micro-F1, as numpy says", () => {
    const values = [
      [0.9, 0.6],
      [0.8, 0.5],
      [0.7, 0.4],
      [0.6, 0.3],
      [0.5, 0.2],
      [0.4, 0.1],
      [0.3, 0.05],
      [0.2, 0.02],
    ];
    const isTrue = [
      [1, 1],
      [1, 0],
      [1, 1],
      [0, 0],
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    const repeated = (list: number[][]): Matrix => ({
      ...{ rows: 200, columns: 2 },
      data: Float32Array.from({ length: 400 }, (_, at) => list.flat()[at % 16]),
    });
    const [first, second] = fitThresholds(repeated(values), repeated(isTrue));
    expect(first).toBeCloseTo(0.42611855, 5);
    expect(second).toBeCloseTo(0.18440273, 5);
  });

  it("are near the usual one with a single row, so that one correction does not change all answers", () => {
    const one = { rows: 1, columns: 2, data: Float32Array.of(0.9, 0.01) };
    for (const truth of [0, 1]) {
      const [first, second] = fitThresholds(one, { ...one, data: Float32Array.of(truth, 0) });
      expect(first).toBeCloseTo(usualThreshold, 1);
      expect(second).toBeGreaterThan(0.2);
    }
  });

  it("are the usual one for a label that never occurs and never seems to", () => {
    expect(fitThresholds(zeros(20, 2), zeros(20, 2))[0]).toBeCloseTo(usualThreshold, 6);
  });

  it("reach a wanted precision for all labels, also for a label with few rows", () => {
    const { logits, truths } = scoredRows(2000, (logit) => logit);
    const probabilities = { ...logits, data: logits.data.map(sigmoid) };
    const names = ["a", "b", "c"];
    const usual = new Float32Array(3).fill(0.3);
    const evidence = labelEvidence(probabilities, truths, 0);
    const found = precisionThresholds(names, evidence, 0.8, usual);
    for (const [c, threshold] of found.entries()) {
      const answered = [...evidence.label.keys()].filter(
        (k) => evidence.label[k] === c && evidence.probability[k] >= threshold,
      );
      const correct = answered.filter((k) => evidence.isTrue[k] === 1).length;
      expect(correct / answered.length).toBeGreaterThan(0.75);
    }
    const rare = precisionThresholds([...names, "rare"], evidence, 0.8, new Float32Array(4));
    expect(rare[3]).toBeGreaterThan(0.5);
    expect([...precisionThresholds(names, evidence, { b: 0.8 }, usual)]).toEqual([
      usual[0],
      found[1],
      usual[2],
    ]);
    expect(() => precisionThresholds(names, undefined, 0.8, usual)).toThrow("cannot be promised");
    expect(() => precisionThresholds(names, evidence, { d: 0.8 }, usual)).toThrow(
      '"d", which is not a class',
    );
  });
});
