import { describe, expect, it } from "vitest";
import { discriminant } from "../../src/head/discriminant.ts";
import { classMeans, type LabeledVectors, residuals, takeLabeled } from "../../src/head/labeled-vectors.ts";
import { leaveOneOut } from "../../src/head/leave-one-out.ts";
import { scoreVectors } from "../../src/head/linear-head.ts";
import { meanPrior, posteriorMeans } from "../../src/head/mean-prior.ts";
import { normalizeRows } from "../../src/head/projection.ts";
import { withinCovariance } from "../../src/head/within-covariance.ts";
import { cholesky, inverse } from "../../src/math/cholesky.ts";
import { rowOf, takeRows, zeros } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";
import { type SymmetricMatrix, toMatrix } from "../../src/math/symmetric.ts";
import { gram } from "../../src/onnx/product.ts";
import { expectNear } from "./problems.ts";

const dimensions = 10;
const classes = 4;
const shape = identity();

function identity(): SymmetricMatrix {
  const data = new Float64Array(dimensions * dimensions);
  for (let i = 0; i < dimensions; i++) data[i * dimensions + i] = 1;
  return { size: dimensions, data };
}

function unitRows(rows: number, seed: number) {
  const random = createRandom(seed);
  const matrix = zeros(rows, dimensions);
  for (let i = 0; i < matrix.data.length; i++) matrix.data[i] = random.nextFloat() - 0.5;
  return normalizeRows(matrix);
}

/** Rows 0 and 8 are one text with two labels, rows 1, 9 and 14 another with three; row 15 is the only one of its class. */
const rows: LabeledVectors = {
  vectors: unitRows(16, 4),
  labels: Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3),
  weights: Float64Array.of(0.75, 1, 1, 1, 1, 1, 1, 1, 0.25, 0.5, 1, 1, 1, 1, 0.4, 1),
  groups: Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 1, 15),
};
const prompts = { means: unitRows(classes, 9), known: [true, true, true, true] };

async function partsOf(some: LabeledVectors) {
  const means = classMeans(some, classes);
  const prior = meanPrior(prompts, means);
  const { covariance, divisor } = await withinCovariance(some, means, shape);
  return { means, prior, covariance, divisor };
}

/** Fits the discriminant without a row's group; variance, divisor and prior stay those of all rows, as the method has it. */
async function refitWithout(row: number, promptRows: number): Promise<Float32Array> {
  const { means, prior, covariance, divisor } = await partsOf(rows);
  const left = takeLabeled(
    rows,
    Int32Array.from(rows.labels.keys()).filter((i) => rows.groups![i] !== rows.groups![row]),
  );
  const meansLeft = classMeans(left, classes);
  const [before, after] = [
    await gram(residuals(rows, means.means)),
    await gram(residuals(left, meansLeft.means)),
  ];
  const data = covariance.data.map((value, i) => value + (after.data[i] - before.data[i]) / divisor);
  const inverseCovariance = toMatrix(inverse(cholesky({ size: dimensions, data })));
  const head = await discriminant(posteriorMeans(prior, meansLeft, promptRows).means, inverseCovariance);
  return (await scoreVectors(head, takeRows(rows.vectors, [row]))).data;
}

describe("scores without the row's group", () => {
  it.each([1.5, 12])(
    "equal those of a fit without the group, prompts counting as %d rows",
    async (promptRows) => {
      const { covariance, ...parts } = await partsOf(rows);
      const loo = await leaveOneOut(rows, {
        ...parts,
        inverseCovariance: toMatrix(inverse(cholesky(covariance))),
      });
      const scores = await loo.scores(promptRows);
      for (let i = 0; i < 16; i++) expectNear(rowOf(scores, i), await refitWithout(i, promptRows));
    },
  );

  it("are the same for a part of the rows as for all", async () => {
    const { covariance, ...rest } = await partsOf(rows);
    const parts = { ...rest, inverseCovariance: toMatrix(inverse(cholesky(covariance))) };
    const chosen = Int32Array.of(2, 8, 14, 15);
    const some = await (await leaveOneOut(rows, parts, chosen)).scores(6);
    const all = await (await leaveOneOut(rows, parts)).scores(6);
    expectNear(some.data, takeRows(all, chosen).data, 1e-6);
    expect(some.rows).toBe(4);
  });
});
