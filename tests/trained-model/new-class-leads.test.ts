import { expect, it } from "vitest";
import { rowOf } from "../../src/math/matrix.ts";
import { newClassLeads } from "../../src/trained-model/new-class-leads.ts";
import { matrixOf } from "../math/matrices.ts";

const none = {
  directions: matrixOf([
    [2, 0, 0],
    [0, 2, 0],
  ]),
  level: 0,
};

it("the lead of a new class is the cosine to the mean of its texts, less that to the closest class of the fit", async () => {
  const corrected = matrixOf([
    [0, 0.6, 0.8],
    [0, -0.6, 0.8],
    [1, 0, 0],
  ]);
  // The third text corrects a class of the fit.
  const leads = newClassLeads(none, corrected, [0, 0, -1]);
  const found = await leads.of(
    matrixOf([
      [0, 0, 1],
      [0.6, 0, 0.8],
      [1, 0, 0],
    ]),
  );
  for (const [i, lead] of [1, 0.2, -1].entries()) expect(rowOf(found, i)[0]).toBeCloseTo(lead, 6);
});

it("several new classes have leads of their own", async () => {
  const leads = newClassLeads(
    none,
    matrixOf([
      [0, 0, 1],
      [0, 1, 0],
    ]),
    [1, 0],
  );
  const found = await leads.of(matrixOf([[0, 0.6, 0.8]]));
  expect(Array.from(found.data)).toEqual([expect.closeTo(0, 6), expect.closeTo(0.2, 6)]);
});
