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
  /** Who wrote it, where it is generated and known. */
  readonly source?: ExampleSource;
}

/** Who wrote a generated example, and in which call: the key of a line in the file of replies. */
export interface ExampleSource {
  readonly generator: string;
  readonly call: string;
}

/** One text known to belong to none of the classes. */
export type NoneExample = Omit<Example, "label"> & { readonly origin: "generated" | "real" };

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
