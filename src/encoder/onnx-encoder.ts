import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { mapConcurrent } from "../async/concurrency.ts";
import { ModelFileError, optionError, throwIfCancelled } from "../errors.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { type Background, backgroundFromBytes } from "./background.ts";
import { planBatches } from "./batches.ts";
import type { EmbedOptions, Encoder, EncoderIdentity } from "./encoder.ts";
import { backgroundFile, type EncoderFiles, fingerprintOf, readEncoderFiles } from "./encoder-files.ts";
import { type EncoderGraph, openEncoderGraph } from "./encoder-graph.ts";
import { sequenceOf, type TextTokenizer } from "./tokenizer.ts";
import { scaleRowsToUnitLength } from "./unit-length.ts";
import { cutWindows, type Window, type WindowPolicy, windowWeight } from "./windows.ts";

export interface OnnxEncoderOptions {
  /** Threads of one computation; without it one for each physical core. */
  readonly threads?: number;
  /** What becomes of a long text: the mean of its windows, weighted by their tokens (the default), or its first window. */
  readonly windows?: WindowPolicy;
}

/**
 * Maximum rows and tokens of a batch. Measured with the bundled encoder on short texts, in processor time per text with
 * one thread: 6.7 ms one by one, 4.6 with 8 rows, 4.7 with 16, 4.9 with 32, 6.0 with 64, whose values do not fit into the
 * processor's cache. Fewer rows leave a session of several threads too little to share.
 */
export const batchLimits = { rows: 32, tokens: 512 };

/**
 * Opens the ONNX encoder in a folder: the bundled one, a downloaded one, or an export of sentence-transformers.
 * @throws ModelFileError where the folder holds no encoder, a damaged one or one that is not understood.
 */
export async function openOnnxEncoder(path: string, options: OnnxEncoderOptions = {}): Promise<Encoder> {
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
  { threads, windows: policy = "mean" }: OnnxEncoderOptions,
  identify = (stored: EncoderIdentity): EncoderIdentity => stored,
): Promise<Encoder> {
  const { folder, tokenizer, graph: source, windowSize: size } = files;
  const { path, file } = source;
  const settings = { path, file, pooling: folder.pooling, padding: tokenizer.padding, threads };
  const graph = await openEncoderGraph(source.bytes ?? path, settings);
  const { columns: dimensions } = await graph.run([sequenceOf(tokenizer, [])]);
  const background = backgroundOf(files, dimensions);
  const identity = { name: folder.name, dimensions, fingerprint: fingerprintOf(files, policy) };
  const parts = { tokenizer, graph, prefix: folder.prefix, policy, size };
  return new OnnxEncoder(identify(identity), parts, background);
}

/** @throws InputError where an option is not one that is understood. */
export function checkOnnxOptions({ threads, windows }: OnnxEncoderOptions): void {
  if (threads !== undefined && !(Number.isSafeInteger(threads) && threads >= 1)) {
    throw optionError("threads", "a whole number, 1 or more", threads);
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
  readonly policy: WindowPolicy;
  /** Tokens of a window, special ones not counted. */
  readonly size: number;
}

/** Texts tokenised between two looks at the signal and turns of the event loop. */
const textsPerTurn = 1000;

class OnnxEncoder implements Encoder {
  readonly identity: EncoderIdentity;
  readonly background: Background | undefined;
  readonly #parts: OnnxEncoderParts;
  #released: Promise<void> | undefined;

  constructor(identity: EncoderIdentity, parts: OnnxEncoderParts, background: Background | undefined) {
    this.identity = identity;
    this.background = background;
    this.#parts = parts;
  }

  async embed(texts: readonly string[], { onProgress, signal }: EmbedOptions = {}): Promise<Matrix> {
    throwIfCancelled(signal);
    const { graph, tokenizer } = this.#parts;
    const windows = await this.#tokenise(texts, signal);
    const sums = zeros(texts.length, this.identity.dimensions);
    const openWindows = countByText(windows, texts.length);
    let done = 0;
    const lengths = windows.map((window) => window.ids.length);
    const batches = planBatches(lengths, batchLimits);
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

  dispose(): Promise<void> {
    this.#released ??= this.#parts.graph.release();
    return this.#released;
  }

  async #tokenise(texts: readonly string[], signal: AbortSignal | undefined): Promise<Window[]> {
    const { tokenizer, prefix, size, policy } = this.#parts;
    const windows: Window[] = [];
    for (const [text, content] of texts.entries()) {
      const ids = tokenizer.encode(prefix + content);
      for (const window of cutWindows(text, ids, size, policy)) windows.push(window);
      if ((text + 1) % textsPerTurn === 0) {
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
