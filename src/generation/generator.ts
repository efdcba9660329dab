import type { ClassDefinition } from "../task/task.ts";

/**
 * Generates texts for a class, for instance from templates or from a database.
 * @example
 * const generator: Generator = {
 *   name: "templates",
 *   generate: async ({ name }, { count }) => Array.from({ length: count }, (_, i) => `${name}, variant ${i}`),
 * };
 */
export interface Generator {
  /** Is stored with every example that it generated. */
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

/** Changes the generated texts of a class: returns the texts that replace the given ones. */
export interface Modifier {
  readonly name: string;
  modify(
    texts: readonly string[],
    definition: ClassDefinition,
    context: GeneratorContext,
  ): Promise<readonly string[]>;
}

/** Adds to the generated texts of a class: returns the texts to add. */
export interface Expander {
  readonly name: string;
  expand(
    texts: readonly string[],
    definition: ClassDefinition,
    context: GeneratorContext,
  ): Promise<readonly string[]>;
}

/** What a generator is given in addition to its class. */
export interface GeneratorContext {
  /** All classes, this one included. */
  readonly classes: readonly ClassDefinition[];
  /** Number of requested texts. */
  readonly count: number;
  /** Real examples of this class that may be shown to a language model (option shareExamples). */
  readonly shown: readonly string[];
  /** Is aborted if the generation is to stop. */
  readonly signal?: AbortSignal;
}

/** Returns generators as objects with a name; functions get their own name or that of their place in the list. */
export function toGenerators(generators: readonly (Generator | GenerateFunction)[]): Generator[] {
  return generators.map((each, i) =>
    typeof each === "function" ? { name: each.name || `generator ${i + 1}`, generate: each } : each,
  );
}
