import { expect, it } from "vitest";
import { discriminant } from "../../src/head/discriminant.ts";
import { scoreVectors } from "../../src/head/linear-head.ts";
import { cholesky, inverse } from "../../src/math/cholesky.ts";
import { rowOf } from "../../src/math/matrix.ts";
import { toMatrix } from "../../src/math/symmetric.ts";
import { expectNear, matrixOf, readFixture, type Table } from "./problems.ts";

interface Reference {
  readonly means: Table;
  readonly covariance: Table;
  readonly rows: Table;
  readonly scores: Table;
}

it("the discriminant has the scores of scikit-learn's LinearDiscriminantAnalysis, up to a constant per row", async () => {
  const { means, covariance, rows, scores } = readFixture<Reference>("discriminant");
  const metric = toMatrix(inverse(cholesky({ size: 6, data: Float64Array.from(covariance.flat()) })));
  const found = await scoreVectors(await discriminant(matrixOf(means), metric), matrixOf(rows));
  expect(found.rows).toBe(scores.length);
  const fromFirst = (row: ArrayLike<number>) => Array.from(row, (value) => value - row[0]);
  expectNear(
    scores.flatMap((_, i) => fromFirst(rowOf(found, i))),
    scores.flatMap(fromFirst),
  );
});
