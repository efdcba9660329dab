import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AdamW, warmUpAndDecay } from "../../../src/tuning/loop/adam-w.ts";

interface Path {
  readonly start: number[];
  readonly gradients: number[][];
  readonly rates: number[];
  readonly path: number[][];
}

describe("AdamW", () => {
  it("gives the same parameters as torch.optim.AdamW (fixtures/make_adam_w.py)", () => {
    const wanted: Path = JSON.parse(
      readFileSync(new URL("../fixtures/adam-w.json", import.meta.url), "utf8"),
    );
    const parameters = Float32Array.from(wanted.start);
    const optimizer = new AdamW(parameters.length);
    for (const [i, gradient] of wanted.gradients.entries()) {
      optimizer.step(parameters, Float32Array.from(gradient), wanted.rates[i]);
      for (const [k, value] of wanted.path[i].entries()) expect(parameters[k]).toBeCloseTo(value, 6);
    }
  });
});

describe("the learning rate", () => {
  it.each([
    [0, 0.5],
    [1, 1],
    [2, 1],
    [6, 0.5],
    [9, 0.125],
  ])("of step %i of 10 with 2 warm-up steps is %f of the highest", (step, share) => {
    expect(warmUpAndDecay(step, 10, 2)).toBeCloseTo(share, 12);
  });
});
