import type { EncoderIdentity } from "../encoder/encoder.ts";
import { quote } from "../files/quote.ts";
import type { ClassDefinition, Example, JsonObject, NoneExample } from "../task/task.ts";
import { isBlank } from "../task/visible-text.ts";
import { checkJson, isPlainObject } from "./json.ts";
import { type FormatVersion, partFiles } from "./layout.ts";
import { Refusal } from "./refusal.ts";

/** All that a saved classifier is made of: data only. */
export interface Model {
  /** In the user's order; their metadata goes with them. */
  readonly classes: readonly ClassDefinition[];
  /** Kept so that data can be added later and the classifier trained again. */
  readonly examples: readonly Example[];
  /** Texts that belong to none of the classes. */
  readonly noneExamples?: readonly NoneExample[];
  /** Which encoder the fit belongs to; always there where there is a fit. */
  readonly encoder?: EncoderIdentity;
  /** Where that encoder is; absent for the bundled one, and where only whoever loads the model knows. */
  readonly encoderPlace?: EncoderPlace;
  /** Whatever the user wants to keep with the model; never interpreted. */
  readonly metadata: JsonObject;
  /** How to train, kept before training too; the caller's to interpret. */
  readonly settings?: JsonObject;
  /** Absent where the classifier was saved before training. */
  readonly fit?: SavedFit;
  /** What tuning changed in the encoder; the fit then belongs to the encoder with this change. */
  readonly adapter?: SavedAdapter;
  /** A linear model on words, whose scores are added to those of the fit. */
  readonly words?: SavedPart;
}

/** Where a model's encoder is. */
export type EncoderPlace =
  /** The name that it was pulled under. */
  | { readonly name: string }
  /** The way from the model folder to the encoder's, with "/" between names. */
  | { readonly folder: string };

/** What training found. */
export type SavedFit = SavedPart;

/** What tuning found. */
export type SavedAdapter = SavedPart;

/** A part in a form that this room can keep without knowing its meaning. */
export interface SavedPart {
  readonly config: JsonObject;
  /** By name: a letter, then letters, digits, "_", "." and "-", 128 characters at most. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Numbers in row-major order, `shape` multiplied out many; all of them finite. F16: the bits of IEEE 754 halves. */
export type Tensor =
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: "F64"; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: "I32"; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: "F16"; readonly shape: readonly number[]; readonly data: Uint16Array }
  | { readonly dtype: "I8"; readonly shape: readonly number[]; readonly data: Int8Array };

/** The oldest format that can hold a model, so that older readers can read what they would understand. */
export function formatVersionOf(model: Model): FormatVersion {
  const { examples, noneExamples = [], adapter, encoderPlace, settings, words, fit } = model;
  const { report } = fit?.config ?? {};
  if (words !== undefined || (isPlainObject(report) && report.unlabeled !== undefined)) return 5;
  if (encoderPlace !== undefined || settings?.maxWindows !== undefined) return 4;
  if (adapter !== undefined) return 3;
  return noneExamples.length > 0 || examples.some(({ source }) => source !== undefined) ? 2 : 1;
}

/** Refuses a model whose parts do not belong together; saving and loading both ask. */
export function checkModel(model: Model): void {
  const names = new Set<string>();
  for (const { name, prompt, metadata } of model.classes) {
    const trimmed = name.trim();
    if (trimmed === "") throw new Refusal("A class has an empty name.");
    if (names.has(name)) throw new Refusal(`Two classes have the name ${quote(name)}.`);
    if (trimmed !== name)
      throw new Refusal(`The class name ${quote(name)} has blanks around it; they are left out of names.`);
    names.add(name);
    if (prompt !== undefined && isBlank(prompt))
      throw new Refusal(`The prompt of the class ${quote(name)} is empty.`);
    if (metadata !== undefined) checkJson(metadata, `The metadata of the class ${quote(name)}`);
  }
  for (const [i, { label }] of model.examples.entries()) {
    if (!names.has(label))
      throw new Refusal(`Example ${i + 1} has the label ${quote(label)}, which is not a class.`);
  }
  checkJson(model.metadata, "The metadata");
  if (model.settings !== undefined) checkJson(model.settings, "The settings");
  for (const { part } of partFiles) {
    const config = model[part]?.config;
    if (config !== undefined) checkJson(config, `The config of the ${part}`);
  }
  if (model.fit !== undefined && model.encoder === undefined)
    throw new Refusal("The model has a fit, but not the encoder that the fit belongs to.");
  if (model.encoderPlace !== undefined && model.encoder === undefined)
    throw new Refusal("The place of the encoder is given, but not the encoder itself.");
  if (model.adapter !== undefined && model.fit === undefined)
    throw new Refusal("The model has an adapter, but not the fit that was made with it.");
  if (model.words !== undefined && model.fit === undefined)
    throw new Refusal("The model has a word model, but not the fit that was made with it.");
}
