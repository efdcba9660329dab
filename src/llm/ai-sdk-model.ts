/*
 * The part of the AI SDK's model interface (specification versions 2 and 3) that is used. It is written down here so
 * that neither pilesort nor its types need the package @ai-sdk/provider.
 */

/** A model object of the AI SDK, such as `openai("gpt-5-mini")`. A bare name is not one: the SDK would send it to a gateway. */
export interface AiSdkModel {
  /** "v2" or "v3". */
  readonly specificationVersion: string;
  readonly provider: string;
  readonly modelId: string;
  doGenerate(options: AiSdkCallOptions): PromiseLike<AiSdkResult>;
}

/** What a model object of the AI SDK is called with. */
export interface AiSdkCallOptions {
  readonly prompt: readonly { readonly role: string; readonly content: unknown }[];
  readonly maxOutputTokens?: number | undefined;
  readonly temperature?: number | undefined;
  readonly responseFormat?: { readonly type: string; readonly schema?: object | undefined } | undefined;
  readonly providerOptions?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** What a model object of the AI SDK returns. */
export interface AiSdkResult {
  readonly content: readonly AiSdkContent[];
  /** A word in version 2, an object in version 3. */
  readonly finishReason: string | { readonly unified: string };
  readonly usage: AiSdkUsage;
}

/** A part of a reply: `text` in parts of the types "text" and "reasoning", `input` in parts of the type "tool-call". */
export interface AiSdkContent {
  readonly type: string;
  readonly text?: string;
  readonly input?: unknown;
}

/** Numbers of tokens: plain numbers in version 2, objects in version 3. */
export interface AiSdkUsage {
  readonly inputTokens?: number | { readonly total: number | undefined } | undefined;
  readonly outputTokens?:
    | number
    | { readonly total: number | undefined; readonly reasoning?: number | undefined }
    | undefined;
  readonly reasoningTokens?: number | undefined;
}
