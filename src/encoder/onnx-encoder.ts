import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { mapConcurrent } from "../async/concurrency.ts";
import { InputError, ModelFileError, optionError, throwIfCancelled } from "../errors.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { addScaled, sum } from "../math/vector.ts";
import { type OptionNames, requireOptions } from "../options/known-options.ts";
import { type BatchLimits, planBatches } from "./batches.ts";
import type { EmbedOptions, EncoderIdentity, OpenedEncoder } from "./encoder.ts";
import { type EncoderFiles, fingerprintOf, readEncoderFiles, spaceStatisticsFile } from "./encoder-files.ts";
import { type EncoderGraph, openEncoderGraph } from "./encoder-graph.ts";
import { rowsAreIndependent } from "./rows-are-independent.ts";
import { type SpaceStatistics, spaceStatisticsFromBytes } from "./space-statistics.ts";
import { charactersRead, firstTokens } from "./text-tokens.ts";
import { sequenceOf, type TextTokenizer } from "./tokenizer.ts";
import { isUnfamiliar } from "./unfamiliar-language.ts";
import { scaleRowsToUnitLength } from "./unit-length.ts";
import { cutWindows, defaultMaxWindows, type Window, type WindowPolicy, windowWeight } from "./windows.ts";

/** How to run an ONNX encoder. */
export interface OnnxEncoderOptions {
  /** Number of threads. Default: one per physical core */
  readonly threads?: number;
  /**
   * How a text longer than one window is embedded: as the mean of its windows, weighted by their numbers of tokens, or as
   * its first window. Default: "mean"
   */
  readonly windows?: WindowPolicy;
  /**
   * Maximum number of windows of 256 tokens that are read of a text. The rest of a longer text is not read, which limits
   * the time per text. Default: 16
   */
  readonly maxWindows?: number;
}

/**
 * Maximum number of rows and of tokens per batch. Larger: the values do not fit into the processor's cache. Smaller: a
 * session with several threads has too little work per thread. Processor time per short text with the bundled encoder and
 * one thread: 6.7 ms one by one, 4.6 with 8 rows, 4.7 with 16, 4.9 with 32, 6.0 with 64.
 * @internal Exported for benchmarks.
 */
export const batchLimits = { rows: 32, tokens: 512 };

/** Limits for graphs in which the rows of a batch change each other's vectors, even if only in the last bit. */
const oneByOne = { rows: 1, tokens: 1 };

export const onnxEncoderOptionNames = {
  threads: true,
  windows: true,
  maxWindows: true,
} satisfies OptionNames<OnnxEncoderOptions>;

/**
 * Opens the ONNX encoder in a folder: the bundled one, a pulled one, or an export in the sentence-transformers layout.
 * @throws ModelFileError if the folder has no encoder, or a damaged or unsupported one
 */
export async function openOnnxEncoder(
  path: string,
  options: OnnxEncoderOptions = {},
): Promise<OpenedEncoder> {
  requireOptions(options, onnxEncoderOptionNames);
  checkOnnxOptions(options);
  return openEncoderFiles(await readEncoderFiles(path), options);
}

/**
 * Opens an encoder from its files, which were read before and whose graph may have been replaced.
 * @param options checked options
 * @param identify returns the identity of the opened encoder from that of the encoder in the folder
 */
export async function openEncoderFiles(
  files: EncoderFiles,
  { threads, windows: policy = "mean", maxWindows = defaultMaxWindows }: OnnxEncoderOptions,
  identify = (stored: EncoderIdentity): EncoderIdentity => stored,
): Promise<OpenedEncoder> {
  const { folder, tokenizer, graph: source, windowSize: size } = files;
  const { path, file } = source;
  const settings = { path, file, pooling: folder.pooling, padding: tokenizer.padding, threads };
  const graph = await openEncoderGraph(source.bytes ?? path, settings);
  try {
    const { columns: dimensions } = await graph.run([sequenceOf(tokenizer, [])]);
    const statistics = spaceStatisticsOf(files, dimensions);
    const identity = { name: folder.name, dimensions, fingerprint: fingerprintOf(files, policy) };
    const canBatch = folder.isBundled || (await rowsAreIndependent(graph, tokenizer, size));
    const limits = canBatch ? batchLimits : oneByOne;
    const maxTokens = size * (policy === "first" ? 1 : maxWindows);
    const parts = { tokenizer, graph, prefix: folder.prefix, size, maxTokens, limits };
    return new OnnxEncoder(identify(identity), parts, statistics);
  } catch (error) {
    await graph.release();
    throw error;
  }
}

/** Checks the options. @throws InputError if one is invalid */
export function checkOnnxOptions({ threads, windows, maxWindows }: OnnxEncoderOptions): void {
  for (const [name, value] of Object.entries({ threads, maxWindows })) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      throw optionError(name, "a whole number, 1 or more", value);
    }
  }
  if (windows !== undefined && windows !== "mean" && windows !== "first") {
    throw optionError("windows", '"mean" or "first"', windows);
  }
}

function spaceStatisticsOf(
  { folder, spaceStatistics: file }: EncoderFiles,
  dimensions: number,
): SpaceStatistics | undefined {
  if (file === undefined) return undefined;
  const statistics = spaceStatisticsFromBytes(file.bytes, dimensions);
  if (statistics === undefined) {
    const path = join(folder.path, spaceStatisticsFile);
    throw new ModelFileError(
      path,
      `The space statistics do not match vectors of ${dimensions} numbers; install the encoder again.`,
    );
  }
  return statistics;
}

interface OnnxEncoderParts {
  readonly tokenizer: TextTokenizer;
  readonly graph: EncoderGraph;
  readonly prefix: string;
  /** Number of tokens per window, special tokens excluded. */
  readonly size: number;
  /** Maximum number of tokens that are read of a text. */
  readonly maxTokens: number;
  readonly limits: BatchLimits;
}

/** Numbers of texts and characters that are tokenised before the event loop and the signal get a turn. Larger: slower reactions. */
const textsPerTurn = 1000;
const charactersPerTurn = 200_000;

class OnnxEncoder implements OpenedEncoder {
  readonly identity: EncoderIdentity;
  readonly background: SpaceStatistics | undefined;
  readonly #parts: OnnxEncoderParts;
  /** Running calls of embed(). */
  readonly #running = new Set<Promise<unknown>>();
  #released: Promise<void> | undefined;

  constructor(identity: EncoderIdentity, parts: OnnxEncoderParts, statistics: SpaceStatistics | undefined) {
    this.identity = identity;
    this.background = statistics;
    this.#parts = parts;
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Matrix> {
    if (this.#released !== undefined) {
      throw new InputError("This encoder is closed, because dispose() was called; open it again.");
    }
    const running = this.#embed(texts, options);
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  async #embed(texts: readonly string[], { onProgress, signal }: EmbedOptions): Promise<Matrix> {
    throwIfCancelled(signal);
    const { graph, tokenizer, limits } = this.#parts;
    const windows = await this.#tokenise(texts, signal);
    const sums = zeros(texts.length, this.identity.dimensions);
    const openWindows = countByText(windows, texts.length);
    let done = 0;
    const lengths = windows.map((window) => window.ids.length);
    const batches = planBatches(lengths, limits);
    // Batches end in any order. Sums are added in one order, so that they always have the same bits.
    const add = inOrder((vectors: Matrix, place) => {
      for (const [row, i] of batches[place].entries()) {
        addScaled(rowOf(sums, windows[i].text), rowOf(vectors, row), windowWeight(windows[i]));
        openWindows[windows[i].text]--;
        if (openWindows[windows[i].text] === 0) done++;
      }
      onProgress?.({ stage: "embed", done, total: texts.length, unit: "texts" });
    });
    // A session with several threads answers one call the soonest. Calls at the same time take less time in workers.
    const isSmall = batches.length === 1 && this.#running.size === 1;
    const job = isSmall ? { lanes: 1, run: graph.run } : graph.startJob(sum(lengths));
    await mapConcurrent(batches, job.lanes, async (batch, place) => {
      throwIfCancelled(signal);
      const vectors = await job.run(batch.map((i) => sequenceOf(tokenizer, windows[i].ids)));
      scaleRowsToUnitLength(vectors);
      add(vectors, place);
    });
    scaleRowsToUnitLength(sums);
    return sums;
  }

  charactersRead(text: string): number {
    const { tokenizer, maxTokens } = this.#parts;
    return charactersRead(tokenizer, text, maxTokens);
  }

  isUnfamiliar(texts: readonly string[]): boolean {
    return isUnfamiliar(this.#parts.tokenizer, texts);
  }

  dispose(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** A running graph cannot be released. */
  async #release(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#parts.graph.release();
  }

  async #tokenise(texts: readonly string[], signal: AbortSignal | undefined): Promise<Window[]> {
    const { tokenizer, prefix, size, maxTokens } = this.#parts;
    const windows: Window[] = [];
    let [textsOfTurn, charactersOfTurn] = [0, 0];
    for (const [text, content] of texts.entries()) {
      const ids = firstTokens(tokenizer, prefix + content, maxTokens);
      for (const window of cutWindows(text, ids, size)) windows.push(window);
      textsOfTurn++;
      charactersOfTurn += content.length;
      if (textsOfTurn === textsPerTurn || charactersOfTurn >= charactersPerTurn) {
        [textsOfTurn, charactersOfTurn] = [0, 0];
        await nextTurn();
        throwIfCancelled(signal);
      }
    }
    return windows;
  }
}

function countByText(windows: readonly Window[], texts: number): Uint32Array {
  const counts = new Uint32Array(texts);
  for (const window of windows) counts[window.text]++;
  return counts;
}

/** Returns a function that takes items in any order and passes them on in the order of their places 0, 1, 2 and so on. */
function inOrder<Item>(visit: (item: Item, place: number) => void): (item: Item, place: number) => void {
  const early = new Map<number, Item>();
  let next = 0;
  return (item, place) => {
    early.set(place, item);
    for (let found = early.get(next); found !== undefined; found = early.get(next)) {
      early.delete(next);
      visit(found, next++);
    }
  };
}
