import { expect, it } from "vitest";
import { promptSharpness } from "../../src/calibration/prompt-sharpness.ts";

// By hand from exp(1.47 + 0.25 min(ln C, 4) + 0.36 ln n).
it.each([
  [1, 1, 4.349],
  [10, 5, 13.804],
  [10_000, 1, 11.822],
  [100_000, 1, 11.822],
])("the sharpness of %d classes with %d snippets each is %d", (classes, snippets, sharpness) => {
  expect(promptSharpness(classes, snippets)).toBeCloseTo(sharpness, 2);
});
