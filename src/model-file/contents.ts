import { z } from "zod";
import type { EncoderIdentity } from "../encoder/encoder.ts";
import type { ClassDefinition, Example, JsonObject } from "../task/task.ts";
import { decodeJsonAs, encodeJsonAs, fitSchema, isPlainObject } from "./json.ts";
import { type LayoutFile, maxJsonBytes } from "./layout.ts";
import { checkModel, type Model } from "./model.ts";
import { Refusal } from "./refusal.ts";
import { decodeTensors, encodeTensors } from "./safetensors.ts";

/** A model's files but for the manifest, by name. */
export type Contents = ReadonlyMap<LayoutFile, Uint8Array>;

const jsonObject = z.custom<JsonObject>(isPlainObject, "expected an object");

const classesSchema: z.ZodType<ClassDefinition[]> = z.array(
  z.strictObject({ name: z.string(), prompt: z.string().optional(), metadata: jsonObject.optional() }),
);

const exampleSchema: z.ZodType<Example> = z.strictObject({
  text: z.string(),
  label: z.string(),
  origin: z.enum(["prompt", "generated", "real"]),
});

const encoderSchema: z.ZodType<EncoderIdentity> = z.strictObject({
  name: z.string().min(1),
  dimensions: z.int().positive(),
  fingerprint: z.string().min(1),
});

const descriptionSchema = z.strictObject({
  encoder: encoderSchema.optional(),
  metadata: jsonObject,
  settings: jsonObject.optional(),
  fit: jsonObject.optional(),
});

/** A model as files; refuses one that could not be loaded again. */
export function encodeContents(model: Model): Contents {
  checkModel(model);
  const contents = new Map<LayoutFile, Uint8Array>([
    ["classes.json", encodeClasses(model.classes)],
    ["examples.jsonl", encodeExamples(model.examples)],
    ["model.json", encodeDescription(model)],
  ]);
  if (model.fit !== undefined) contents.set("head.safetensors", encodeTensors(model.fit.tensors));
  return contents;
}

/** The inverse of encodeContents, for files that nobody vouches for. */
export function decodeContents(contents: Contents): Model {
  const file = (name: LayoutFile) => contents.get(name)!;
  const { encoder, metadata, settings, fit } = decodeJsonAs(
    descriptionSchema,
    file("model.json"),
    "model.json",
  );
  if ((fit !== undefined) !== contents.has("head.safetensors"))
    throw new Refusal("Of model.json's fit and head.safetensors only one is there.");
  const model: Model = {
    classes: decodeJsonAs(classesSchema, file("classes.json"), "classes.json"),
    examples: decodeExamples(file("examples.jsonl")),
    encoder,
    metadata,
    settings,
    fit: fit && { config: fit, tensors: decodeTensors(file("head.safetensors"), "head.safetensors") },
  };
  checkModel(model);
  return model;
}

function encodeClasses(classes: readonly ClassDefinition[]): Uint8Array {
  const plain = classes.map(({ name, prompt, metadata }) => ({ name, prompt, metadata }));
  return encodeJsonAs(classesSchema, plain, "classes.json");
}

function encodeDescription({ encoder, metadata, settings, fit }: Model): Uint8Array {
  const identity = encoder && {
    name: encoder.name,
    dimensions: encoder.dimensions,
    fingerprint: encoder.fingerprint,
  };
  const description = { encoder: identity, metadata, settings, fit: fit?.config };
  return encodeJsonAs(descriptionSchema, description, "model.json");
}

/** One example a line, with the keys of a data file first, so that the file can be given as data again. */
function encodeExamples(examples: readonly Example[]): Uint8Array {
  const lines: Uint8Array[] = [];
  for (const { text, label, origin } of examples) {
    const name = `Example ${lines.length + 1}`;
    const line = Buffer.from(`${JSON.stringify(fitSchema(exampleSchema, { text, label, origin }, name))}\n`);
    if (line.length > maxJsonBytes) throw new Refusal(`${name} is larger than ${maxJsonBytes} bytes.`);
    lines.push(line);
  }
  return Buffer.concat(lines);
}

function decodeExamples(bytes: Uint8Array): Example[] {
  const examples: Example[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const name = `examples.jsonl, line ${examples.length + 1},`;
    examples.push(decodeJsonAs(exampleSchema, bytes.subarray(start, end), name));
    start = end + 1;
  }
  return examples;
}
