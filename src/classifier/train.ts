import { isOptions, optionError } from "../errors.ts";
import { type OptionNames, pickOptions, requireOptions } from "../options/known-options.ts";
import { checkDefinitions } from "../task/check-classes.ts";
import { resolveParents } from "../task/hierarchy/resolve-parents.ts";
import { type LabelOptions, labelOptionNames } from "../task/labels/check-labels.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { checkDefinition } from "./check-arguments.ts";
import { Classifier } from "./classifier.ts";
import { classifierOptionNames, trainingOptionNames } from "./option-names.ts";
import type { ClassifierOptions, TrainingOptions } from "./options.ts";

export interface TrainOptions extends ClassifierOptions, TrainingOptions, LabelOptions {
  /** Class name -> description, or a list of classes. In a list, a class may have no description, or have metadata. */
  readonly classes: Readonly<Record<string, string>> | readonly ClassDefinition[];
  /** Texts with their labels. Default of `origin`: "real". */
  readonly examples?: readonly (Omit<Example, "origin"> & { readonly origin?: "generated" | "real" })[];
}

const trainOptionNames = {
  ...{ classes: true, examples: true },
  ...classifierOptionNames,
  ...trainingOptionNames,
  ...labelOptionNames,
} satisfies OptionNames<TrainOptions>;

/**
 * Trains a classifier in one call: from descriptions alone, from examples alone, or from both. Close it with `dispose()`
 * when it is not needed any more; a process that ends needs no such call.
 * @returns the trained classifier, for `classify` and `save`
 * @throws InputError if an option or an example is invalid, or the classes make no tree; CancelledError
 * @example const classifier = await train({ classes: { cat: "Cats purr and meow.", dog: "Dogs bark and fetch." } });
 */
export async function train(options: TrainOptions): Promise<Classifier> {
  requireOptions(options, trainOptionNames);
  const { classes, examples = [] } = options;
  if (typeof classes !== "object" || classes === null) {
    throw optionError("classes", "an object { name: prompt } or a list of classes", classes);
  }
  if (!Array.isArray(examples)) throw optionError("examples", "a list", examples);
  const classifier = new Classifier(pickOptions<ClassifierOptions>(options, classifierOptionNames));
  const definitions = isList(classes)
    ? classes
    : Object.entries(classes).map(([name, prompt]): ClassDefinition => ({ name, prompt }));
  for (const definition of definitions) checkDefinition(definition);
  for (const definition of checkDefinitions(resolveParents(definitions))) classifier.defineClass(definition);
  classifier.addExamples(
    examples.map((example) => (isOptions(example) ? { origin: "real", ...example } : example)),
    pickOptions<LabelOptions>(options, labelOptionNames),
  );
  try {
    await classifier.train(pickOptions<TrainingOptions>(options, trainingOptionNames));
    return classifier;
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
}

function isList(classes: TrainOptions["classes"]): classes is readonly ClassDefinition[] {
  return Array.isArray(classes);
}
