import { loadOptionalPackage, rethrow } from "../files/optional-package.ts";
import type { AiSdkModel } from "./ai-sdk-model.ts";

/** Where a provider's model is called, and with what. */
export interface Connection {
  readonly model: string;
  /** The model's name in messages, for instance "openai:gpt-5-mini". */
  readonly name: string;
  /** The interface's base address, without "/chat/completions" or "/messages". */
  readonly address: string;
  readonly key: string | undefined;
  readonly fetch: typeof globalThis.fetch | undefined;
}

/*
 * The package of a provider is an optional peer. It is loaded when one of the provider's models is opened; if it is not
 * installed, an InputError says which command installs it. Key and address are always passed: without them, the
 * packages would look for them in the process's environment.
 */

type OpenAiPackage = Pick<typeof import("@ai-sdk/openai"), "createOpenAI">;
type AnthropicPackage = Pick<typeof import("@ai-sdk/anthropic"), "createAnthropic">;
type CompatiblePackage = Pick<typeof import("@ai-sdk/openai-compatible"), "createOpenAICompatible">;

/**
 * Opens a model of OpenAI.
 * @throws InputError if the package @ai-sdk/openai is not installed
 */
export async function openAiModel(
  { model, name, address, key = "", fetch }: Connection,
  load: () => Promise<OpenAiPackage> = () => import("@ai-sdk/openai").catch(rethrow),
): Promise<AiSdkModel> {
  const { createOpenAI } = await loadProvider(load, "@ai-sdk/openai", name);
  // Chat completions, because the provider keeps what is sent to its newer interface.
  return createOpenAI({ baseURL: address, apiKey: key, fetch }).chat(model);
}

/**
 * Opens a model of Anthropic.
 * @throws InputError if the package @ai-sdk/anthropic is not installed
 */
export async function anthropicModel(
  { model, name, address, key = "", fetch }: Connection,
  load: () => Promise<AnthropicPackage> = () => import("@ai-sdk/anthropic").catch(rethrow),
): Promise<AiSdkModel> {
  const { createAnthropic } = await loadProvider(load, "@ai-sdk/anthropic", name);
  return createAnthropic({ baseURL: address, apiKey: key, fetch })(model);
}

/**
 * Opens a model of any server with OpenAI's `/chat/completions`, such as Ollama, llama.cpp and vLLM.
 * @throws InputError if the package @ai-sdk/openai-compatible is not installed
 */
export async function compatibleModel(
  { model, name, address, key, fetch }: Connection,
  load: () => Promise<CompatiblePackage> = () => import("@ai-sdk/openai-compatible").catch(rethrow),
): Promise<AiSdkModel> {
  const { createOpenAICompatible } = await loadProvider(load, "@ai-sdk/openai-compatible", name);
  const server = {
    name: "compatible",
    baseURL: address,
    apiKey: key,
    fetch,
    supportsStructuredOutputs: true,
  };
  return createOpenAICompatible(server)(model);
}

function loadProvider<Package>(load: () => Promise<Package>, name: string, model: string): Promise<Package> {
  return loadOptionalPackage(load, [name], { source: model }, "needs");
}
