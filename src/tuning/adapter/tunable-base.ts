import { bundledEncoderFolder } from "../../encoder/bundled-encoder.ts";
import type { EncoderIdentity } from "../../encoder/encoder.ts";
import { type EncoderFiles, fingerprintOf, readEncoderFiles } from "../../encoder/encoder-files.ts";
import type { TextTokenizer } from "../../encoder/tokenizer.ts";
import type { EncoderWeights } from "../../encoder/transformer/encoder-weights.ts";
import { readExportWeights } from "../../encoder/transformer/export-weights.ts";
import { readTransformerConfig } from "../../encoder/transformer/transformer-config.ts";
import { ModelFileError } from "../../errors.ts";
import { readForTuning } from "../../onnx/graph-reader.ts";
import { readBaseWeights } from "./base-weights.ts";

/** An encoder as tuning takes it: in float32. */
export interface TunableBase {
  /** The identity of the encoder without an adapter, the same as that of openEncoder(). */
  readonly identity: EncoderIdentity;
  readonly tokenizer: TextTokenizer;
  /** Put before every text. */
  readonly prefix: string;
  /** Tokens of a window, special ones not counted. */
  readonly windowSize: number;
  readonly weights: EncoderWeights;
  /**
   * Whether it is certain that the graph computes what tuning computes with these weights. Otherwise the vectors must be
   * compared.
   */
  readonly isCertain: boolean;
}

/**
 * Reads and checks an encoder for fine-tuning: the bundled one, or an export of a transformer like BERT or XLM-RoBERTa.
 * @param from its folder, or its files if they are read already. Default: the bundled encoder
 * @throws ModelFileError if it is damaged, or of a kind that cannot be fine-tuned
 */
export async function openTunableBase(
  from: string | EncoderFiles = bundledEncoderFolder,
): Promise<TunableBase> {
  const files = typeof from === "string" ? await readEncoderFiles(from) : from;
  const weights = await readTunableWeights(files);
  const { tokenizer, windowSize } = files;
  const { name, prefix, isBundled } = files.folder;
  const identity = { name, dimensions: weights.words.columns, fingerprint: fingerprintOf(files, "mean") };
  return { identity, tokenizer, prefix, windowSize, weights, isCertain: isBundled };
}

/** Reads the weights of an encoder in float32. @throws ModelFileError if it is of a kind that cannot be fine-tuned */
export async function readTunableWeights(files: EncoderFiles): Promise<EncoderWeights> {
  const { bytes, path } = tunableGraph(files);
  const { folder } = files;
  if (folder.isBundled) return readBaseWeights(bytes, path);
  return readForTuning(path, async () => {
    if (folder.pooling === undefined) throw new RangeError("the folder does not say how it pools.");
    return readExportWeights(bytes, await readTransformerConfig(folder.path), folder.pooling);
  });
}

/** Returns the graph of an encoder. @throws ModelFileError if its weights are in a file of their own */
export function tunableGraph({ graph }: EncoderFiles): { readonly bytes: Uint8Array; readonly path: string } {
  const { bytes, path } = graph;
  if (bytes === undefined) {
    throw new ModelFileError(
      path,
      "An encoder whose weights are in a file beside the graph cannot be fine-tuned; train without fine-tuning.",
    );
  }
  return { bytes, path };
}
