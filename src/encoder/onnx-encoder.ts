import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { mapConcurrent } from "../async/concurrency.ts";
import { InputError, ModelFileError, optionError, requireOptions, throwIfCancelled } from "../errors.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { type Background, backgroundFromBytes } from "./background.ts";
import { type BatchLimits, planBatches } from "./batches.ts";
import type { EmbedOptions, EncoderIdentity, OpenedEncoder } from "./encoder.ts";
import { backgroundFile, type EncoderFiles, fingerprintOf, readEncoderFiles } from "./encoder-files.ts";
import { type EncoderGraph, openEncoderGraph } from "./encoder-graph.ts";
import { charactersRead, firstTokens } from "./text-tokens.ts";
import { sequenceOf, type TextTokenizer } from "./tokenizer.ts";
import { scaleRowsToUnitLength } from "./unit-length.ts";
import { cutWindows, defaultMaxWindows, type Window, type WindowPolicy, windowWeight } from "./windows.ts";

export interface OnnxEncoderOptions {
  /** Threads of one computation; without it one for each physical core. */
  readonly threads?: number;
  /** What becomes of a long text: the mean of its windows, weighted by their tokens (the default), or its first window. */
  readonly windows?: WindowPolicy;
  /**
   * Maximum number of windows of 256 tokens that are read of a text, default 16; the rest of a longer text is not read.
   * It bounds the time that one text takes.
   */
  readonly maxWindows?: number;
}

/**
 * Maximum rows and tokens of a batch. Measured with the bundled encoder on short texts, in processor time per text with
 * one thread: 6.7 ms one by one, 4.6 with 8 rows, 4.7 with 16, 4.9 with 32, 6.0 with 64, whose values do not fit into the
 * processor's cache. Fewer rows leave a session of several threads too little to share.
 */
export const batchLimits = { rows: 32, tokens: 512 };

/** For graphs in which the rows of a batch change each other's vectors, if only in the last bit. */
const oneByOne = { rows: 1, tokens: 1 };

/**
 * Opens the ONNX encoder in a folder: the bundled one, a downloaded one, or an export of sentence-transformers.
 * @throws ModelFileError where the folder holds no encoder, a damaged one or one that is not understood.
 */
export async function openOnnxEncoder(
  path: string,
  options: OnnxEncoderOptions = {},
): Promise<OpenedEncoder> {
  requireOptions(options);
  checkOnnxOptions(options);
  return openEncoderFiles(await readEncoderFiles(path), options);
}

/**
 * Opens an encoder whose files are read, perhaps with another graph in place of the folder's.
 * @param options checked ones.
 * @param identify the identity of what is opened, from that of the encoder in the folder.
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
    const background = backgroundOf(files, dimensions);
    const identity = { name: folder.name, dimensions, fingerprint: fingerprintOf(files, policy) };
    const canBatch = folder.isBundled || (await rowsAreIndependent(graph, tokenizer, size));
    const limits = canBatch ? batchLimits : oneByOne;
    const maxTokens = size * (policy === "first" ? 1 : maxWindows);
    const parts = { tokenizer, graph, prefix: folder.prefix, size, maxTokens, limits };
    return new OnnxEncoder(identify(identity), parts, background);
  } catch (error) {
    await graph.release();
    throw error;
  }
}

/** Texts of different lengths; any vocabulary has tokens for them. */
const probes = ["a", "The parcel has not come.", "an order of two red shirts and a blue one ".repeat(4)];

/**
 * Returns whether a graph gives a row the same bits alone and in a padded batch. Graphs in float32 mostly do. Those whose
 * int8 ranges are measured on each batch do not, and neither do those with a product of one row per text.
 * @param size tokens of a window
 */
async function rowsAreIndependent(
  graph: EncoderGraph,
  tokenizer: TextTokenizer,
  size: number,
): Promise<boolean> {
  const rows = probes.map((probe) => sequenceOf(tokenizer, tokenizer.encode(probe).slice(0, size)));
  const together = await graph.run([...rows, ...rows]);
  for (const [i, row] of rows.entries()) {
    const alone = await graph.run([row]);
    if (alone.data.some((value, k) => value !== rowOf(together, i)[k])) return false;
  }
  return true;
}

/** @throws InputError where an option is not one that is understood. */
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

function backgroundOf(
  { folder, background: file }: EncoderFiles,
  dimensions: number,
): Background | undefined {
  if (file === undefined) return undefined;
  const background = backgroundFromBytes(file.bytes, dimensions);
  if (background === undefined) {
    const path = join(folder.path, backgroundFile);
    throw new ModelFileError(path, `It does not fit vectors of ${dimensions} numbers.`);
  }
  return background;
}

interface OnnxEncoderParts {
  readonly tokenizer: TextTokenizer;
  readonly graph: EncoderGraph;
  readonly prefix: string;
  /** Tokens of a window, special ones not counted. */
  readonly size: number;
  /** Tokens of a text that are read. */
  readonly maxTokens: number;
  readonly limits: BatchLimits;
}

/** Texts, and characters, that are tokenised between two looks at the signal and turns of the event loop. */
const textsPerTurn = 1000;
const charactersPerTurn = 200_000;

class OnnxEncoder implements OpenedEncoder {
  readonly identity: EncoderIdentity;
  readonly background: Background | undefined;
  readonly #parts: OnnxEncoderParts;
  /** Calls of embed that have not ended. */
  readonly #running = new Set<Promise<unknown>>();
  #released: Promise<void> | undefined;

  constructor(identity: EncoderIdentity, parts: OnnxEncoderParts, background: Background | undefined) {
    this.identity = identity;
    this.background = background;
    this.#parts = parts;
  }

  async embed(texts: readonly string[], options: EmbedOptions = {}): Promise<Matrix> {
    if (this.#released !== undefined) {
      throw new InputError("This encoder is closed, since dispose() was called; open it again.");
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
    // Batches may end in any order; sums are made in one order, so that they always have the same bits.
    const add = inOrder((vectors: Matrix, place) => {
      for (const [row, i] of batches[place].entries()) {
        addScaled(rowOf(sums, windows[i].text), rowOf(vectors, row), windowWeight(windows[i]));
        openWindows[windows[i].text]--;
        if (openWindows[windows[i].text] === 0) done++;
      }
      onProgress?.({ stage: "embed", done, total: texts.length, unit: "texts" });
    });
    const job = batches.length === 1 ? { lanes: 1, run: graph.run } : graph.startJob(sumOf(lengths));
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

  dispose(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** A graph that runs cannot be released. */
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

/** Hands on what comes with a place in the order of the places, 0, 1, 2 and so on, whatever the order in which it comes. */
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

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function addScaled(sum: Float32Array, vector: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += vector[i] * factor;
}
