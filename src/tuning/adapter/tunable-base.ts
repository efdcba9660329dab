import { bundledEncoderFolder } from "../../encoder/bundled-encoder.ts";
import type { EncoderIdentity } from "../../encoder/encoder.ts";
import { type EncoderFiles, fingerprintOf, readEncoderFiles } from "../../encoder/encoder-files.ts";
import type { TextTokenizer } from "../../encoder/tokenizer.ts";
import { ModelFileError } from "../../errors.ts";
import type { EncoderWeights } from "../graph/encoder-weights.ts";
import { readBaseWeights } from "./base-weights.ts";

/** The bundled encoder as tuning takes it: in float32. */
export interface TunableBase {
  /** The identity of the encoder without an adapter, the same as that of openEncoder(). */
  readonly identity: EncoderIdentity;
  readonly tokenizer: TextTokenizer;
  readonly weights: EncoderWeights;
}

/**
 * Reads and checks the encoder for fine-tuning.
 * @param from folder of the bundled encoder or of a copy, or its files if they are read already
 * @throws ModelFileError if it is damaged or another encoder
 */
export async function openTunableBase(
  from: string | EncoderFiles = bundledEncoderFolder,
): Promise<TunableBase> {
  const files = typeof from === "string" ? await readEncoderFiles(from) : from;
  const { bytes, path } = tunableGraph(files);
  const weights = readBaseWeights(bytes, path);
  const identity = {
    name: files.folder.name,
    dimensions: weights.words.columns,
    fingerprint: fingerprintOf(files, "mean"),
  };
  return { identity, tokenizer: files.tokenizer, weights };
}

/** Returns the graph of the bundled encoder. @throws ModelFileError if the encoder has no ONNX graph in one file */
export function tunableGraph({ graph }: EncoderFiles): { readonly bytes: Uint8Array; readonly path: string } {
  const { bytes, path } = graph;
  if (bytes === undefined) throw new ModelFileError(path, "Only the bundled encoder can be fine-tuned.");
  return { bytes, path };
}
