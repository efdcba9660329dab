import type { ClassDefinition, Example, Origin } from "../task/task.ts";
import { checkClassName, checkPrompt } from "../task/task-schema.ts";

/** Classes, prompts and examples as they are gathered, before (and between) trainings. */
export class TaskDraft {
  readonly #classes = new Map<string, ClassDefinition>();
  readonly #examples: Example[] = [];

  /** In the order in which the classes were first named. */
  get classes(): readonly ClassDefinition[] {
    return [...this.#classes.values()];
  }

  get examples(): readonly Example[] {
    return this.#examples;
  }

  /** Names a class, or changes what is given of one that is there. */
  define(definition: ClassDefinition): void {
    const name = checkClassName(definition.name);
    const given = {
      ...(definition.prompt !== undefined && { prompt: checkPrompt(name, definition.prompt) }),
      ...(definition.metadata !== undefined && { metadata: definition.metadata }),
    };
    this.#classes.set(name, { ...this.#classes.get(name), name, ...given });
  }

  /** Adds texts to a class's pile; a class not named before becomes one, known by its examples alone. */
  addExamples(label: string, texts: readonly string[], origin: Origin): void {
    const name = checkClassName(label);
    if (!this.#classes.has(name)) this.define({ name });
    for (const text of texts) this.#examples.push({ label: name, text, origin });
  }
}
