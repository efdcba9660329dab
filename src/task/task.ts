/** A class that can be predicted: its name, and the prompt that describes what belongs to it. */
export interface ClassDefinition {
  readonly name: string;
  /** Absent where the class is known by its examples alone. */
  readonly prompt?: string;
  /** Whatever the user wants to keep with the class; never interpreted. */
  readonly metadata?: JsonObject;
}

/** Where an example came from: a piece of the prompt, a language model, or the user's own data. */
export type Origin = "prompt" | "generated" | "real";

/** One text known to be of a class. */
export interface Example {
  readonly label: string;
  readonly text: string;
  readonly origin: Origin;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** What the user wants told apart, and the examples that came with it. */
export interface Task {
  readonly name?: string;
  readonly description?: string;
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  /** Whatever the user wants to keep with the task; never interpreted. */
  readonly metadata?: JsonObject;
}
