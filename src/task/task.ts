/** A class that can be predicted: its name and its description. */
export interface ClassDefinition {
  /** In a hierarchy its whole path, for example "Food > Dairy > Milk". */
  readonly name: string;
  /**
   * The class above it: its name, or its whole path. The class then gets the path below it as its name. Absent at the top
   * of a hierarchy, for names that are whole paths, and in flat tasks.
   */
  readonly parent?: string;
  /** The description: one paragraph that says what belongs to the class. Absent if the class has examples only. */
  readonly prompt?: string;
  /** Any data to keep with the class. It is saved and never interpreted. */
  readonly metadata?: JsonObject;
}

/**
 * Where an example comes from: the description ("prompt"), a language model or own function ("generated"), or the user's
 * data ("real").
 */
export type Origin = "prompt" | "generated" | "real";

/** A text with its label. */
export interface Example {
  /** Name of the class. */
  readonly label: string;
  readonly text: string;
  readonly origin: Origin;
  /** What generated it. Absent if it is not generated, or if this is unknown. */
  readonly source?: ExampleSource;
}

/** What generated an example: the name of the generator, and the call as the key of a line in the journal. */
export interface ExampleSource {
  readonly generator: string;
  readonly call: string;
}

/** A text that is out of scope: it belongs to none of the classes. */
export type NoneExample = Omit<Example, "label"> & { readonly origin: "generated" | "real" };

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** The classes to tell apart, and the examples that are given with them. */
export interface Task {
  readonly name?: string;
  readonly description?: string;
  /** Whether a text may have several labels. */
  readonly multiLabel?: boolean;
  readonly classes: readonly ClassDefinition[];
  readonly examples: readonly Example[];
  /** Any data to keep with the task. It is saved and never interpreted. */
  readonly metadata?: JsonObject;
}
