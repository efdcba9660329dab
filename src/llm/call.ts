import type { Completion, CompletionRequest } from "./language-model.ts";

/** One request to a language model, with its key and subject. */
export interface Call {
  /** The key under which the reply is kept; the same for the same call in every run. */
  readonly key: string;
  /** The class's name, for messages and for the file of replies. */
  readonly subject: string;
  readonly request: Omit<CompletionRequest, "signal">;
}

/** The outcome of a call. */
export type Outcome =
  /** `isKept`: the reply was on disk from an earlier run and nothing was sent. */
  | {
      readonly call: Call;
      readonly status: "answered";
      readonly reply: Completion;
      readonly isKept: boolean;
    }
  /** The call failed after all attempts, or no further attempt would help. */
  | { readonly call: Call; readonly status: "failed"; readonly error: Error }
  /** The call, or its next attempt, was not made because it might have exceeded a cap. */
  | { readonly call: Call; readonly status: "not made"; readonly cap: keyof Caps };

/** Limits for all calls together, including those of earlier runs. */
export interface Caps {
  /** Maximum number of calls. */
  readonly calls?: number;
  /** Maximum number of tokens, read and written together. */
  readonly tokens?: number;
  /** Maximum cost in the currency of the prices; needs prices. */
  readonly cost?: number;
}

/** Price per million tokens: read (`in`) and written (`out`). */
export interface Prices {
  readonly in: number;
  readonly out: number;
}
