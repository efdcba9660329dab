import { argumentError, InputError, isOptions, NotTrainedError, optionError } from "../errors.ts";
import type { GenerationOptions } from "../generation/generation-options.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { generationOptionNames, trainingOptionNames, workOptionNames } from "./option-names.ts";
import type { ClassifierOptions, TrainingOptions, WorkOptions } from "./options.ts";

/** Checks of arguments, for callers without a type checker. Each throws an InputError with one sentence. */

/** @returns the texts as a list */
export function checkTexts(textOrTexts: string | readonly string[]): readonly string[] {
  const texts: readonly string[] = typeof textOrTexts === "string" ? [textOrTexts] : textOrTexts;
  if (!Array.isArray(texts)) throw argumentError("texts", "a string or a list of strings", textOrTexts);
  // A loop by index also finds holes of a list.
  for (let i = 0; i < texts.length; i++) {
    if (typeof texts[i] !== "string")
      throw new InputError(`Text ${i + 1} of the list is not a string; give strings only.`);
  }
  return texts;
}

/** @returns the model of the last training @throws NotTrainedError if there is none */
export function requireTrained<Model>(trained: Model | undefined): Model {
  if (trained !== undefined) return trained;
  throw new NotTrainedError("This classifier is not trained yet; call train() or promptTrain() first.");
}

/** @param names of all options of the function that is called */
export function checkWorkOptions<Options extends WorkOptions>(
  options: Options,
  names: OptionNames<NoInfer<Options>>,
): void {
  requireOptions(options, names);
  const { onProgress, onNotice, signal } = options;
  for (const [name, value] of Object.entries({ onProgress, onNotice })) {
    if (value !== undefined && typeof value !== "function") throw optionError(name, "a function", value);
  }
  checkSignal("signal", signal);
}

/** @returns only the options that every long call has */
export function workOptions(options: WorkOptions): WorkOptions {
  checkWorkOptions(options, workOptionNames);
  const { onProgress, onNotice, signal } = options;
  return { onProgress, onNotice, signal };
}

export function checkTrainingOptions(options: TrainingOptions): void {
  checkWorkOptions(options, trainingOptionNames);
  const { tune, words, stopTuning, checkpoint } = options;
  if (tune !== undefined && typeof tune !== "boolean" && tune !== "auto") {
    throw optionError("tune", 'true, false or "auto"', tune);
  }
  if (words !== undefined && typeof words !== "boolean") throw optionError("words", "true or false", words);
  checkSignal("stopTuning", stopTuning);
  checkText("checkpoint", checkpoint);
}

/** Other numbers and the language model itself are checked where they are used. */
export function checkGenerationArguments(options: GenerationOptions & WorkOptions): void {
  checkWorkOptions(options, generationOptionNames);
  const { folder, task, caps, prices } = options;
  if (typeof folder !== "string" || folder === "") throw optionError("folder", "a path", folder);
  if (task !== undefined && typeof task !== "string") throw optionError("task", "a string", task);
  for (const name of ["generators", "modifiers", "expanders"] as const) {
    const list = options[name];
    if (list === undefined) continue;
    if (
      !Array.isArray(list) ||
      !list.every(
        (each) =>
          (isOptions(each) && "name" in each && typeof each.name === "string") ||
          (name === "generators" && typeof each === "function"),
      )
    ) {
      const expected =
        name === "generators"
          ? "a list of functions, or of objects, each with a name"
          : "a list of objects, each with a name";
      throw optionError(name, expected, list);
    }
  }
  for (const [name, numbers] of Object.entries({ caps, prices })) {
    if (numbers === undefined) continue;
    if (!isOptions(numbers) || !Object.values(numbers).every(isAmount)) {
      throw optionError(name, "an object of numbers, 0 or more", numbers);
    }
  }
}

function isAmount(value: unknown): boolean {
  return value === undefined || (typeof value === "number" && value >= 0);
}

/** Checks the values of options that are an object. */
export function checkClassifierOptions(options: ClassifierOptions): void {
  const { encoder, store, cacheFolder, metadata, maxWindows } = options;
  const isEncoder = isOptions(encoder) && "embed" in encoder && isOptions(encoder.identity);
  if (encoder !== undefined && typeof encoder !== "string" && !isEncoder) {
    throw optionError("encoder", "a folder, the name of a pulled encoder, or an Encoder object", encoder);
  }
  checkText("store", store);
  checkText("cacheFolder", cacheFolder);
  if (metadata !== undefined && !isOptions(metadata)) throw optionError("metadata", "an object", metadata);
  if (maxWindows === undefined) return;
  if (!(Number.isSafeInteger(maxWindows) && maxWindows >= 1)) {
    throw optionError("maxWindows", "a whole number, 1 or more", maxWindows);
  }
  if (isEncoder) {
    throw new InputError(
      "The option maxWindows does not change an encoder that is open already; give it to openEncoder instead.",
    );
  }
}

export function checkDefinition(definition: ClassDefinition): void {
  if (!isOptions(definition)) {
    throw argumentError("definition", "an object { name, prompt?, parent?, metadata? }", definition);
  }
  const { metadata, parent } = definition;
  if (parent !== undefined && typeof parent !== "string") {
    throw new InputError("The parent of a class must be a string: the name of the class above it.");
  }
  if (metadata !== undefined && !isOptions(metadata)) {
    throw new InputError("The metadata of a class must be an object.");
  }
}

/** @param withLabel whether each must have a label */
export function checkExamples(examples: readonly (Example | NoneExample)[], withLabel: boolean): void {
  if (!Array.isArray(examples)) throw argumentError("examples", "a list", examples);
  for (let i = 0; i < examples.length; i++) checkExample(examples[i], `Example ${i + 1}`, withLabel);
}

const origins = ["prompt", "generated", "real"];

function checkExample(example: unknown, name: string, withLabel: boolean): void {
  const fields = withLabel ? "{ label, text, origin }" : "{ text, origin }";
  if (!isOptions(example)) throw new InputError(`${name} of the list must be an object ${fields}.`);
  const { text, label, origin, source }: Partial<Record<keyof Example, unknown>> = example;
  if (typeof text !== "string") throw new InputError(`The text of ${name} is not a string; give a string.`);
  if (withLabel && typeof label !== "string") {
    throw new InputError(`The label of ${name} is not a string; give the name of its class.`);
  }
  if (!origins.includes(origin as string)) {
    throw new InputError(`The origin of ${name} must be "real" or "generated".`);
  }
  if (source === undefined) return;
  const isSource =
    isOptions(source) &&
    "generator" in source &&
    typeof source.generator === "string" &&
    "call" in source &&
    typeof source.call === "string";
  if (!isSource)
    throw new InputError(`The source of ${name} must be an object { generator, call } of strings.`);
}

export function checkPath(path: string): void {
  if (typeof path !== "string" || path === "") throw argumentError("path", "the path of a folder", path);
}

function checkText(option: string, value: unknown): void {
  if (value !== undefined && (typeof value !== "string" || value === "")) {
    throw optionError(option, "a path", value);
  }
}

function checkSignal(option: string, value: unknown): void {
  if (value !== undefined && !(value instanceof AbortSignal)) {
    throw optionError(option, "an AbortSignal", value);
  }
}
