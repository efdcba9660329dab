import type { AiSdkModel } from "./ai-sdk-language-model.ts";

/** Where a provider's model is asked, and with what. */
export interface Connection {
  readonly model: string;
  /** The interface's base address, without "/chat/completions" or "/messages". */
  readonly address: string;
  readonly key: string | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
}

/*
 * A provider's package is loaded when one of its models is opened. Key and address are always given, for the
 * packages would otherwise look for them in the process's environment.
 */

export async function openAiModel({ model, address, key = "", fetch }: Connection): Promise<AiSdkModel> {
  const { createOpenAI } = await import("@ai-sdk/openai");
  // Chat completions, because the provider keeps what is sent to its newer interface.
  return createOpenAI({ baseURL: address, apiKey: key, fetch }).chat(model);
}

export async function anthropicModel({ model, address, key = "", fetch }: Connection): Promise<AiSdkModel> {
  const { createAnthropic } = await import("@ai-sdk/anthropic");
  return createAnthropic({ baseURL: address, apiKey: key, fetch })(model);
}

/** Any server with OpenAI's `/chat/completions`: ollama, llama.cpp, vLLM and others. */
export async function compatibleModel({ model, address, key, fetch }: Connection): Promise<AiSdkModel> {
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
  const server = {
    name: "compatible",
    baseURL: address,
    apiKey: key,
    fetch,
    supportsStructuredOutputs: true,
  };
  return createOpenAICompatible(server)(model);
}
