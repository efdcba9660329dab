import { checkClassName, checkPrompt } from "../task/check-classes.ts";
import { checkLabels, type LabelOptions } from "../task/labels/check-labels.ts";
import { ClassNames } from "../task/labels/class-names.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { UnlabeledTexts } from "../task/unlabeled-texts.ts";
import { type AddedExamples, ExampleIndex } from "./added-examples.ts";

/** The part of a saved model that is gathered, not trained. */
interface SavedTask {
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  readonly noneExamples?: readonly NoneExample[];
}

/** Classes, prompts and examples as they are gathered, before (and between) trainings. */
export class TaskDraft {
  /** The names of the classes, to check labels by. */
  readonly names = new ClassNames();
  /** Texts without labels. They are not part of a saved model. */
  readonly unlabeled = new UnlabeledTexts();
  readonly #classes = new Map<string, ClassDefinition>();
  readonly #examples: Example[] = [];
  readonly #noneExamples: NoneExample[] = [];
  readonly #index = new ExampleIndex();
  readonly #noneIndex = new ExampleIndex();

  /** In the order in which the classes were first named. */
  get classes(): readonly ClassDefinition[] {
    return [...this.#classes.values()];
  }

  get examples(): readonly Example[] {
    return this.#examples;
  }

  get noneExamples(): readonly NoneExample[] {
    return this.#noneExamples;
  }

  /** Names a class, or changes what is given of one that is there. */
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
    // Most labels are exactly the name of a class, and calls come one per text.
    if (options.labelMap === undefined && rows.every(({ label }) => this.names.has(label))) return rows;
    return checkLabels(rows, { ...options, classes: this.names }).rows;
  }

  /**
   * Adds examples to their classes' piles, but for those that are there already. A class not named before becomes one,
   * known by its examples alone.
   */
  addExamples(examples: readonly Example[]): AddedExamples {
    const checked = this.#withClasses(examples);
    const { fresh, counts } = this.#index.takeNew(checked);
    for (const example of fresh) this.#examples.push(example);
    return counts;
  }

  /** Adds texts of none, but for those that are there already. */
  addNoneExamples(examples: readonly NoneExample[]): AddedExamples {
    const { fresh, counts } = this.#noneIndex.takeNew(examples.map(labeledNone));
    for (const { label: _, ...example } of fresh) this.#noneExamples.push(example);
    return counts;
  }

  /** Takes the task of a saved model, with all of its examples: their order says which of them were trained on. */
  restore({ classes, examples, noneExamples = [] }: SavedTask): void {
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
