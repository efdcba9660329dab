import { open } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { InputError, RemoteError, throwIfCancelled } from "../errors.ts";
import { answerSchema } from "./answer-schema.ts";
import type { Completion, CompletionRequest, LanguageModel } from "./language-model.ts";
import {
  type Llama,
  type LlamaModel,
  type LlamaPackage,
  type LlamaSequence,
  loadLlama,
} from "./node-llama-cpp.ts";

export interface GgufOptions {
  /** Seed of the sampling; default: 0. Call i (from 0) uses seed + i, so a repeated call gives another answer and a run can be repeated. */
  readonly seed?: number;
  /** Loads the package `node-llama-cpp`. */
  readonly load?: () => Promise<LlamaPackage>;
}

/** Maximum number of tokens of a request and its answer. More takes memory that descriptions do not need; fewer rejects long descriptions. */
const longestContext = 8192;

/**
 * Opens a language model in a GGUF file, through node-llama-cpp. The file is loaded at the first request.
 *
 * Requests are answered one after the other, each with an empty history, so an answer depends on its request and seed
 * only.
 * @throws InputError if the file is missing or is not a GGUF file, or the package is not installed
 */
export async function openGgufLanguageModel(path: string, options: GgufOptions = {}): Promise<LanguageModel> {
  const { seed = 0, load = () => loadLlama(path) } = options;
  await requireGgufFile(path);
  return new GgufLanguageModel(path, seed, await load());
}

async function requireGgufFile(path: string): Promise<void> {
  const start = await readStart(path).catch((cause) => {
    throw new InputError(`The model file cannot be read (${cause.code}); check the path in gguf:PATH.`, {
      source: path,
      cause,
    });
  });
  if (start !== "GGUF") {
    throw new InputError("This is not a GGUF file; gguf:PATH needs a language model in that format.", {
      source: path,
    });
  }
}

async function readStart(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4), position: 0 });
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The objects of a loaded file. */
interface Loaded {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly sequence: LlamaSequence;
}

class GgufLanguageModel implements LanguageModel {
  readonly name: string;
  readonly mostAtOnce = 1;
  /** Without a GPU, one answer may take minutes. */
  readonly usualSeconds = 600;
  readonly #path: string;
  readonly #seed: number;
  readonly #package: LlamaPackage;
  #loaded: Promise<Loaded> | undefined;
  #calls = 0;
  /** Resolves when the last request in the queue has ended. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(path: string, seed: number, llamaPackage: LlamaPackage) {
    this.name = `gguf:${path}`;
    this.#path = path;
    this.#seed = seed;
    this.#package = llamaPackage;
  }

  complete(request: CompletionRequest): Promise<Completion> {
    const seed = this.#seed + this.#calls++;
    const answer = this.#queue.then(() => this.#answer(request, seed));
    this.#queue = answer.catch(() => {});
    return answer;
  }

  async dispose(): Promise<void> {
    await this.#queue;
    const loaded = await this.#loaded?.catch(() => undefined);
    this.#loaded = undefined;
    await loaded?.llama.dispose();
  }

  async #answer(request: CompletionRequest, seed: number): Promise<Completion> {
    throwIfCancelled(request.signal);
    this.#loaded ??= this.#load();
    const loaded = await this.#loaded;
    try {
      return await this.#generate(loaded, request, seed);
    } catch (cause) {
      throwIfCancelled(request.signal);
      if (cause instanceof RemoteError) throw cause;
      throw this.#failure(`could not answer (${reasonIn(cause)})`, cause);
    }
  }

  async #load(): Promise<Loaded> {
    let llama: Llama | undefined;
    try {
      llama = await this.#package.getLlama({
        build: "never",
        skipDownload: true,
        progressLogs: false,
        logger: () => {},
        // The package's default is at least four, even on fewer cores.
        maxThreads: availableParallelism(),
      });
      const model = await llama.loadModel({ modelPath: this.#path });
      const context = await model.createContext({ contextSize: { max: longestContext }, sequences: 1 });
      return { llama, model, sequence: context.getSequence() };
    } catch (cause) {
      await llama?.dispose();
      throw new InputError(
        `node-llama-cpp cannot load this model (${reasonIn(cause)}): use another GGUF file or update the package.`,
        { source: this.#path, cause },
      );
    }
  }

  async #generate(loaded: Loaded, request: CompletionRequest, seed: number): Promise<Completion> {
    const { llama, sequence } = loaded;
    const { instructions, data, maximumTokens, temperature, signal } = request;
    this.#rejectTooLong(loaded, request);
    await sequence.clearHistory();
    const before = sequence.tokenMeter.getState();
    const session = new this.#package.LlamaChatSession({
      contextSequence: sequence,
      systemPrompt: instructions,
    });
    try {
      const { responseText } = await session.promptWithMeta(data, {
        // A schema that the grammar cannot express is stated in the instructions only.
        grammar: await llama.createGrammarForJsonSchema(answerSchema(request.shape)).catch(() => undefined),
        maxTokens: maximumTokens,
        temperature,
        seed,
        signal,
      });
      const { usedInputTokens, usedOutputTokens } = sequence.tokenMeter.diff(before);
      return { text: responseText, tokensIn: usedInputTokens, tokensOut: usedOutputTokens };
    } finally {
      session.dispose({ disposeSequence: false });
    }
  }

  /** Rejects a request that does not fit into the context: the package would cut it. */
  #rejectTooLong(
    { model, sequence }: Loaded,
    { instructions, data, maximumTokens }: CompletionRequest,
  ): void {
    const tokens = model.tokenize(`${instructions}\n${data}`).length + maximumTokens;
    if (tokens <= sequence.contextSize) return;
    throw this.#failure(
      `has room for ${sequence.contextSize} tokens, and the request needs ${tokens} with its answer`,
    );
  }

  #failure(what: string, cause?: unknown): RemoteError {
    return new RemoteError(`${this.name} ${what}.`, this.#path, undefined, { cause });
  }
}

function reasonIn(cause: unknown): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  return words.replace(/\s+/g, " ").trim().slice(0, 200).replace(/\.$/, "");
}
