import { describe, expect, it } from "vitest";
import { classMeans } from "../../src/head/labeled-vectors.ts";
import { leaveOneOut } from "../../src/head/leave-one-out.ts";
import { meanPrior, posteriorMeans } from "../../src/head/mean-prior.ts";
import { withinCovariance } from "../../src/head/within-covariance.ts";
import { cholesky, inverse } from "../../src/math/cholesky.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { toMatrix } from "../../src/math/symmetric.ts";
import { expectNear, labeled, matrixOf, readFixture, type Table } from "./problems.ts";

interface LeavingOut {
  readonly prompts: Table;
  readonly rows: Table;
  readonly labels: readonly number[];
  readonly shape: Table;
  readonly plain: Table;
  readonly adjusted: Table;
  readonly offsetShare: readonly number[];
  readonly lack: readonly number[];
  readonly covariance: Table;
  readonly divisor: number;
  readonly posterior12: Table;
  readonly scores: Readonly<Record<string, Table>>;
}

// Five classes of 9, 12, 1, 0 and 6 rows; numpy, every row really left out.
const reference = readFixture<LeavingOut>("leaving-out");
const rows = labeled(reference.rows, reference.labels);
const means = classMeans(rows, 5);
const prompts = { means: matrixOf(reference.prompts), known: [true, true, true, true, true] };
const prior = meanPrior(prompts, means);
const shape = { size: 12, data: Float64Array.from(reference.shape.flat()) };

async function parts() {
  const { covariance, divisor } = await withinCovariance(rows, means, shape);
  return { means, prior, inverseCovariance: toMatrix(inverse(cholesky(covariance))), divisor };
}

describe("the expected means", () => {
  it("are numpy's, on the line of the classes with more rows, with what each class lacks", () => {
    expectNear(prior.plain.data, reference.plain.flat());
    expectNear(prior.adjusted.data, reference.adjusted.flat());
    expectNear(prior.offsetShare, reference.offsetShare);
    expectNear(prior.lack, reference.lack);
  });

  it("are combined with the rows as in numpy", () => {
    expectNear(posteriorMeans(prior, means, 12).means.data, reference.posterior12.flat());
  });

  it("are the scaled descriptions without rows, and if every class has the same number of rows", () => {
    const none = { means: matrixOf(reference.prompts), counts: new Float64Array(5) };
    for (const counts of [none.counts, new Float64Array(5).fill(4)]) {
      const even = meanPrior(prompts, { ...none, counts });
      expectNear(
        even.adjusted.data,
        reference.prompts.flat().map((value) => value * 0.7),
        1e-6,
      );
      expect([...even.lack]).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it("of a class without a description are the mean of the others", () => {
    const some = {
      means: matrixOf([
        [1, 0],
        [0, 1],
        [0, 0],
      ]),
      known: [true, true, false],
    };
    const { plain } = meanPrior(some, {
      means: matrixOf([
        [0, 0],
        [0, 0],
        [0, 0],
      ]),
      counts: new Float64Array(3),
    });
    expectNear(rowOf(plain, 2), [0.35, 0.35], 1e-6);
  });
});

describe("the covariance within classes", () => {
  it("is numpy's, shrunk towards the shape, with its divisor", async () => {
    const found = await withinCovariance(rows, means, shape);
    expectNear(found.covariance.data, reference.covariance.flat());
    expect(found.divisor).toBe(reference.divisor);
  });
});

describe("scores without the row itself", () => {
  it.each([1.5, 12])(
    "equal those of really leaving it out, prompts counting as %d rows",
    async (promptRows) => {
      const loo = await leaveOneOut(rows, await parts());
      expectNear((await loo.scores(promptRows)).data, reference.scores[promptRows].flat());
    },
  );

  it("of the only row of a class use the mean of the description alone", async () => {
    const only = reference.labels.indexOf(2);
    const found = await (await leaveOneOut(rows, await parts())).scores(12);
    expect(means.counts[2]).toBe(1);
    expectNear(rowOf(found, only), reference.scores[12][only]);
  });
});
