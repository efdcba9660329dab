import { expect, it } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { type Matrix, rowRange } from "../../src/math/matrix.ts";
import { encoderChannel } from "../../src/trained-model/encoder-channel.ts";
import type { Fit } from "../../src/trained-model/fit.ts";
import { predictTexts } from "../../src/trained-model/predict.ts";
import { randomMatrix } from "../math/matrices.ts";

/** Predicts what an encoder with this whitener gives if it embeds the texts as these vectors. */
function predictVectors(fit: Fit, vectors: Matrix, whitener: Matrix) {
  const encoder = {
    background: { whitener },
    embed: async () => vectors,
  } as unknown as Encoder;
  const texts = Array.from({ length: vectors.rows }, (_, i) => `text ${i}`);
  return predictTexts({ channels: [encoderChannel(encoder, fit)], link: "softmax" }, texts);
}

it("the probabilities of a vector are the softmax of the head on (x - center) H scaled to unit length, and P(none) uses the same vector", async () => {
  const matrix = (data: number[]) => ({ rows: data.length / 2, columns: 2, data: Float32Array.from(data) });
  const fit = {
    classes: ["a", "b"],
    center: Float32Array.of(1, -1),
    head: { weights: matrix([2, 0, 0, 1]), bias: Float32Array.of(0, 0.5) },
    none: { directions: matrix([1, 0, 0, 1]), level: 5 },
    report: {
      classes: 2,
      pieces: 0,
      generated: 0,
      real: 0,
      calibratedOn: { basis: "rule" },
      warnings: [],
    },
  } as const;
  // (2, 1) - center = (1, 2); times H = (1 * 1 + 2 * 1, 1 * 1 + 2 * 1.5) = (3, 4); unit = (0.6, 0.8).
  const { probabilities, none } = await predictVectors(fit, matrix([2, 1]), matrix([1, 1, 1, 1.5]));
  // Scores 1.2 and 1.3; closeness 0.8, slope 10.6.
  expect(probabilities.data[0]).toBeCloseTo(1 / (1 + Math.exp(0.1)), 6);
  expect(probabilities.data[1]).toBeCloseTo(1 / (1 + Math.exp(-0.1)), 6);
  expect(none[0]).toBeCloseTo(1 / (1 + Math.exp(10.6 * 0.8 - 5)), 6);
});

it("the probabilities of a vector are the same bit for bit among any other vectors", async () => {
  const [classes, dimensions] = [7, 96];
  const fit = {
    classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
    center: randomMatrix(1, dimensions, 1).data,
    head: { weights: randomMatrix(classes, dimensions, 2), bias: new Float32Array(classes) },
    none: {
      directions: randomMatrix(classes, dimensions, 3),
      outside: randomMatrix(5, dimensions, 4),
      level: 1,
    },
    report: { classes, pieces: 0, generated: 0, real: 0, calibratedOn: { basis: "rule" }, warnings: [] },
  } as const;
  const whitener = randomMatrix(dimensions, dimensions, 5);
  const vectors = randomMatrix(40, dimensions, 6);
  const whole = await predictVectors(fit, vectors, whitener);
  for (const [start, end] of [
    [0, 1],
    [3, 4],
    [7, 20],
    [39, 40],
    [2, 33],
  ] as const) {
    const part = await predictVectors(fit, rowRange(vectors, start, end), whitener);
    expect(part.probabilities.data).toEqual(rowRange(whole.probabilities, start, end).data);
    expect(part.none).toEqual(whole.none.slice(start, end));
  }
});

it("prediction adds the scores of several channels before the softmax, and takes P(none) from the first channel that estimates it", async () => {
  const logits = (...data: number[]) => ({ rows: 1, columns: 2, data: Float32Array.from(data) });
  const channels = [
    { score: async () => ({ logits: logits(1, 0.5) }) },
    { score: async () => ({ logits: logits(0.5, 0), none: Float64Array.of(0.25) }) },
    { score: async () => ({ logits: logits(0, 2), none: Float64Array.of(0.75) }) },
  ];
  const { probabilities, none } = await predictTexts({ channels, link: "softmax" }, ["a"]);
  // Sums 1.5 and 2.5.
  expect(probabilities.data[0]).toBeCloseTo(1 / (1 + Math.exp(1)), 6);
  expect([...none]).toEqual([0.25]);
});
