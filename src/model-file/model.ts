import type { EncoderIdentity } from "../encoder/encoder.ts";
import { quote } from "../files/quote.ts";
import type { ClassDefinition, Example, JsonObject, NoneExample } from "../task/task.ts";
import { isBlank } from "../task/visible-text.ts";
import { checkJson, isPlainObject } from "./json.ts";
import { type FormatVersion, isHeldOutTensor, isLabelSetTensor, partFiles } from "./layout.ts";
import { Refusal } from "./refusal.ts";

/** Everything that is saved of a classifier. It is data only. */
export interface Model {
  /** In the user's order, with their metadata. */
  readonly classes: readonly ClassDefinition[];
  /** Saved so that the classifier can be trained again with more data. */
  readonly examples: readonly Example[];
  /** Texts that belong to none of the classes. */
  readonly noneExamples?: readonly NoneExample[];
  /** The encoder that the fit was made with. Present if there is a fit. */
  readonly encoder?: EncoderIdentity;
  /** Where that encoder is. Absent for the bundled encoder, and if the place is not known. */
  readonly encoderPlace?: EncoderPlace;
  /** Any JSON that the user saves with the model. It is never interpreted. */
  readonly metadata: JsonObject;
  /** Settings of the training, also before the first training. This room does not interpret them. */
  readonly settings?: JsonObject;
  /** Absent if the classifier was saved before training. */
  readonly fit?: SavedFit;
  /** What fine-tuning changed in the encoder. The fit was then made with the changed encoder. */
  readonly adapter?: SavedAdapter;
  /** A linear model on words, whose scores are added to those of the fit. */
  readonly words?: SavedPart;
  /** What was corrected since the training, and the history of all corrections. */
  readonly corrections?: SavedPart;
  /** Vectors of the latest examples, so that they need not be embedded again. */
  readonly vectors?: SavedPart;
  /** The model card as Markdown. */
  readonly card?: string;
  /** What the generation of examples used, one entry per folder of replies. */
  readonly generation?: readonly GenerationCost[];
}

/** What one generation of examples used. Runs that continue each other count once. */
export interface GenerationCost {
  /** Names of the language model and the generators. */
  readonly generators: readonly string[];
  /** Number of examples that were generated. */
  readonly examples: number;
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** In the currency of the prices; absent without prices. */
  readonly cost?: number;
}

/** Where a model's encoder is. */
export type EncoderPlace =
  /** The name under which it was pulled. */
  | { readonly name: string }
  /** The path of the encoder's folder, relative to the model folder, with "/" between names. */
  | { readonly folder: string };

/** The result of training. */
export type SavedFit = SavedPart;

/** The result of fine-tuning. */
export type SavedAdapter = SavedPart;

/** An optional part of a model, in a form that this room can save without knowing its meaning. */
export interface SavedPart {
  readonly config: JsonObject;
  /** Tensors by name. A name is a letter, then letters, digits, "_", "." and "-", at most 128 characters. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Finite numbers in row-major order; their number is the product of `shape`. F16: the bits of IEEE 754 half floats. */
export type Tensor =
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: "F64"; readonly shape: readonly number[]; readonly data: Float64Array }
  | { readonly dtype: "I32"; readonly shape: readonly number[]; readonly data: Int32Array }
  | { readonly dtype: "F16"; readonly shape: readonly number[]; readonly data: Uint16Array }
  | { readonly dtype: "I8"; readonly shape: readonly number[]; readonly data: Int8Array };

/** Returns the oldest format that can hold a model, so that older versions of pilesort can read it if possible. */
export function formatVersionOf(model: Model): FormatVersion {
  const { examples, noneExamples = [], fit, adapter, encoderPlace, settings } = model;
  const { classes, words, corrections, vectors, card, generation } = model;
  const { clean, hierarchy, multiLabel } = settings ?? {};
  const newest = [words, corrections, vectors, card, generation, clean, hierarchy, multiLabel];
  const hasParents = classes.some(({ parent }) => parent !== undefined);
  const { report } = fit?.config ?? {};
  const learnedUnlabeled = isPlainObject(report) && report.unlabeled !== undefined;
  const isHierarchy = isPlainObject(report) && report.hierarchy !== undefined;
  const hasNewTensors = [...(fit?.tensors.keys() ?? [])].some(
    (name) => isHeldOutTensor(name) || isLabelSetTensor(name),
  );
  const isNew = hasNewTensors || learnedUnlabeled || isHierarchy || hasParents;
  if (isNew || newest.some((part) => part !== undefined)) return 5;
  if (encoderPlace !== undefined || settings?.maxWindows !== undefined) return 4;
  if (adapter !== undefined) return 3;
  return noneExamples.length > 0 || examples.some(({ source }) => source !== undefined) ? 2 : 1;
}

/** Rejects a model whose parts contradict each other. Saving and loading both call it. */
export function checkModel(model: Model): void {
  const names = new Set<string>();
  for (const { name, prompt, metadata } of model.classes) {
    const trimmed = name.trim();
    if (trimmed === "") throw new Refusal("A class has an empty name.");
    if (names.has(name)) throw new Refusal(`Two classes have the name ${quote(name)}.`);
    if (trimmed !== name)
      throw new Refusal(`The class name ${quote(name)} has blanks at its start or end; remove them.`);
    names.add(name);
    if (prompt !== undefined && isBlank(prompt))
      throw new Refusal(`The description (prompt) of the class ${quote(name)} is empty.`);
    if (metadata !== undefined) checkJson(metadata, `The metadata of the class ${quote(name)}`);
  }
  for (const [i, { label }] of model.examples.entries()) {
    if (!names.has(label))
      throw new Refusal(`Example ${i + 1} has the label ${quote(label)}, which is not a class.`);
  }
  checkJson(model.metadata, "The metadata");
  if (model.settings !== undefined) checkJson(model.settings, "The settings object");
  for (const { part } of partFiles) {
    const config = model[part]?.config;
    if (config !== undefined) checkJson(config, `The config of the ${part}`);
  }
  if (model.fit !== undefined && model.encoder === undefined)
    throw new Refusal("The model has a fit, but does not say which encoder the fit was made with.");
  if (model.encoderPlace !== undefined && model.encoder === undefined)
    throw new Refusal("The model says where its encoder is, but not which encoder it is.");
  if (model.adapter !== undefined && model.fit === undefined)
    throw new Refusal("The model has an adapter, but no fit.");
  if ((model.corrections ?? model.vectors) !== undefined && model.fit === undefined)
    throw new Refusal("The model has corrections or vectors, but no fit.");
  if (model.words !== undefined && model.fit === undefined)
    throw new Refusal("The model has a word model, but no fit.");
}
