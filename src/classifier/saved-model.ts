import type { EncoderIdentity } from "../encoder/encoder.ts";
import { isOptions, ModelFileError } from "../errors.ts";
import { balanceOf } from "../hub/choose-encoder.ts";
import type { Model, SavedFit } from "../model-file/model.ts";
import { type HierarchySetting, isHierarchy } from "../task/hierarchy/find-hierarchy.ts";
import { restoreTrained, storeTrained } from "../trained-model/stored-model.ts";
import { TrainedModel } from "../trained-model/trained-model.ts";
import { writeCard } from "./card/card-text.ts";
import { makeCard } from "./card/make-card.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import { encoderAt } from "./encoder-place.ts";
import type { EncoderSlot } from "./encoder-slot.ts";
import type { ClassifierOptions, LoadOptions } from "./options.ts";
import { restoreSettings, storeSettings } from "./stored-settings.ts";

/** Where a model is opened from: its name for messages, and its folder if it is in one. */
export interface ModelSource {
  readonly path: string;
  readonly folder?: string;
}

/** Collects everything that is saved of a classifier. @param folder where it is saved; undefined for bytes */
export async function toModel(
  { draft, settings, slot }: ClassifierParts,
  trained: TrainedModel | undefined,
  metadata: Model["metadata"],
  folder?: string,
): Promise<Model> {
  const encoderPlace = trained && (await slot.placeFor(folder));
  const model = {
    classes: draft.definitions,
    examples: draft.examples,
    ...(draft.noneExamples.length > 0 && { noneExamples: draft.noneExamples }),
    metadata,
    settings: storeSettings(settings),
    ...(trained && storeTrained(trained.parts)),
    ...(encoderPlace && { encoderPlace }),
    ...(draft.generation.length > 0 && { generation: draft.generation }),
  };
  return { ...model, card: writeCard(makeCard(model, trained?.parts)) };
}

/** Returns the options of a classifier that is loaded: the given ones, and the saved ones for the rest. */
export async function savedOptions(
  { classes, encoder, encoderPlace, fit, settings: saved, metadata }: Model,
  { path, folder }: ModelSource,
  options: LoadOptions,
): Promise<ClassifierOptions> {
  // An automatic choice is for a first training.
  const isOpen = options.encoder === undefined || balanceOf(options.encoder) !== undefined;
  const remembered =
    isOpen && encoder !== undefined && encoderPlace !== undefined
      ? { encoder: await encoderAt(encoderPlace, encoder.name, { path, folder, store: options.store }) }
      : {};
  const { maxWindows, ...settings } = restoreSettings(saved, path);
  return {
    ...settings,
    ...(fit && settings.hierarchy === "auto" && { hierarchy: hierarchyOf(fit, classes) }),
    // An Encoder object has its own maxWindows.
    ...(typeof options.encoder !== "object" && { maxWindows }),
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
    ...(isOpen && encoder !== undefined && { encoder: undefined }),
    ...remembered,
    metadata,
  };
}

/** A trained model stays what it was: a hierarchy, or flat although its names look like paths. */
function hierarchyOf({ config }: SavedFit, classes: Model["classes"]): HierarchySetting {
  const { report } = config;
  if (isOptions(report) && "hierarchy" in report) return true;
  return isHierarchy(classes, "auto") ? false : "auto";
}

/**
 * Restores the trained part of a saved model, and opens its encoder.
 * @returns undefined for a model that was saved before training
 * @throws ModelFileError if the model was made with another encoder
 */
export async function openTrained(
  model: Model,
  slot: EncoderSlot,
  path: string,
): Promise<TrainedModel | undefined> {
  const parts = restoreTrained(model, path);
  if (parts === undefined) return undefined;
  const { base, learnt } = parts;
  // An adapter is for one encoder only.
  if (learnt && slot.isChosen) rejectForeignEncoder(base, (await slot.open()).identity, path);
  const tuned = learnt && (await slot.openTuned(learnt.adapter, path));
  if (tuned) {
    const { tunedIdentity } = await import("../tuning/adapter/open-tuned-encoder.ts");
    rejectForeignEncoder(tunedIdentity(base, learnt.adapter), tuned.identity, path);
  }
  if (tuned && !slot.isChosen) return new TrainedModel(parts, tuned);
  const encoder = await slot.open();
  rejectForeignEncoder(base, encoder.identity, path);
  return new TrainedModel(parts, tuned ?? encoder);
}

function rejectForeignEncoder(expected: EncoderIdentity, found: EncoderIdentity, path: string): void {
  if (found.fingerprint !== expected.fingerprint) throw foreignEncoder(expected, found, path);
}

function foreignEncoder(base: EncoderIdentity, identity: EncoderIdentity, path: string): ModelFileError {
  const isOtherVersion = base.name === identity.name;
  const what = isOtherVersion
    ? "this is another version of it: its files, or the options it was opened with, differ"
    : `this is ${identity.name}`;
  const remedy = isOtherVersion
    ? "Give the encoder that the model was made with as the option encoder (--encoder), or train again"
    : "Give its own encoder as the option encoder (--encoder): a folder, the name of a pulled encoder, or in code an Encoder object, such as openRemoteEncoder returns for the same url and model. Or train again";
  return new ModelFileError(
    path,
    `The model was made with the encoder ${base.name}, and ${what}. ${remedy}.`,
  );
}
