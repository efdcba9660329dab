import { describe, expect, it } from "vitest";
import { createHashingEncoder } from "../../src/encoder/hashing-encoder.ts";
import { chooseCandidate } from "../../src/fine-tuning/choose-share.ts";
import type { Example } from "../../src/task/task.ts";

const encoder = createHashingEncoder();
/** A candidate with its losses and accuracy on eight held-out examples. */
const evaluated = (share: 0 | 0.5 | 1, losses: readonly number[], accuracy: number) => ({
  share,
  encoder,
  losses,
  accuracy,
});
const heldOut = (origin: Example["origin"], count = 8) =>
  Array.from({ length: count }, (_, i): Example => ({ text: `text ${i}`, label: "a", origin }));
const alike = (loss: number) => Array.from({ length: 8 }, (_, i) => loss + (i % 2 ? 0.01 : -0.01));

describe("chooseCandidate keeps", () => {
  it("nothing, if the encoder before fine-tuning has the lowest loss", () => {
    const all = [evaluated(0, alike(0.1), 0.75), evaluated(0.5, alike(0.3), 1), evaluated(1, alike(0.4), 1)];
    expect(chooseCandidate(all, heldOut("real")).share).toBe(0);
  });

  it("all, if it is best or half is not clearly better", () => {
    const best = [evaluated(0, alike(0.5), 0.5), evaluated(0.5, alike(0.3), 1), evaluated(1, alike(0.2), 1)];
    expect(chooseCandidate(best, heldOut("real")).share).toBe(1);
    const spread = [0.9, 0.1, 0.7, 0.2, 0.6, 0.1, 0.8, 0.1];
    const close = [evaluated(0, alike(0.9), 0.5), evaluated(0.5, alike(0.43), 1), evaluated(1, spread, 1)];
    expect(chooseCandidate(close, heldOut("real")).share).toBe(1);
  });

  it("half, if it is clearly better than all", () => {
    const all = [evaluated(0, alike(0.5), 0.5), evaluated(0.5, alike(0.2), 1), evaluated(1, alike(0.4), 1)];
    expect(chooseCandidate(all, heldOut("real")).share).toBe(0.5);
  });

  it("half, if no example is held out; all, if there is no half", () => {
    const halves = [evaluated(0, [], 0), evaluated(0.5, [], 0), evaluated(1, [], 0)];
    expect(chooseCandidate(halves, []).share).toBe(0.5);
    expect(chooseCandidate([evaluated(0, [], 0), evaluated(1, [], 0)], []).share).toBe(1);
  });

  it("what gives the highest agreement of words and vectors, if no example is held out but there are texts", () => {
    const withAgreement = (values: readonly number[]) =>
      ([0, 0.5, 1] as const).map((share, i) => ({ ...evaluated(share, [], 0), agreement: values[i] }));
    expect(chooseCandidate(withAgreement([0.6, 0.7, 0.8]), []).share).toBe(1);
    expect(chooseCandidate(withAgreement([0.6, 0.7, 0.65]), []).share).toBe(0.5);
    expect(chooseCandidate(withAgreement([0.7, 0.7, 0.65]), []).share).toBe(0);
  });

  it("half, if all held-out examples are generated and at most one was misclassified before; all, if one is real", () => {
    const all = [evaluated(0, alike(0.5), 7 / 8), evaluated(0.5, alike(0.3), 1), evaluated(1, alike(0.2), 1)];
    expect(chooseCandidate(all, heldOut("generated")).share).toBe(0.5);
    expect(chooseCandidate(all, heldOut("real")).share).toBe(1);
    expect(chooseCandidate(all, [...heldOut("generated", 7), ...heldOut("real", 1)]).share).toBe(1);
    const oftenWrong = [evaluated(0, alike(0.5), 6 / 8), ...all.slice(1)];
    expect(chooseCandidate(oftenWrong, heldOut("generated")).share).toBe(1);
    expect(chooseCandidate([all[0], all[2]], heldOut("generated")).share).toBe(1);
  });
});
