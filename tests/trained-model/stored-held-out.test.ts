import { expect, it } from "vitest";
import { ModelFileError } from "../../src/errors.ts";
import type { Tensor } from "../../src/model-file/model.ts";
import { restoreHeldOut, storeHeldOut } from "../../src/trained-model/stored-held-out.ts";
import { drawAnswers } from "../calibration/answers.ts";

const heldOut = drawAnswers(20, 1);
const { classes } = heldOut;

it("held-out answers are restored as they were stored", () => {
  expect(restoreHeldOut(new Map(storeHeldOut(heldOut)), classes, "m")).toEqual(heldOut);
});

it("a model without held-out answers has none", () => {
  expect(restoreHeldOut(new Map(), classes, "m")).toBeUndefined();
});

const floats = (data: Float32Array): Tensor => ({ dtype: "F32", shape: [data.length], data });
const numbers = (data: Int32Array): Tensor => ({ dtype: "I32", shape: [data.length], data });

it.each<[string, string, Tensor | undefined]>([
  ["a missing list", "heldOut.truth", undefined],
  ["a list of another length", "heldOut.predicted", numbers(new Int32Array(19))],
  ["numbers of another kind", "heldOut.truth", floats(new Float32Array(20))],
  ["a class that does not exist", "heldOut.truth", numbers(new Int32Array(20).fill(2))],
  ["a negative class", "heldOut.predicted", numbers(new Int32Array(20).fill(-1))],
  ["a probability above 1", "heldOut.truthProbability", floats(new Float32Array(20).fill(1.5))],
  ["another order", "heldOut.probability", floats(heldOut.probability.slice().reverse())],
])("%s is rejected", (_, name, tensor) => {
  const tensors = new Map(storeHeldOut(heldOut));
  if (tensor) tensors.set(name, tensor);
  else tensors.delete(name);
  expect(() => restoreHeldOut(tensors, classes, "m")).toThrow(ModelFileError);
});
