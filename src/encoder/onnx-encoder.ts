import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { ModelFileError, optionError, throwIfCancelled } from "../errors.ts";
import { type Matrix, rowOf, zeros } from "../math/matrix.ts";
import { sha256 } from "../sha256.ts";
import { type Background, backgroundFromBytes } from "./background.ts";
import { planBatches } from "./batches.ts";
import type { EmbedOptions, Encoder, EncoderIdentity } from "./encoder.ts";
import { type EncoderFolder, readEncoderFolder, tokenizerFile, weightsFileOf } from "./encoder-folder.ts";
import { type EncoderGraph, openEncoderGraph } from "./encoder-graph.ts";
import { hashCheckedFile, parseJson, readCheckedFile } from "./file-checks.ts";
import { openTokenizer, type TextTokenizer } from "./tokenizer.ts";
import { scaleRowsToUnitLength } from "./unit-length.ts";
import { cutWindows, type Window, type WindowPolicy, windowWeight } from "./windows.ts";

export interface OnnxEncoderOptions {
  /** Threads of one computation; without it one for each physical core. */
  readonly threads?: number;
  /** What becomes of a long text: the mean of its windows, weighted by their tokens (the default), or its first window. */
  readonly windows?: WindowPolicy;
}

const backgroundFile = "background.f32";

/** Tokens of a window, special ones not counted, where the encoder can take so many. */
const windowSize = 256;

/**
 * Measured with the bundled encoder on 2 cores, 8 to 64 rows and 512 to 4,096 tokens a batch: short texts gain up to 64
 * rows, long ones lose with more than 1,024 tokens because more of a batch is padding.
 */
const batchLimits = { rows: 64, tokens: 1024 };

/**
 * Opens the ONNX encoder in a folder: the bundled one, a downloaded one, or an export of sentence-transformers.
 * @throws ModelFileError where the folder holds no encoder, a damaged one or one that is not understood.
 */
export async function openOnnxEncoder(path: string, options: OnnxEncoderOptions = {}): Promise<Encoder> {
  const { threads, windows: policy = "mean" } = options;
  if (threads !== undefined && !(Number.isSafeInteger(threads) && threads >= 1)) {
    throw optionError("threads", "a whole number, 1 or more", threads);
  }
  if (policy !== "mean" && policy !== "first") throw optionError("windows", '"mean" or "first"', policy);
  const folder = await readEncoderFolder(path);
  const tokenizer = await loadTokenizer(folder);
  const graph = await loadGraph(folder, tokenizer.padding, threads);
  const size = Math.min(windowSize, folder.maxTokens - tokenizer.before.length - tokenizer.after.length);
  if (size < 1)
    throw new ModelFileError(folder.path, `Sequences of ${folder.maxTokens} tokens hold no text.`);
  const { columns: dimensions } = await graph.run([sequenceOf(tokenizer, [])]);
  const background = await loadBackground(folder, dimensions);
  const fingerprint = sha256(
    JSON.stringify({
      model: graph.sha256,
      tokenizer: tokenizer.sha256,
      background: background?.sha256 ?? "none",
      pooling: folder.pooling ?? "graph",
      prefix: folder.prefix,
      windows: { policy, size },
      normalised: true,
    }),
  );
  const identity = { name: folder.name, dimensions, fingerprint };
  return new OnnxEncoder(identity, { tokenizer, graph, prefix: folder.prefix, policy, size }, background);
}

type Hashed<T> = T & { readonly sha256: string };

async function loadTokenizer({ path, checks }: EncoderFolder): Promise<Hashed<TextTokenizer>> {
  const file = await readCheckedFile(path, tokenizerFile, checks);
  const place = join(path, tokenizerFile);
  const definition = parseJson(Buffer.from(file.bytes).toString(), place, z.looseObject({}));
  try {
    return { ...openTokenizer(definition), sha256: file.sha256 };
  } catch (cause) {
    throw new ModelFileError(place, "This tokenizer is of a kind that is not understood.", { cause });
  }
}

async function loadGraph(
  { path, graph, pooling, checks }: EncoderFolder,
  padding: number,
  threads: number | undefined,
): Promise<Hashed<EncoderGraph>> {
  const options = { path: join(path, graph), pooling, padding, threads };
  const file = await readCheckedFile(path, graph, checks);
  const weights = weightsFileOf(graph);
  if (!existsSync(join(path, weights))) {
    return { ...(await openEncoderGraph(file.bytes, options)), sha256: file.sha256 };
  }
  const hashes = [file.sha256, await hashCheckedFile(path, weights, checks)];
  return { ...(await openEncoderGraph(options.path, options)), sha256: sha256(hashes.join(" ")) };
}

/** The encoder's background where its folder lists one, see scripts/make-background.ts. */
async function loadBackground(
  { path, checks }: EncoderFolder,
  dimensions: number,
): Promise<Hashed<Background> | undefined> {
  if (!Object.hasOwn(checks, backgroundFile)) return undefined;
  const file = await readCheckedFile(path, backgroundFile, checks);
  const background = backgroundFromBytes(file.bytes, dimensions);
  if (background === undefined) {
    throw new ModelFileError(join(path, backgroundFile), `It does not fit vectors of ${dimensions} numbers.`);
  }
  return { ...background, sha256: file.sha256 };
}

/** A window's tokens between the special ones; a graph cannot take an empty row, so that becomes one padding token. */
function sequenceOf(tokenizer: TextTokenizer, ids: ArrayLike<number>): number[] {
  const sequence = [...tokenizer.before, ...Array.from(ids), ...tokenizer.after];
  return sequence.length === 0 ? [tokenizer.padding] : sequence;
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
    for (const batch of planBatches(lengths, batchLimits)) {
      throwIfCancelled(signal);
      const vectors = await graph.run(batch.map((i) => sequenceOf(tokenizer, windows[i].ids)));
      scaleRowsToUnitLength(vectors);
      for (const [row, i] of batch.entries()) {
        addScaled(rowOf(sums, windows[i].text), rowOf(vectors, row), windowWeight(windows[i]));
        openWindows[windows[i].text]--;
        if (openWindows[windows[i].text] === 0) done++;
      }
      onProgress?.({ stage: "embed", done, total: texts.length, unit: "texts" });
    }
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

function addScaled(sum: Float32Array, vector: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += vector[i] * factor;
}
