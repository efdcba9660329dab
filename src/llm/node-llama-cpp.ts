import { loadOptionalPackage } from "../files/optional-package.ts";

/*
 * The part of node-llama-cpp 3 that is used, written down here because the package is optional: pilesort compiles
 * and runs without it.
 */

export interface LlamaPackage {
  getLlama(options: {
    readonly build: "never";
    readonly skipDownload: boolean;
    readonly progressLogs: boolean;
    readonly logger: () => void;
    readonly maxThreads: number;
  }): Promise<Llama>;
  readonly LlamaChatSession: new (options: {
    readonly contextSequence: LlamaSequence;
    readonly systemPrompt: string;
  }) => LlamaSession;
}

export interface Llama {
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: object): Promise<LlamaGrammar>;
  dispose(): Promise<void>;
}

/** Known to the package alone. */
type LlamaGrammar = object;

export interface LlamaModel {
  tokenize(text: string): readonly number[];
  createContext(options: {
    readonly contextSize: { readonly max: number };
    readonly sequences: number;
  }): Promise<{ getSequence(): LlamaSequence }>;
}

export interface LlamaSequence {
  readonly contextSize: number;
  readonly tokenMeter: { getState(): TokenCounts; diff(before: TokenCounts): TokenCounts };
  clearHistory(): Promise<void>;
}

interface TokenCounts {
  readonly usedInputTokens: number;
  readonly usedOutputTokens: number;
}

interface LlamaSession {
  promptWithMeta(
    text: string,
    options: {
      readonly grammar: LlamaGrammar | undefined;
      readonly maxTokens: number;
      readonly temperature: number;
      readonly seed: number;
      readonly signal: AbortSignal | undefined;
    },
  ): Promise<{ readonly responseText: string }>;
  dispose(options: { readonly disposeSequence: boolean }): void;
}

/**
 * Loads node-llama-cpp.
 * @param path the GGUF file, for messages
 * @throws InputError if the package is not installed or does not run here
 */
export function loadLlama(path: string): Promise<LlamaPackage> {
  // Not written as a literal, because the compiler would need the package's types.
  const name: string = "node-llama-cpp";
  return loadOptionalPackage(() => import(name), [name], { source: path }, "needs");
}
