/** A text from a generator, before it is checked. */
export interface GeneratedText {
  /** The class that it was requested for; null for an out-of-scope text. */
  readonly label: string | null;
  /** All of its classes, if it was requested for several at once; `label` is the first of them. */
  readonly labels?: readonly string[];
  readonly text: string;
  /** The name of its generator: "openai:NAME", or a generator of the user. */
  readonly generator: string;
  /** The key of its call, which is the key of a line in the file of replies. */
  readonly call: string;
}

/** Returns the classes that a text was requested for; none for an out-of-scope text. */
export function labelsOfText({ label, labels }: Pick<GeneratedText, "label" | "labels">): readonly string[] {
  return labels ?? (label === null ? [] : [label]);
}

/** A text that did not become an example, with the reason. */
export interface DroppedText extends GeneratedText {
  readonly reason: DropReason;
}

/** Why a text did not become an example; the reasons are written to dropped.jsonl. */
export type DropReason =
  | "empty"
  | "too long"
  | "refusal"
  | "talk about the task"
  | "echo of the request"
  | "code"
  | "links"
  | "other script"
  | "echo of the prompt"
  | "copy of a row"
  | "list of class names"
  | "duplicate"
  | "near duplicate"
  | "written for two classes"
  | "nearer to another class"
  | "does not fit its labels"
  | "close to a class";
