import { z } from "zod";
import type { EncoderIdentity } from "../encoder/encoder.ts";
import type { ClassDefinition, Example, JsonObject, NoneExample } from "../task/task.ts";
import { decodeJsonAs, encodeJsonAs, fitSchema, isPlainObject } from "./json.ts";
import { cardName, type LayoutFile, maxCardBytes, maxJsonBytes, partFiles } from "./layout.ts";
import { checkModel, type EncoderPlace, type GenerationCost, type Model, type SavedPart } from "./model.ts";
import { Refusal } from "./refusal.ts";
import { decodeTensors, encodeTensors } from "./safetensors.ts";

/** The files of a model by name, without the manifest. */
export type Contents = ReadonlyMap<LayoutFile, Uint8Array>;

const jsonObject = z.custom<JsonObject>(isPlainObject, "expected an object");

const classesSchema: z.ZodType<ClassDefinition[]> = z.array(
  z.strictObject({
    name: z.string(),
    prompt: z.string().optional(),
    parent: z.string().optional(),
    metadata: jsonObject.optional(),
  }),
);

/** A line of examples.jsonl. Out-of-scope examples have the label null and come last. */
const exampleSchema = z.strictObject({
  text: z.string(),
  label: z.string().nullable(),
  origin: z.enum(["prompt", "generated", "real"]),
  source: z.strictObject({ generator: z.string(), call: z.string() }).optional(),
});

type ExampleLine = z.infer<typeof exampleSchema>;

/** The name of a pulled encoder, or a relative path. */
const placeSchema: z.ZodType<EncoderPlace> = z.union([
  z.strictObject({
    name: z
      .string()
      .max(200)
      .regex(/^[\w-][\w.-]*(\/[\w-][\w.-]*)?$/, "expected the name of an encoder"),
  }),
  z.strictObject({
    folder: z
      .string()
      .max(4096)
      .regex(/^(?![/\\]|[A-Za-z]:)[^\\\0]+$/, "expected a relative path"),
  }),
]);

const encoderSchema: z.ZodType<EncoderIdentity & { readonly place?: EncoderPlace }> = z.strictObject({
  name: z.string().min(1),
  dimensions: z.int().positive(),
  fingerprint: z.string().min(1),
  place: placeSchema.optional(),
});

const generationSchema: z.ZodType<GenerationCost> = z.strictObject({
  generators: z.array(z.string()),
  examples: z.int().nonnegative(),
  calls: z.int().nonnegative(),
  tokensIn: z.int().nonnegative(),
  tokensOut: z.int().nonnegative(),
  cost: z.number().nonnegative().optional(),
});

const descriptionSchema = z.strictObject({
  encoder: encoderSchema.optional(),
  metadata: jsonObject,
  settings: jsonObject.optional(),
  fit: jsonObject.optional(),
  tuning: jsonObject.optional(),
  words: jsonObject.optional(),
  corrections: jsonObject.optional(),
  vectors: jsonObject.optional(),
  generation: z.array(generationSchema).optional(),
});

type Description = z.infer<typeof descriptionSchema>;

/** Encodes a model as files. Rejects a model that could not be loaded again. */
export function encodeContents(model: Model): Contents {
  checkModel(model);
  const contents = new Map<LayoutFile, Uint8Array>([
    ["classes.json", encodeClasses(model.classes)],
    ["examples.jsonl", encodeExamples([...model.examples, ...withoutLabel(model.noneExamples)])],
    ["model.json", encodeDescription(model)],
  ]);
  for (const { file, part } of partFiles) {
    const tensors = model[part]?.tensors;
    if (tensors !== undefined) contents.set(file, encodeTensors(tensors, file));
  }
  if (model.card !== undefined) contents.set(cardName, encodeCard(model.card));
  return contents;
}

/** Decodes what encodeContents returned. The files may come from anywhere, so everything is checked. */
export function decodeContents(contents: Contents): Model {
  const file = (name: LayoutFile) => contents.get(name)!;
  const description = decodeJsonAs(descriptionSchema, file("model.json"), "model.json");
  const { encoder: described, metadata, settings, generation } = description;
  const card = contents.get(cardName);
  const { place: encoderPlace, ...encoder } = described ?? {};
  const model: Model = {
    classes: decodeJsonAs(classesSchema, file("classes.json"), "classes.json"),
    ...decodeExamples(file("examples.jsonl")),
    encoder: described && (encoder as EncoderIdentity),
    ...(encoderPlace && { encoderPlace }),
    metadata,
    settings,
    ...decodeParts(description, contents),
    ...(generation && { generation }),
    ...(card && { card: decodeCard(card) }),
  };
  checkModel(model);
  return model;
}

function encodeClasses(classes: readonly ClassDefinition[]): Uint8Array {
  const plain = classes.map(({ name, prompt, parent, metadata }) => ({ name, prompt, parent, metadata }));
  return encodeJsonAs(classesSchema, plain, "classes.json");
}

function encodeDescription({
  encoder,
  encoderPlace,
  metadata,
  settings,
  generation,
  ...parts
}: Model): Uint8Array {
  const identity = encoder && {
    name: encoder.name,
    dimensions: encoder.dimensions,
    fingerprint: encoder.fingerprint,
    place: encoderPlace,
  };
  const configs = Object.fromEntries(partFiles.map(({ key, part }) => [key, parts[part]?.config]));
  return encodeJsonAs(
    descriptionSchema,
    { encoder: identity, metadata, settings, generation: generation && [...generation], ...configs },
    "model.json",
  );
}

function encodeCard(card: string): Uint8Array {
  const bytes = Buffer.from(card);
  if (bytes.length > maxCardBytes) throw new Refusal(`The model card is larger than ${maxCardBytes} bytes.`);
  return bytes;
}

function decodeCard(bytes: Uint8Array): string {
  if (bytes.length > maxCardBytes) throw new Refusal(`${cardName} is larger than ${maxCardBytes} bytes.`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(`${cardName} is not UTF-8 text.`);
  }
}

type Parts = Pick<Model, (typeof partFiles)[number]["part"]>;

/** The parts that the model has, each from its key of model.json and its file: both are there, or neither. */
function decodeParts(description: Description, contents: Contents): Parts {
  const parts: { -readonly [Part in keyof Parts]: SavedPart } = {};
  for (const { file, part, key } of partFiles) {
    const config = description[key];
    const bytes = contents.get(file);
    if ((config === undefined) !== (bytes === undefined))
      throw new Refusal(
        config === undefined
          ? `${file} is there, but model.json has no ${key}.`
          : `model.json has the key ${key}, but ${file} is missing.`,
      );
    if (config && bytes) parts[part] = { config, tensors: decodeTensors(bytes, file) };
  }
  return parts;
}

/** Writes one example per line. Its first keys are those of a data file, so the file can be used as data. */
function encodeExamples(examples: readonly ExampleLine[]): Uint8Array {
  const lines: Uint8Array[] = [];
  for (const { text, label, origin, source } of examples) {
    const name = `Example ${lines.length + 1}`;
    const fields = { text, label, origin, ...(source && { source }) };
    const line = Buffer.from(`${JSON.stringify(fitSchema(exampleSchema, fields, name))}\n`);
    if (line.length > maxJsonBytes) throw new Refusal(`${name} is larger than ${maxJsonBytes} bytes.`);
    lines.push(line);
  }
  return Buffer.concat(lines);
}

function withoutLabel(examples: readonly NoneExample[] = []): ExampleLine[] {
  return examples.map((example) => ({ ...example, label: null }));
}

function decodeExamples(bytes: Uint8Array): Pick<Model, "examples" | "noneExamples"> {
  const examples: Example[] = [];
  const noneExamples: NoneExample[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline === -1 ? bytes.length : newline;
    const name = `examples.jsonl, line ${examples.length + noneExamples.length + 1},`;
    const { label, ...rest } = decodeJsonAs(exampleSchema, bytes.subarray(start, end), name);
    if (label === null) noneExamples.push(rest as NoneExample);
    else examples.push({ label, ...rest });
    start = end + 1;
  }
  return { examples, ...(noneExamples.length > 0 && { noneExamples }) };
}
