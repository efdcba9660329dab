import { createGuardedFetch } from "../async/guarded-fetch.ts";
import { isLocalAddress } from "../async/local-address.ts";
import { argumentError, InputError, optionError } from "../errors.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";
import { type AiSdkOptions, fromAiSdk } from "./ai-sdk-language-model.ts";
import type { AiSdkModel } from "./ai-sdk-model.ts";
import { openGgufLanguageModel } from "./gguf-language-model.ts";
import type { LanguageModel } from "./language-model.ts";
import { baseAddress, defaultOllamaAddress, ollamaAddress, urlOption } from "./model-address.ts";
import { findKey, type Key, keyOption } from "./model-key.ts";
import { anthropicModel, type Connection, compatibleModel, openAiModel } from "./provider-models.ts";
import { withReadableUsage } from "./readable-usage.ts";
import type { Remedies } from "./remote-failure.ts";

type Environment = NonNullable<OpenLanguageModelOptions["environment"]>;

export interface OpenLanguageModelOptions extends Pick<AiSdkOptions, "reasoningEffort" | "providerOptions"> {
  /** The base address, such as "http://localhost:8080/v1" (--llm-url). Default: the provider's. */
  readonly url?: string;
  /** The environment variable that contains the key (--llm-key-env). Default at the provider's address: the provider's. */
  readonly keyVariable?: string;
  /** Environment variables; default: process.env. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Sends the requests; default: the global fetch. */
  readonly fetch?: typeof globalThis.fetch;
}

const openOptionNames = {
  ...{ reasoningEffort: true, providerOptions: true },
  ...{ url: true, keyVariable: true, environment: true, fetch: true },
} satisfies OptionNames<OpenLanguageModelOptions>;

interface Provider {
  readonly defaultAddress: (environment: Environment) => string;
  /** Returns the address that the option url stands for. */
  readonly addressAt: (url: string) => string;
  /** The environment variable with the key; absent for a provider that needs no key. */
  readonly defaultKeyVariable?: string;
  readonly open: (connection: Connection) => Promise<AiSdkModel>;
}

const openAi: Provider = {
  defaultAddress: () => "https://api.openai.com/v1",
  addressAt: baseAddress,
  defaultKeyVariable: "OPENAI_API_KEY",
  open: openAiModel,
};
const anthropic: Provider = {
  defaultAddress: () => "https://api.anthropic.com/v1",
  addressAt: baseAddress,
  defaultKeyVariable: "ANTHROPIC_API_KEY",
  open: anthropicModel,
};
const ollama: Provider = {
  defaultAddress: defaultOllamaAddress,
  addressAt: ollamaAddress,
  open: compatibleModel,
};
const providers = new Map([
  ["openai", openAi],
  ["anthropic", anthropic],
  ["ollama", ollama],
]);

const forms = "openai:NAME, anthropic:NAME, ollama:NAME or gguf:PATH";
/** Maximum size of a reply: a thousand times the requested text. Larger replies take memory; a much smaller maximum would cut long thinking. */
const maxReplyBytes = 8 * 1024 * 1024;
/** Time limit in seconds for servers on the user's own machine, which may take minutes per request. With less, slow machines time out. */
const secondsOfLocalServer = 600;

const withoutModel = "without --llm pilesort trains from the descriptions alone";

/**
 * Opens a language model by its name: "openai:NAME", "anthropic:NAME", "ollama:NAME", "gguf:PATH", or with the option url
 * any model of a server with OpenAI's interface. Sends nothing.
 *
 * The provider's package must be installed: @ai-sdk/openai, @ai-sdk/anthropic, @ai-sdk/openai-compatible (Ollama and
 * the option url) or node-llama-cpp. The provider's default key is sent to the provider's own address only: with the
 * option url, name the key with keyVariable.
 * @throws InputError if the name, an option or the key is invalid, or a package is not installed
 * @example
 * const model = await openLanguageModel("ollama:qwen3:8b");
 * await classifier.generate({ model, folder: "piles" });
 */
export async function openLanguageModel(
  name: string,
  options: OpenLanguageModelOptions = {},
): Promise<LanguageModel> {
  if (typeof name !== "string") throw argumentError("name", `a string: ${forms}`, name);
  requireOptions(options, openOptionNames);
  const { url } = options;
  const [, kind = "", rest = ""] = /^(\w+):(.*)$/s.exec(name) ?? [];
  const provider = providers.get(kind);
  if ((provider !== undefined || kind === "gguf") && rest === "") {
    throw optionError("llm (--llm)", kind === "gguf" ? "gguf:PATH" : `${kind}:NAME`, name);
  }
  if (kind === "gguf") {
    rejectRemoteOptions(options);
    return openGgufLanguageModel(rest);
  }
  if (provider !== undefined) return openAtProvider(provider, name, rest, options);
  if (name === "" || url === undefined) {
    throw optionError("llm (--llm)", `${forms}, or any name together with ${urlOption}`, name);
  }
  const address = baseAddress(url);
  return openAt(compatibleModel, `${name} at ${address}`, name, address, options);
}

function rejectRemoteOptions(options: OpenLanguageModelOptions): void {
  const { url, keyVariable, reasoningEffort, providerOptions } = options;
  if (reasoningEffort !== undefined || providerOptions !== undefined) {
    throw new InputError(
      "A model from a file (gguf:PATH) takes neither reasoningEffort (--reasoning-effort) nor providerOptions; leave them out.",
    );
  }
  if (url === undefined && keyVariable === undefined) return;
  const given = url === undefined ? keyOption : urlOption;
  throw new InputError(`A model from a file (gguf:PATH) has no address and no key: leave out ${given}.`);
}

function openAtProvider(
  { defaultAddress, addressAt, defaultKeyVariable, open }: Provider,
  name: string,
  model: string,
  options: OpenLanguageModelOptions,
): Promise<LanguageModel> {
  const { url, keyVariable, environment = process.env } = options;
  if (url === undefined) {
    const asUsual = { ...options, keyVariable: keyVariable ?? defaultKeyVariable };
    return openAt(open, name, model, defaultAddress(environment), asUsual);
  }
  const address = addressAt(url);
  if (defaultKeyVariable !== undefined && keyVariable === undefined) {
    throw new InputError(
      `No key for ${name} at ${address}: name the environment variable that holds it with ${keyOption}; ${defaultKeyVariable} is sent to the provider's own address only.`,
    );
  }
  return openAt(open, `${name} at ${address}`, model, address, options);
}

async function openAt(
  open: Provider["open"],
  name: string,
  model: string,
  address: string,
  options: OpenLanguageModelOptions,
): Promise<LanguageModel> {
  const { keyVariable, environment = process.env, reasoningEffort, providerOptions } = options;
  const key = findKey(keyVariable, environment, name, withoutModel);
  const fetch = createGuardedFetch({
    fetch: options.fetch,
    service: name,
    maximumBytes: maxReplyBytes,
    hasOwnTimeLimit: true,
    redirectRemedy: `If you trust that address, name it with ${urlOption}`,
  });
  const sdkModel = await open({ model, name, address, key: key?.value, fetch: withReadableUsage(fetch) });
  return fromAiSdk(sdkModel, {
    name,
    secret: key?.value,
    reasoningEffort,
    providerOptions,
    usualSeconds: isLocalAddress(address) ? secondsOfLocalServer : undefined,
    remedies: remediesFor(key),
  });
}

function remediesFor(key: Key | undefined): Remedies {
  const look =
    key === undefined
      ? "Name the environment variable that holds its key"
      : `Look at the key in ${key.variable} or name another variable`;
  return {
    key: `${look} with ${keyOption}; ${withoutModel}`,
    name: `Look at the model's name in --llm and at ${urlOption}; ${withoutModel}`,
    address: `See that the server runs and look at ${urlOption}; ${withoutModel}`,
  };
}
