import { argumentError, InputError, isOptions, optionError } from "../errors.ts";
import type { GenerationOptions } from "../generation/generation-options.ts";
import type { GenerationReport } from "../generation/generation-report.ts";
import type { GenerationPlan } from "../generation/plan-generation.ts";
import { requireOptions } from "../options/known-options.ts";
import { checkClassName, checkDefinitions } from "../task/check-classes.ts";
import { type ClassHierarchy, classHierarchy } from "../task/hierarchy/class-hierarchy.ts";
import type { LabelSet } from "../task/label-sets/label-set.ts";
import { type LabelOptions, labelOptionNames } from "../task/labels/check-labels.ts";
import type { ClassNames } from "../task/labels/class-names.ts";
import type { ClassDefinition, Example, NoneExample, Origin, Task } from "../task/task.ts";
import type { AddedExamples } from "./added-examples.ts";
import { addLabelSetsTo } from "./added-label-sets.ts";
import { checkDefinition, checkExamples, checkGenerationArguments, checkTexts } from "./check-arguments.ts";
import type { ClassifierParts } from "./classifier-parts.ts";
import { generateExamples, planExamples } from "./generate-examples.ts";
import { generationOptionNames } from "./option-names.ts";
import type { WorkOptions } from "./options.ts";

/** Collects the classes and examples of a classifier. They are used from the next training on. */
export class TaskBuilder {
  readonly #parts: ClassifierParts;

  protected constructor(parts: ClassifierParts) {
    this.#parts = parts;
  }

  /** The classes, in the order in which they were defined. In a hierarchy these are its leaves. */
  get classes(): readonly ClassDefinition[] {
    return this.#parts.draft.classes;
  }

  /** The names of the classes, to check labels by: see checkLabels. */
  get classNames(): ClassNames {
    return this.#parts.draft.names;
  }

  /** The nodes above the classes; undefined if the names of the classes are not paths (see the option hierarchy). */
  get hierarchy(): ClassHierarchy | undefined {
    const { hierarchy } = this.#parts.draft;
    return hierarchy && classHierarchy(hierarchy);
  }

  /** All generated and real examples. Snippets are not included, since each training cuts them from the descriptions. */
  get examples(): readonly Example[] {
    return this.#parts.draft.examples;
  }

  /** Texts that are known to be out of scope. */
  get noneExamples(): readonly NoneExample[] {
    return this.#parts.draft.noneExamples;
  }

  /**
   * Defines a class, or changes its description or metadata. Used from the next training on. With a `parent`, which must be
   * defined before, the class gets the path below it as its name. A class that others are below is an inner node: its
   * description helps all of them.
   * @example classifier.defineClass({ name: "cat", prompt: "Cats purr and meow." });
   */
  defineClass(definition: ClassDefinition): void {
    checkDefinition(definition);
    this.#parts.draft.define(definition);
  }

  /**
   * Replaces all classes, examples and out-of-scope texts. The trained model keeps answering until the next training, which
   * keeps what the encoder has learnt from fine-tuning. Examples without a class define it.
   * @throws InputError for an invalid class or example; the task is then unchanged
   * @example classifier.replaceTask({ classes: [{ name: "cat", prompt: "Cats purr." }], examples: [] });
   */
  replaceTask(
    task: Pick<Task, "classes" | "examples"> & { readonly noneExamples?: readonly NoneExample[] },
  ): void {
    if (!isOptions(task)) throw argumentError("task", "an object with classes and examples", task);
    if (!Array.isArray(task.classes)) throw optionError("classes", "a list of classes", task.classes);
    for (const definition of task.classes) checkDefinition(definition);
    const classes = checkDefinitions(task.classes);
    checkExamples(task.examples, true);
    if (task.noneExamples !== undefined) checkExamples(task.noneExamples, false);
    for (const { label } of task.examples) checkClassName(label);
    this.#parts.draft.replace({ ...task, classes });
  }

  /**
   * Adds one text or several to the pile of a class. A new name becomes a class. An example that the classifier has
   * already, with the same text, label and origin, is not added again, so repeating it does not increase its weight.
   * @returns the number of examples that are new, that were known before, and that repeat another one of this call
   * @throws InputError if the name is new and very similar to the name of a class, a number although the classes have
   * names, or a word for a missing value such as "nan"; see LabelOptions
   * @example classifier.addDataToClass("cat", ["it purrs", "it meows"]);
   */
  addDataToClass(
    name: string,
    textOrTexts: string | readonly string[],
    origin: Exclude<Origin, "prompt"> = "real",
    options: LabelOptions = {},
  ): AddedExamples {
    const texts = checkTexts(textOrTexts);
    requireOptions(options, labelOptionNames);
    if (origin !== "real" && origin !== "generated") {
      throw argumentError("origin", '"real" or "generated"', origin);
    }
    const [{ label }] = this.#parts.draft.checkLabels([{ label: checkClassName(name) }], options);
    if (texts.length === 0) this.#parts.draft.define({ name: label });
    return this.#parts.draft.addExamples(texts.map((text) => ({ label, text, origin })));
  }

  /**
   * Adds a list of examples, for example from readExamples. Examples whose label is a word for a missing value are
   * skipped; checkLabels reports them.
   * @returns as addDataToClass
   * @throws InputError if a label is very similar to the name of a class, or a number although the classes have names
   * @example classifier.addExamples(await readExamples("rows.jsonl"));
   */
  addExamples(examples: readonly Example[], options: LabelOptions = {}): AddedExamples {
    checkExamples(examples, true);
    requireOptions(options, labelOptionNames);
    return this.#parts.draft.addExamples(this.#parts.draft.checkLabels(examples, options));
  }

  /**
   * Adds texts with all their labels, for a classifier with several labels per text. An empty list of labels says that the
   * text belongs to none of the classes. A text that is added again gets the labels of both calls.
   * @returns as addDataToClass; each label of a text is one example
   * @throws InputError without the option multiLabel, and as addExamples
   * @example classifier.addLabelSets([{ text: "Refund me and send a new one.", labels: ["refund", "delivery"] }]);
   */
  addLabelSets(rows: readonly LabelSet[], options: LabelOptions = {}): AddedExamples {
    requireOptions(options, labelOptionNames);
    if (!this.#parts.settings.multiLabel) {
      throw new InputError(
        "Texts with several labels need the option multiLabel: new Classifier({ multiLabel: true }).",
      );
    }
    return addLabelSetsTo(this.#parts.draft, rows, options);
  }

  /**
   * Adds out-of-scope texts. The none model is trained with them.
   * @returns as addDataToClass
   * @example classifier.addNoneExamples([{ text: "Does the museum open on Mondays?", origin: "real" }]);
   */
  addNoneExamples(examples: readonly NoneExample[]): AddedExamples {
    checkExamples(examples, false);
    return this.#parts.draft.addNoneExamples(examples);
  }

  /**
   * Adds texts without labels, for example the very texts that are to be classified. The next trainings improve the model
   * with them: see the guide on unlabeled text. They are not saved with the model and are not among its examples. Of very
   * many texts a random sample of 10,000 is kept.
   * @throws InputError if a text is not a string
   * @example classifier.addUnlabeled(["it purrs at night", "it fetched the ball"]);
   */
  addUnlabeled(texts: readonly string[]): void {
    this.#parts.draft.unlabeled.add(checkTexts(texts));
  }

  /**
   * Generates examples for every class that has a description, with a language model or your own generators, and adds
   * them to the piles. The next train() uses them. Every reply is saved to disk before it is used. If generate is called
   * again with the same folder, it makes only the missing calls.
   * @throws InputError, RemoteError if the model cannot be used; CancelledError; GenerationError at the end, with the
   * other piles added, if classes got no examples and keepGoing is off
   * @example await classifier.generate({ model: await openLanguageModel("ollama:qwen3"), folder: "mail.piles" });
   */
  async generate(options: GenerationOptions & WorkOptions): Promise<GenerationReport> {
    checkGenerationArguments(options);
    return this.#parts.work.run(() => generateExamples(this.#parts, options));
  }

  /** Estimates what generate() would use: calls, tokens, seconds, and the cost if prices are given. Sends nothing. */
  async planGeneration(
    options: Omit<GenerationOptions, "folder" | "model"> & Pick<WorkOptions, "signal"> = {},
  ): Promise<GenerationPlan> {
    requireOptions(options, generationOptionNames);
    checkGenerationArguments({ ...options, folder: "unused" });
    return this.#parts.work.run(() => planExamples(this.#parts, options));
  }
}
