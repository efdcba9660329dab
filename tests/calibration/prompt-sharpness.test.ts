import { expect, it } from "vitest";
import { promptSharpness } from "../../src/calibration/prompt-sharpness.ts";

// By hand from exp(1.47 + 0.25 min(ln C, 4) + 0.36 ln n).
it.each([
  [1, 1, 4.349],
  [10, 5, 13.804],
  [10_000, 1, 11.822],
  [100_000, 1, 11.822],
])("is a sharpness for %d classes of %d pieces of %d", (classes, pieces, sharpness) => {
  expect(promptSharpness(classes, pieces)).toBeCloseTo(sharpness, 2);
});
