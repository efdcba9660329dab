import type { z } from "zod";

/** A language model as pilesort needs one: instructions and data in, text out. A new provider is one more file here. */
export interface LanguageModel {
  /** For reports and for telling whose replies are kept: "openai:NAME", "gguf:PATH". Never holds a key. */
  readonly name: string;

  /** Most requests that it works on at a time; more would only wait. Absent where many are welcome. */
  readonly mostAtOnce?: number;

  /**
   * Answers one request, once: trying again is the caller's part.
   * @throws TryAgain with a RemoteError where the failure may pass (no answer, too many requests, a fault of the
   * server), RemoteError where it will not (key, name, request refused), CancelledError where the signal fired
   */
  complete(request: CompletionRequest): Promise<Completion>;

  /** Frees what the model holds, such as a local file's memory. */
  dispose?(): Promise<void>;
}

export interface CompletionRequest {
  /** What to do; written by pilesort. */
  readonly instructions: string;
  /** What to do it with: class prompts and the user's rows. Data, never instructions. */
  readonly data: string;
  /** The shape asked of the answer, for models that can be held to one. The text may be anything all the same. */
  readonly shape: z.ZodType;
  /** Most tokens of the answer. */
  readonly maximumTokens: number;
  readonly temperature: number;
  readonly signal?: AbortSignal;
}

export interface Completion {
  readonly text: string;
  /** Tokens read and written, where the model tells. */
  readonly tokensIn?: number;
  readonly tokensOut?: number;
}
