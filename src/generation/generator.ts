import type { ClassDefinition } from "../task/task.ts";

/** Writes texts for a class: a language model, a template, a look into a database. One of the user's own is a plain object. */
export interface Generator {
  /** Kept with every example that it wrote. */
  readonly name: string;
  generate(definition: ClassDefinition, context: GeneratorContext): Promise<readonly string[]>;
}

/**
 * A generator as a bare async function. Its name is the function's, or "generator 1" by its place in the list.
 * @example
 * await classifier.generate({
 *   folder: "piles",
 *   generators: [async ({ name }, { count }) => readPhrases(`phrases/${name}.txt`, count)],
 * });
 */
export type GenerateFunction = (
  definition: ClassDefinition,
  context: GeneratorContext,
) => Promise<readonly string[]>;

/** Changes what was written for a class: gives the texts that take the place of those given. */
export interface Modifier {
  readonly name: string;
  modify(
    texts: readonly string[],
    definition: ClassDefinition,
    context: GeneratorContext,
  ): Promise<readonly string[]>;
}

/** Makes more of what was written for a class: gives the texts to be added. */
export interface Expander {
  readonly name: string;
  expand(
    texts: readonly string[],
    definition: ClassDefinition,
    context: GeneratorContext,
  ): Promise<readonly string[]>;
}

/** What a generator may know beside the class that it writes for. */
export interface GeneratorContext {
  /** All classes, this one included. */
  readonly classes: readonly ClassDefinition[];
  /** How many texts are wanted. */
  readonly count: number;
  /** Real examples of this class that the user allows to be shown. */
  readonly shown: readonly string[];
  /** Fires where the writing is to stop. */
  readonly signal?: AbortSignal;
}

/** Returns generators as objects with a name; functions get their own name or that of their place in the list. */
export function toGenerators(generators: readonly (Generator | GenerateFunction)[]): Generator[] {
  return generators.map((each, i) =>
    typeof each === "function" ? { name: each.name || `generator ${i + 1}`, generate: each } : each,
  );
}
