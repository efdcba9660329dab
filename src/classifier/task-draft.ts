import type { GenerationCost } from "../model-file/model.ts";
import { checkClassName, checkPrompt } from "../task/check-classes.ts";
import { checkLabels, type LabelOptions } from "../task/labels/check-labels.ts";
import { ClassNames } from "../task/labels/class-names.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { UnlabeledTexts } from "../task/unlabeled-texts.ts";
import { type AddedExamples, ExampleIndex } from "./added-examples.ts";

/** The part of a saved model that the user defined. */
interface SavedTask {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly noneExamples?: readonly NoneExample[];
  readonly generation?: readonly GenerationCost[];
}

/** The current classes, descriptions and examples of a classifier. */
export class TaskDraft {
  /** The names of the classes, to check labels by. */
  names = new ClassNames();
  /** Texts without labels. They are not part of a saved model. */
  readonly unlabeled: UnlabeledTexts;
  readonly #classes = new Map<string, ClassDefinition>();
  readonly #examples: Example[] = [];
  readonly #noneExamples: NoneExample[] = [];
  #index = new ExampleIndex();
  readonly #noneIndex = new ExampleIndex();
  #generation: readonly GenerationCost[] = [];

  constructor(unlabeled = new UnlabeledTexts()) {
    this.unlabeled = unlabeled;
  }

  /** In the order in which the classes were defined. */
  get classes(): readonly ClassDefinition[] {
    return [...this.#classes.values()];
  }

  get examples(): readonly Example[] {
    return this.#examples;
  }

  get noneExamples(): readonly NoneExample[] {
    return this.#noneExamples;
  }

  /** What the generation of examples used. */
  get generation(): readonly GenerationCost[] {
    return this.#generation;
  }

  /**
   * Notes what a generation used. The counts of a folder contain those of its earlier runs.
   * @param keptCalls number of calls that an earlier run had made
   */
  noteGeneration(cost: GenerationCost, keptCalls: number): void {
    const names = cost.generators.join("\n");
    const isContinued = (each: GenerationCost) =>
      each.generators.join("\n") === names && each.calls <= keptCalls;
    const before = keptCalls > 0 ? this.#generation.findLastIndex(isContinued) : -1;
    this.#generation = [...this.#generation.filter((_, i) => i !== before), cost];
  }

  /** Defines a class, or changes the given properties of an existing one. */
  define(definition: ClassDefinition): void {
    const name = checkClassName(definition.name);
    const given = {
      ...(definition.prompt !== undefined && { prompt: checkPrompt(name, definition.prompt) }),
      ...(definition.metadata !== undefined && { metadata: definition.metadata }),
    };
    this.names.add(name);
    this.#classes.set(name, { ...this.#classes.get(name), name, ...given });
  }

  /** Maps and checks labels against the names of the classes. @throws InputError, see LabelOptions */
  checkLabels<Row extends { readonly label: string }>(
    rows: readonly Row[],
    options: LabelOptions,
  ): readonly Row[] {
    // A shortcut: most labels are exactly the name of a class, and there may be one call per text.
    if (options.labelMap === undefined && rows.every(({ label }) => this.names.has(label))) return rows;
    return checkLabels(rows, { ...options, classes: this.names }).rows;
  }

  /**
   * Adds examples to the piles of their classes, without those that are there already. An unknown label becomes a new
   * class without a description.
   */
  addExamples(examples: readonly Example[]): AddedExamples {
    const checked = this.#withClasses(examples);
    const { fresh, counts } = this.#index.takeNew(checked);
    for (const example of fresh) this.#examples.push(example);
    return counts;
  }

  /** Adds examples before those from a position on, which no training has seen yet. */
  insertExamples(position: number, examples: readonly Example[]): void {
    this.#index.note(examples);
    this.#examples.splice(position, 0, ...examples);
  }

  /** Removes the latest example with this text, label and origin. @returns its position; undefined if there is none */
  removeExample({ text, label, origin }: Example): number | undefined {
    const place = this.#examples.findLastIndex(
      (each) => each.text === text && each.label === label && each.origin === origin,
    );
    if (place < 0) return undefined;
    this.#examples.splice(place, 1);
    this.#index = new ExampleIndex();
    this.#index.note(this.#examples);
    return place;
  }

  /** Removes a class that has neither a description nor examples. */
  removeEmptyClass(name: string): void {
    const isUsed = this.#examples.some(({ label }) => label === name);
    if (isUsed || this.#classes.get(name)?.prompt !== undefined) return;
    this.#classes.delete(name);
    this.names = new ClassNames(this.#classes.keys());
  }

  /** Adds texts of none, but for those that are there already. */
  addNoneExamples(examples: readonly NoneExample[]): AddedExamples {
    const { fresh, counts } = this.#noneIndex.takeNew(examples.map(labeledNone));
    for (const { label: _, ...example } of fresh) this.#noneExamples.push(example);
    return counts;
  }

  /** Restores the task of a saved model. All examples are kept, since their order tells which were trained on. */
  restore({ classes, examples, noneExamples = [], generation = [] }: SavedTask): void {
    this.#generation = generation;
    for (const definition of classes) this.define(definition);
    const checked = this.#withClasses(examples);
    for (const example of checked) this.#examples.push(example);
    for (const example of noneExamples) this.#noneExamples.push(example);
    this.#index.note(checked);
    this.#noneIndex.note(noneExamples.map(labeledNone));
  }

  #withClasses(examples: readonly Example[]): Example[] {
    return examples.map((example) => {
      const label = checkClassName(example.label);
      if (!this.#classes.has(label)) this.define({ name: label });
      return { ...example, label };
    });
  }
}

function labeledNone(example: NoneExample): NoneExample & { readonly label: string } {
  return { ...example, label: "" };
}
