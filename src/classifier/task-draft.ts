import { ClassNames } from "../task/class-names.ts";
import type { ClassDefinition, Example, NoneExample } from "../task/task.ts";
import { checkClassName, checkPrompt } from "../task/task-schema.ts";

/** Classes, prompts and examples as they are gathered, before (and between) trainings. */
export class TaskDraft {
  /** The names of the classes, to check labels by. */
  readonly names = new ClassNames();
  readonly #classes = new Map<string, ClassDefinition>();
  readonly #examples: Example[] = [];
  readonly #noneExamples: NoneExample[] = [];

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

  /** Adds examples to their classes' piles; a class not named before becomes one, known by its examples alone. */
  addExamples(examples: readonly Example[]): void {
    for (const example of examples) {
      const label = checkClassName(example.label);
      if (!this.#classes.has(label)) this.define({ name: label });
      this.#examples.push({ ...example, label });
    }
  }

  addNoneExamples(examples: readonly NoneExample[]): void {
    for (const example of examples) this.#noneExamples.push(example);
  }
}
