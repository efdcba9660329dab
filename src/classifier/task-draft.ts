import { checkClassName, checkPrompt } from "../task/check-classes.ts";
import { ClassNames } from "../task/labels/class-names.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { type AddedExamples, ExampleIndex } from "./added-examples.ts";

/** Classes, prompts and examples as they are gathered, before (and between) trainings. */
export class TaskDraft {
  /** The names of the classes, to check labels by. */
  readonly names = new ClassNames();
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

  /** Takes the examples of a saved model, all of them: what the model was made of is known by their order. */
  restore(examples: readonly Example[], noneExamples: readonly NoneExample[]): void {
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
