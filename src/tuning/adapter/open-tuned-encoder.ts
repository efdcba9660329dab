import { bundledEncoderFolder } from "../../encoder/bundled-encoder.ts";
import type { Encoder, EncoderIdentity } from "../../encoder/encoder.ts";
import { type EncoderFiles, readEncoderFiles } from "../../encoder/encoder-files.ts";
import { checkOnnxOptions, openEncoderFiles } from "../../encoder/onnx-encoder.ts";
import { int8Graph } from "../../encoder/transformer/int8-graph.ts";
import { sha256 } from "../../files/sha256.ts";
import { toFloat16 } from "../../math/float16.ts";
import type { Adapter } from "./adapter.ts";
import { mergedWeights } from "./merge.ts";
import { requantize } from "./requantize.ts";
import { readTunableWeights, tunableGraph } from "./tunable-base.ts";

/** Options of openTunedEncoder(). */
export interface TunedEncoderOptions {
  /** Number of threads. Default: one per physical core. */
  readonly threads?: number;
  /** Maximum number of windows per text; see the encoder's option of this name. */
  readonly maxWindows?: number;
  /** Folder of the encoder, or its files if they are read already. Default: the bundled encoder. */
  readonly folder?: string | EncoderFiles;
  /** The file that the adapter came from, for messages. */
  readonly source?: string;
}

/**
 * Opens an encoder with an adapter merged in. It is int8 and has the same space statistics. The bundled encoder is as fast
 * as before.
 * @param adapter an adapter whose numbers are representable in float16, as those of a tuned or loaded one are
 * @throws ModelFileError if the encoder is damaged or the adapter is not for it
 */
export async function openTunedEncoder(
  adapter: Adapter,
  { threads, maxWindows, folder = bundledEncoderFolder, source = "The adapter" }: TunedEncoderOptions = {},
): Promise<Encoder> {
  checkOnnxOptions({ threads, maxWindows });
  const files = typeof folder === "string" ? await readEncoderFiles(folder) : folder;
  const tuned = files.folder.isBundled
    ? await requantize(tunableGraph(files).bytes, adapter, { path: files.graph.path, source, threads })
    : int8Graph(await mergedWeights(await readTunableWeights(files), adapter, source));
  const graph = { ...files.graph, bytes: tuned, file: undefined };
  return openEncoderFiles({ ...files, graph }, { threads, maxWindows }, (base) =>
    tunedIdentity(base, adapter),
  );
}

/**
 * Returns the identity of an encoder with an adapter. Its fingerprint covers the base and the adapter, not the merged
 * weights, because their last bits may differ between kinds of processors.
 */
export function tunedIdentity(
  { name, dimensions, fingerprint: base }: EncoderIdentity,
  adapter: Adapter,
): EncoderIdentity {
  const { rank, scale, data } = adapter;
  const numbers = sha256(new Uint8Array(toFloat16(data).buffer));
  const fingerprint = sha256(JSON.stringify({ base, rank, scale, adapter: numbers }));
  return { name: `${name}, tuned`, dimensions, fingerprint };
}
