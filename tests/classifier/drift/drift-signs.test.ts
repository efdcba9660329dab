import { describe, expect, it } from "vitest";
import { driftSigns, type PooledTexts } from "../../../src/classifier/drift/drift-signs.ts";
import { zeros } from "../../../src/math/matrix.ts";
import { createRandom, type Random } from "../../../src/math/random.ts";

const classes = ["refund", "shipping", "account"];
const words = Array.from({ length: 60 }, (_, i) =>
  `word${String.fromCharCode(97 + (i % 26))}${i}`.replace(/\d/g, "x"),
);

interface Drawn {
  readonly reference: number;
  readonly stream: number;
  /** Share of the stream that is of the first class; in the reference it is a third. */
  readonly first?: number;
}

/** Draws texts whose vectors, scores and words depend on their class alone. */
function draw({ reference, stream, first = 1 / 3 }: Drawn, random: Random): PooledTexts {
  const count = reference + stream;
  const vectors = zeros(count, 8);
  const isStream = Array.from({ length: count }, (_, i) => i >= reference);
  const predicted = Int32Array.from(isStream, (value) => {
    const share = value ? first : 1 / 3;
    return random.nextFloat() < share ? 0 : 1 + random.nextInt(2);
  });
  for (const [i, label] of predicted.entries()) {
    for (let j = 0; j < 8; j++) vectors.data[i * 8 + j] = (j === label ? 1 : 0) + random.nextFloat();
  }
  return {
    texts: Array.from(predicted, (label) => {
      const own = words.slice(20 * label, 20 * label + 20);
      return random.sampleWithoutReplacement(own, 4).join(" ");
    }),
    isStream,
    vectors,
    classes,
    predicted,
    probability: Float64Array.from(predicted, (label) => 0.5 + 0.1 * label + 0.3 * random.nextFloat()),
    none: Float64Array.from(predicted, (label) => 0.2 * label * random.nextFloat()),
  };
}

describe("the signs of a change", () => {
  it("give a p-value of at most 0.05 in about 5 of 100 comparisons without a change", async () => {
    const random = createRandom(1);
    let alarms = 0;
    for (let run = 0; run < 60; run++) {
      const { pValue } = await driftSigns(draw({ reference: 80, stream: 20 + run }, random), run);
      if (pValue <= 0.05) alarms++;
    }
    // 3 are expected; more than 8 have a probability of 0.3 % (binomial).
    expect(alarms).toBeLessThanOrEqual(8);
  });

  it("do not take a change of how common the classes are for a change of the texts", async () => {
    const random = createRandom(2);
    let alarms = 0;
    for (let run = 0; run < 30; run++) {
      const { signs } = await driftSigns(draw({ reference: 80, stream: 60, first: 0.9 }, random), run);
      const [none, probability, distance, newWords, shares] = signs.map(({ pValue }) => pValue);
      expect(shares).toBeLessThanOrEqual(0.01);
      if (Math.min(none, probability, distance, newWords) <= 0.05) alarms++;
    }
    // 1.5 are expected; more than 5 have a probability of 0.3 %.
    expect(alarms).toBeLessThanOrEqual(5);
  });

  it.each(["none", "probability", "distance", "words"] as const)(
    "notice a change of %s alone",
    async (kind) => {
      const pooled = draw({ reference: 100, stream: 80 }, createRandom(3));
      const changed = (i: number) => pooled.isStream[i] && i % 2 === 0;
      const { vectors, none, probability } = pooled;
      if (kind === "none") for (const i of none.keys()) none[i] = changed(i) ? 0.9 : none[i];
      if (kind === "probability") for (const i of probability.keys()) probability[i] -= changed(i) ? 0.3 : 0;
      if (kind === "distance") for (const i of none.keys()) vectors.data[i * 8 + 7] += changed(i) ? 1 : 0;
      const texts =
        kind === "words"
          ? pooled.texts.map((text, i) => (changed(i) ? `${text} novelty` : text))
          : pooled.texts;
      const { signs, newWords } = await driftSigns({ ...pooled, texts }, 4);
      for (const { kind: each, pValue } of signs) {
        if (each === kind) expect(pValue).toBeLessThanOrEqual(0.01);
        else expect(pValue).toBeGreaterThan(0.01);
      }
      if (kind === "words") expect(newWords[0]).toEqual({ word: "novelty", texts: 40 });
    },
  );
});
