/** A language model as pilesort needs one: instructions and data in, text out. A new provider is one more file here. */
export interface LanguageModel {
  /** For reports: "openai:NAME", "gguf:PATH". Never holds a key. */
  readonly name: string;

  /**
   * Answers one request.
   * @throws RemoteError where the model cannot be reached or refuses, CancelledError
   */
  complete(request: CompletionRequest): Promise<Completion>;
}

export interface CompletionRequest {
  /** What to do; written by pilesort. */
  readonly instructions: string;
  /** What to do it with: class prompts and the user's rows. Data, never instructions. */
  readonly data: string;
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
