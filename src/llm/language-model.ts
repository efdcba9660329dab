import type { z } from "zod";

/** A language model as pilesort needs one: instructions and data in, text out. A new provider is one more file here. */
export interface LanguageModel {
  /** For reports and for telling whose replies are kept: "openai:NAME", "gguf:PATH". Never holds a key. */
  readonly name: string;

  /** Most requests that it works on at a time; more would only wait. Absent where many are welcome. */
  readonly mostAtOnce?: number;

  /** The usual time limit of one request in seconds, if it is not 120: a model on the user's own machine needs more. */
  readonly usualSeconds?: number;

  /**
   * Tokens that a reply may need for thinking, in addition to those of the answer; absent or 0: none. It may grow after
   * a reply that ended while the model was still thinking.
   */
  readonly thinkingTokens?: number;

  /** Sentences about what the server rejected and how requests are sent since: "It rejected the temperature ...". */
  readonly adaptations?: readonly string[];

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
  /** Most tokens of the answer, those for thinking included. */
  readonly maximumTokens: number;
  readonly temperature: number;
  readonly signal?: AbortSignal;
  /**
   * Asks whether the request may be sent once more in another form, because the server rejected a parameter. It counts
   * as a call. Absent: it may.
   */
  readonly mayAskAgain?: () => boolean;
}

export interface Completion {
  /** The answer, without the model's thoughts where the server tells them apart. */
  readonly text: string;
  /** Tokens read and written, where the model tells. Thoughts count as written. */
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  /** Those of the tokens written that were thoughts, where the model tells. */
  readonly tokensThinking?: number;
  /** Why it ended: "stop", "length" (the maximum of tokens was reached), "content-filter", "error" or another word. */
  readonly finishReason?: string;
  /** Whether it thought before it answered, as far as that is known. */
  readonly hasThoughts?: boolean;
}
