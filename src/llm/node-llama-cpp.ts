import { InputError } from "../errors.ts";

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

/** @throws InputError where the package is not installed or does not run here */
export async function loadLlama(): Promise<LlamaPackage> {
  // Not written as a literal, for the compiler would want the package's types.
  const name: string = "node-llama-cpp";
  try {
    return await import(name);
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    const fact = isMissing ? "is not installed" : "cannot be loaded";
    throw new InputError(
      `A language model in a GGUF file needs the package node-llama-cpp, which ${fact}: run "npm install node-llama-cpp" beside pilesort.`,
      { cause },
    );
  }
}
