// Brings an encoder of one's own: any object that turns texts into vectors of unit length.
// This one counts letter triples, so that it needs no model. Replace embed() by a call to yours.
import { createHash } from "node:crypto";
import { train } from "pilesort";

const dimensions = 256;

const letterTriples = {
  // The fingerprint must change whenever the vectors do: a saved model refuses another encoder.
  identity: {
    name: "letter-triples",
    dimensions,
    fingerprint: createHash("sha256").update("letter-triples 1").digest("hex"),
  },

  async embed(texts) {
    const data = new Float32Array(texts.length * dimensions);
    texts.forEach((text, row) => {
      const vector = data.subarray(row * dimensions, (row + 1) * dimensions);
      const padded = `  ${text.toLowerCase()}  `;
      for (let i = 0; i + 3 <= padded.length; i++) vector[slot(padded.slice(i, i + 3))]++;
      const length = Math.hypot(...vector);
      for (let i = 0; i < dimensions; i++) vector[i] /= length;
    });
    return { rows: texts.length, columns: dimensions, data };
  },

  async dispose() {},
};

function slot(triple) {
  return createHash("sha256").update(triple).digest().readUInt16LE() % dimensions;
}

const classifier = await train({
  encoder: letterTriples,
  classes: {
    number: "Phone numbers, amounts and dates: 555-0199, 12.50, 2024-03-01, 44 20 7946 0000.",
    address: "Web and mail addresses: https://example.org/page, www.example.com, ann@example.org.",
  },
});
console.log(await classifier.predict(["555-0142", "see https://example.net/help"]));
