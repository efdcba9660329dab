import fc from "fast-check";
import type { Model, SavedPart, Tensor } from "../../src/model-file/model.ts";
import type { JsonObject } from "../../src/task/task.ts";
import { isBlank } from "../../src/task/visible-text.ts";

/** The models of the folders in fixtures/, and handy for every other test. */
export const untrainedModel: Model = {
  classes: [
    { name: "refund", prompt: "The customer wants money back.", metadata: { queue: "billing" } },
    { name: "delivery", prompt: "Where is my parcel? Zustellung, 配送." },
    { name: "by examples alone" },
  ],
  examples: [
    { label: "refund", text: 'I "want" my\nmoney back \u2028 \ud83d', origin: "real" },
    { label: "by examples alone", text: "", origin: "generated" },
    { label: "delivery", text: "Where is my parcel?", origin: "prompt" },
  ],
  metadata: { owner: "support", version: 3 },
  settings: { seed: 7 },
};

export const trainedModel: Model = {
  ...untrainedModel,
  encoder: { name: "fixture-encoder", dimensions: 2, fingerprint: "0123456789abcdef".repeat(4) },
  fit: {
    config: { temperature: 0.0125, classes: ["refund", "delivery", "by examples alone"] },
    tensors: new Map<string, Tensor>([
      ["weights", { dtype: "F32", shape: [3, 2], data: new Float32Array([1, -2, 0.5, 3e-8, -0, 1e30]) }],
      ["bias", { dtype: "F32", shape: [3], data: new Float32Array([0.1, 0.2, -0.3]) }],
      ["counts", { dtype: "I32", shape: [3], data: new Int32Array([1, 2 ** 31 - 1, -(2 ** 31)]) }],
      ["precise", { dtype: "F64", shape: [], data: new Float64Array([Math.PI]) }],
      ["nothing", { dtype: "F32", shape: [0, 2], data: new Float32Array(0) }],
    ]),
  },
};

/** Holds what format 2 brought: who wrote an example, and texts of none. */
export const modelWithNone: Model = {
  ...trainedModel,
  examples: [
    ...trainedModel.examples,
    {
      label: "delivery",
      text: "It never came.",
      origin: "generated",
      source: { generator: "fixture-writer", call: "0123456789abcdef" },
    },
  ],
  noneExamples: [
    { text: "How are you?", origin: "real" },
    { text: "", origin: "generated", source: { generator: "fixture-writer", call: "fedcba9876543210" } },
  ],
};

/** Halves from 1, 1.5 and -2 on, with the smallest and the largest one among them. */
const halves = (...shape: readonly number[]): Tensor => {
  const bits = [0x3c00, 0x3e00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555];
  const count = shape.reduce((product, length) => product * length, 1);
  return { dtype: "F16", shape, data: Uint16Array.from({ length: count }, (_, i) => bits[i % bits.length]) };
};

/** Holds what format 3 brought: an adapter, for an encoder of one block, of 4 numbers inside and 8 between. */
export const tunedModel: Model = {
  ...trainedModel,
  adapter: {
    config: { rank: 1, scale: 2, report: { rows: 3 } },
    tensors: new Map([
      ["block.0.query.down", halves(4, 1)],
      ["block.0.query.up", halves(1, 4)],
      ["block.0.key.down", halves(4, 1)],
      ["block.0.key.up", halves(1, 4)],
      ["block.0.value.down", halves(4, 1)],
      ["block.0.value.up", halves(1, 4)],
      ["block.0.attentionOutput.down", halves(4, 1)],
      ["block.0.attentionOutput.up", halves(1, 4)],
      ["block.0.intermediate.down", halves(4, 1)],
      ["block.0.intermediate.up", halves(1, 8)],
      ["block.0.output.down", halves(8, 1)],
      ["block.0.output.up", halves(1, 4)],
    ]),
  },
};

/** Has what format 4 added: where the encoder is, and how much of a text it reads. */
export const placedModel: Model = {
  ...trainedModel,
  encoderPlace: { folder: "../encoders/fixture-encoder" },
  settings: { seed: 7, maxWindows: 4 },
};

/** Holds what format 5 brought: held-out answers. */
export const modelWithHeldOut: Model = {
  ...trainedModel,
  fit: {
    config: trainedModel.fit!.config,
    tensors: new Map<string, Tensor>([
      ...trainedModel.fit!.tensors,
      ["heldOut.probability", { dtype: "F32", shape: [2], data: new Float32Array([0.75, 0.5]) }],
      ["heldOut.predicted", { dtype: "I32", shape: [2], data: new Int32Array([0, 2]) }],
      ["heldOut.truthProbability", { dtype: "F32", shape: [2], data: new Float32Array([0.75, 0.25]) }],
      ["heldOut.truth", { dtype: "I32", shape: [2], data: new Int32Array([0, 1]) }],
    ]),
  },
};

/** Holds what format 5 brought: a word model. */
export const modelWithWords: Model = {
  ...trainedModel,
  words: {
    config: { grams: 1, kinds: ["words"] },
    tensors: new Map<string, Tensor>([
      ["bias", { dtype: "F32", shape: [3], data: new Float32Array([0.5, 0, -0.5]) }],
      ["scales", { dtype: "F32", shape: [2], data: new Float32Array([0.01, 0.02]) }],
      ["steps", { dtype: "I8", shape: [2, 3], data: new Int8Array([127, 0, -127, -3, 127, 5]) }],
      ["words.hashes", { dtype: "I32", shape: [2], data: new Int32Array([7, -5]) }],
      ["words.weights", { dtype: "F32", shape: [2], data: new Float32Array([1, 1.5]) }],
    ]),
  },
};

/** Holds what format 5 brought: corrections, and vectors of the latest examples. */
export const correctedModel: Model = {
  ...trainedModel,
  corrections: {
    config: {
      history: [
        {
          number: 1,
          date: "2026-11-28T09:30:00.000Z",
          text: "My parcel \ud83d",
          before: "refund",
          label: "delivery",
        },
      ],
      pinned: [{ text: "Where is it?", label: "delivery" }],
    },
    tensors: new Map<string, Tensor>([
      ["vectors", { dtype: "F32", shape: [1, 2], data: new Float32Array([0.6, 0.8]) }],
      ["scores", { dtype: "F32", shape: [1, 3], data: new Float32Array([-1, -2, -3]) }],
    ]),
  },
  vectors: {
    config: { start: 1, fingerprint: "0123456789abcdef".repeat(4) },
    tensors: new Map([["examples", halves(2, 2)]]),
  },
};

/** Holds what format 5 brought: a model card, and what generation cost. */
export const modelWithCard: Model = {
  ...modelWithNone,
  card: "# Model card\n\nA text classifier: 3 classes. Zustellung, 配送.\n",
  generation: [
    { generators: ["fixture-writer"], examples: 2, calls: 2, tokensIn: 1200, tokensOut: 340, cost: 0.0125 },
    { generators: ["templates"], examples: 0, calls: 1, tokensIn: 0, tokensOut: 0 },
  ],
};

/** Any string that JavaScript can hold, lone surrogates and control characters too. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  ),
});

const className = fc
  .oneof(anyText, fc.constantFrom("__proto__", "constructor", "toString", "none"))
  .map((name) => name.trim())
  .filter((name) => name !== "");

export const anyJsonObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(anyText, fc.jsonValue({ maxDepth: 3 }))
  .map((value) => JSON.stringify(value))
  .filter((json) => !json.includes('"__proto__"'))
  .map((json) => JSON.parse(json));

const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });

const anyTensor: fc.Arbitrary<Tensor> = shape.chain((lengths) => {
  const count = lengths.reduce((product, length) => product * length, 1);
  const size = { minLength: count, maxLength: count, noNaN: true, noDefaultInfinity: true };
  return fc.oneof(
    fc.float32Array(size).map((data): Tensor => ({ dtype: "F32", shape: lengths, data })),
    fc.float64Array(size).map((data): Tensor => ({ dtype: "F64", shape: lengths, data })),
    fc.int32Array(size).map((data): Tensor => ({ dtype: "I32", shape: lengths, data })),
    fc.int8Array(size).map((data): Tensor => ({ dtype: "I8", shape: lengths, data })),
    fc.uint16Array(size).map((data): Tensor => ({ dtype: "F16", shape: lengths, data: data.map(finite) })),
  );
});

/** Returns the bits of a finite half float: one bit of the exponent is cleared if all are set. */
function finite(bits: number): number {
  return (bits & 0x7c00) === 0x7c00 ? bits & ~0x0400 : bits;
}

const tensorName = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,12}$/),
  fc.constantFrom("constructor", "toString", "hasOwnProperty"),
);

export const anyTensors: fc.Arbitrary<Map<string, Tensor>> = fc
  .uniqueArray(fc.tuple(tensorName, anyTensor), { selector: ([name]) => name, maxLength: 5 })
  .map((entries) => new Map(entries));

const anyPart: fc.Arbitrary<SavedPart> = fc.record({ config: anyJsonObject, tensors: anyTensors });

const anyEncoder = fc.record({
  name: anyText.filter((name) => name !== ""),
  dimensions: fc.integer({ min: 1, max: 4096 }),
  fingerprint: fc.stringMatching(/^[0-9a-f]{64}$/),
});

const anySource = fc.record({ generator: anyText, call: anyText });

const anyNoneExamples: fc.Arbitrary<NonNullable<Model["noneExamples"]>> = fc.array(
  fc.record(
    { text: anyText, origin: fc.constantFrom("generated" as const, "real" as const), source: anySource },
    { requiredKeys: ["text", "origin"] },
  ),
  { minLength: 1 },
);

const anyClasses = fc.uniqueArray(
  fc.record(
    { name: className, prompt: anyText.filter((prompt) => !isBlank(prompt)), metadata: anyJsonObject },
    { requiredKeys: ["name"] },
  ),
  { selector: ({ name }) => name, maxLength: 6 },
);

export const anyModel: fc.Arbitrary<Model> = anyClasses
  .chain((classes) =>
    fc.record(
      {
        classes: fc.constant(classes),
        examples:
          classes.length === 0
            ? fc.constant([])
            : fc.array(
                fc.record(
                  {
                    label: fc.constantFrom(...classes.map(({ name }) => name)),
                    text: anyText,
                    origin: fc.constantFrom("prompt" as const, "generated" as const, "real" as const),
                    source: anySource,
                  },
                  { requiredKeys: ["label", "text", "origin"] },
                ),
              ),
        noneExamples: anyNoneExamples,
        metadata: anyJsonObject,
        settings: anyJsonObject,
        encoder: anyEncoder,
        fit: anyPart,
        adapter: anyPart,
        corrections: anyPart,
        vectors: anyPart,
      },
      { requiredKeys: ["classes", "examples", "metadata", "encoder"] },
    ),
  )
  .map(({ adapter, corrections, vectors, ...model }) =>
    model.fit === undefined
      ? model
      : {
          ...model,
          ...(adapter && { adapter }),
          ...(corrections && { corrections }),
          ...(vectors && { vectors }),
        },
  );
