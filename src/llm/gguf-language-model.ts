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
  /** Call i (from 0) draws with seed + i, so that asking again gives another answer and a whole run can be repeated. */
  readonly seed?: number;
  /** Gives the package `node-llama-cpp`. */
  readonly load?: () => Promise<LlamaPackage>;
}

/** Tokens a request and its answer may have together; more would take memory that a class's prompt never needs. */
const longestContext = 8192;

/**
 * Opens a language model in a GGUF file, through node-llama-cpp. The file is loaded at the first request.
 *
 * Requests are answered one after the other, each from an empty history, so that an answer depends on its request
 * and seed alone.
 * @throws InputError where the file is missing or no GGUF file, or the package is missing
 */
export async function openGgufLanguageModel(path: string, options: GgufOptions = {}): Promise<LanguageModel> {
  const { seed = 0, load = () => loadLlama(path) } = options;
  await requireGgufFile(path);
  return new GgufLanguageModel(path, seed, await load());
}

async function requireGgufFile(path: string): Promise<void> {
  const start = await readStart(path).catch((cause) => {
    throw new InputError(`The model file cannot be read (${cause.code}): look at the path in gguf:PATH.`, {
      source: path,
      cause,
    });
  });
  if (start !== "GGUF") {
    throw new InputError("This is no GGUF file: gguf:PATH needs a language model in that format.", {
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

/** What is held once the file is loaded. */
interface Loaded {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly sequence: LlamaSequence;
}

class GgufLanguageModel implements LanguageModel {
  readonly name: string;
  readonly mostAtOnce = 1;
  /** Minutes for one answer are usual where no GPU helps. */
  readonly usualSeconds = 600;
  readonly #path: string;
  readonly #seed: number;
  readonly #package: LlamaPackage;
  #loaded: Promise<Loaded> | undefined;
  #calls = 0;
  /** Ends when the last request in the queue has ended, well or not. */
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
        // Its own default is four at least, also where there are fewer cores to run them.
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
        // A shape that the grammar cannot express is asked for in words alone.
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

  /** The package would cut a request that does not fit, and answer half a question. */
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
