import fc from "fast-check";
import type { Model, SavedFit, Tensor } from "../../src/model-file/model.ts";
import type { JsonObject } from "../../src/task/task.ts";

/** The models of fixtures/format-1, and a handy pair for every other test. */
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

/** Any string that JavaScript can hold, lone surrogates and control characters too. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  ),
});

const className = fc
  .oneof(anyText, fc.constantFrom("__proto__", "constructor", "toString", "none"))
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
  );
});

const tensorName = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,12}$/),
  fc.constantFrom("constructor", "toString", "hasOwnProperty"),
);

export const anyTensors: fc.Arbitrary<Map<string, Tensor>> = fc
  .uniqueArray(fc.tuple(tensorName, anyTensor), { selector: ([name]) => name, maxLength: 5 })
  .map((entries) => new Map(entries));

const anyFit: fc.Arbitrary<SavedFit> = fc.record({ config: anyJsonObject, tensors: anyTensors });

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
  fc.record({ name: className, prompt: anyText, metadata: anyJsonObject }, { requiredKeys: ["name"] }),
  { selector: ({ name }) => name, maxLength: 6 },
);

export const anyModel: fc.Arbitrary<Model> = anyClasses.chain((classes) =>
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
      fit: anyFit,
    },
    { requiredKeys: ["classes", "examples", "metadata", "encoder"] },
  ),
);
