/** A text as it came from a generator, before anybody has looked at it. */
export interface GeneratedText {
  /** The class that it was asked for; null where it was asked to belong to none. */
  readonly label: string | null;
  readonly text: string;
  /** Who wrote it: "openai:NAME", or a generator of the user's own. */
  readonly generator: string;
  /** The call that it came from; the key of its line in the file of replies. */
  readonly call: string;
}

/** A text that did not become an example, and why. */
export interface DroppedText extends GeneratedText {
  readonly reason: DropReason;
}

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
  | "close to a class";
