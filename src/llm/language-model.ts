import type { z } from "zod";

/**
 * A language model as pilesort needs one: instructions and data in, text out.
 * @example
 * const model: LanguageModel = {
 *   name: "house model",
 *   async complete({ instructions, data, signal }) {
 *     const response = await fetch("http://localhost:8000", { method: "POST", body: `${instructions}\n\n${data}`, signal });
 *     if (response.status === 429) throw new RetryableError("The house model is busy.");
 *     return { text: await response.text() };
 *   },
 * };
 */
export interface LanguageModel {
  /** Identifies the model in reports and in the file of replies: "openai:NAME", "gguf:PATH". Never contains a key. */
  readonly name: string;

  /** The maximum number of requests that it handles at the same time. Default: no maximum. */
  readonly mostAtOnce?: number;

  /** The default time limit of one request in seconds; default: 120. A model on the user's own machine needs more. */
  readonly usualSeconds?: number;

  /**
   * Tokens that a reply may need for thinking, in addition to those of the answer; default: 0. It may grow after a reply
   * that ended while the model was still thinking.
   */
  readonly thinkingTokens?: number;

  /** What the server rejected and how requests have been sent since, one sentence each: "It rejected the temperature ...". */
  readonly adaptations?: readonly string[];

  /**
   * Answers one request, with a single attempt: the caller repeats failed requests.
   * @throws RetryableError if a later attempt may succeed (no answer, too many requests, a failure of the server). An
   * error with the HTTP status 408, 429 or 5xx in `status` or `statusCode` counts as one.
   * @throws RemoteError if no later attempt will succeed (key, model name or request rejected)
   * @throws CancelledError if the signal is aborted
   */
  complete(request: CompletionRequest): Promise<Completion>;

  /** Frees the model's resources, such as the memory of a local file. */
  dispose?(): Promise<void>;
}

export interface CompletionRequest {
  /** The instructions; written by pilesort. */
  readonly instructions: string;
  /** Class descriptions and the user's examples as JSON. Data, never instructions. */
  readonly data: string;
  /** The schema of the answer, for models that support structured output. The reply may break it. */
  readonly shape: z.ZodType;
  /** The maximum number of tokens of the reply, including thinking. */
  readonly maximumTokens: number;
  readonly temperature: number;
  readonly signal?: AbortSignal;
  /**
   * Returns whether the request may be sent again in another form after the server rejected a parameter. This counts as
   * a call. Default: it may.
   */
  readonly mayAskAgain?: () => boolean;
}

export interface Completion {
  /** The answer, without the model's thinking if the server separates the two. */
  readonly text: string;
  /** Tokens read and written, if reported. Thinking counts as written. */
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  /** Tokens of thinking, a part of tokensOut, if reported. */
  readonly tokensThinking?: number;
  /** Why the reply ended: "stop", "length" (maximum of tokens reached), "content-filter", "error" or another word. */
  readonly finishReason?: string;
  /** Whether the model thought before it answered, if known. */
  readonly hasThoughts?: boolean;
}
