import type { Completion, CompletionRequest } from "./language-model.ts";

/** One request to be answered, and whose it is. */
export interface Call {
  /** The same for the same call in every run: its reply is kept and found again under it. */
  readonly key: string;
  /** What the call is about, in words for messages and for the file of replies: a class's name. */
  readonly subject: string;
  readonly request: Omit<CompletionRequest, "signal">;
}

/** What became of a call. */
export type Outcome =
  /** `isKept`: the reply was on disk from an earlier run, and nothing was sent. */
  | {
      readonly call: Call;
      readonly status: "answered";
      readonly reply: Completion;
      readonly isKept: boolean;
    }
  /** It failed, and trying again did not help or would not have. */
  | { readonly call: Call; readonly status: "failed"; readonly error: Error }
  /** It was not begun, or after a failure that may pass not tried again, because it might have gone beyond a cap. */
  | { readonly call: Call; readonly status: "not made"; readonly cap: keyof Caps };

/** What may not be exceeded, by all calls together, kept ones included. */
export interface Caps {
  readonly calls?: number;
  /** Read and written together. */
  readonly tokens?: number;
  /** In the currency of the prices. */
  readonly cost?: number;
}

/** Money a million tokens. */
export interface Prices {
  readonly in: number;
  readonly out: number;
}
