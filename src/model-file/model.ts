import type { EncoderIdentity } from "../encoder/encoder.ts";
import type { ClassDefinition, Example, JsonObject, NoneExample } from "../task/task.ts";
import { checkJson } from "./json.ts";
import type { FormatVersion } from "./layout.ts";
import { quote, Refusal } from "./refusal.ts";

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
  /** Whatever the user wants to keep with the model; never interpreted. */
  readonly metadata: JsonObject;
  /** How to train, kept before training too; the caller's to interpret. */
  readonly settings?: JsonObject;
  /** Absent where the classifier was saved before training. */
  readonly fit?: SavedFit;
}

/** What training found, in a form that this room can keep without knowing its meaning. */
export interface SavedFit {
  readonly config: JsonObject;
  /** By name: a letter, then letters, digits, "_", "." and "-", 128 characters at most. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Numbers in row-major order, `shape` multiplied out many; all of them finite. */
export type Tensor =
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: "F64"; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: "I32"; readonly shape: readonly number[]; readonly data: Int32Array };

/** The oldest format that can hold a model, so that older readers can read what they would understand. */
export function formatVersionOf({ examples, noneExamples = [] }: Model): FormatVersion {
  return noneExamples.length > 0 || examples.some(({ source }) => source !== undefined) ? 2 : 1;
}

/** Refuses a model whose parts do not belong together; saving and loading both ask. */
export function checkModel(model: Model): void {
  const names = new Set<string>();
  for (const { name, metadata } of model.classes) {
    if (name === "") throw new Refusal("A class has an empty name.");
    if (names.has(name)) throw new Refusal(`Two classes have the name ${quote(name)}.`);
    names.add(name);
    if (metadata !== undefined) checkJson(metadata, `The metadata of the class ${quote(name)}`);
  }
  for (const [i, { label }] of model.examples.entries()) {
    if (!names.has(label))
      throw new Refusal(`Example ${i + 1} has the label ${quote(label)}, which is no class.`);
  }
  checkJson(model.metadata, "The metadata");
  if (model.settings !== undefined) checkJson(model.settings, "The settings");
  if (model.fit === undefined) return;
  checkJson(model.fit.config, "The config of the fit");
  if (model.encoder === undefined)
    throw new Refusal("A fit is there, but not the encoder that it belongs to.");
}
