import { bundledEncoderFolder } from "../../encoder/bundled-encoder.ts";
import type { Encoder, EncoderIdentity } from "../../encoder/encoder.ts";
import { type EncoderFiles, readEncoderFiles } from "../../encoder/encoder-files.ts";
import { checkOnnxOptions, openEncoderFiles } from "../../encoder/onnx-encoder.ts";
import { sha256 } from "../../files/sha256.ts";
import { toFloat16 } from "../../math/float16.ts";
import type { Adapter } from "./adapter.ts";
import { requantize } from "./requantize.ts";
import { tunableGraph } from "./tunable-base.ts";

export interface TunedEncoderOptions {
  /** Threads of one computation; without it one for each physical core. */
  readonly threads?: number;
  /** As the encoder's own option of this name. */
  readonly maxWindows?: number;
  /** The folder of a copy of the bundled encoder, or files that are read already; default: the bundled encoder. */
  readonly folder?: string | EncoderFiles;
  /** Where the adapter came from, for messages. */
  readonly source?: string;
}

/**
 * Opens the bundled encoder with an adapter merged in: int8, with the frozen encoder's speed and background.
 * @param adapter one whose numbers are half floats, as those of a tuned or loaded one are.
 * @throws ModelFileError where the encoder is damaged or the adapter is not one for it.
 */
export async function openTunedEncoder(
  adapter: Adapter,
  { threads, maxWindows, folder = bundledEncoderFolder, source = "The adapter" }: TunedEncoderOptions = {},
): Promise<Encoder> {
  checkOnnxOptions({ threads, maxWindows });
  const files = typeof folder === "string" ? await readEncoderFiles(folder) : folder;
  const { bytes, path } = tunableGraph(files);
  const tuned = await requantize(bytes, adapter, { path, source, threads });
  const graph = { ...files.graph, bytes: tuned, file: undefined };
  return openEncoderFiles({ ...files, graph }, { threads, maxWindows }, (base) =>
    tunedIdentity(base, adapter),
  );
}

/** Not over the merged weights: their last bits may differ from one kind of processor to another. */
export function tunedIdentity(
  { name, dimensions, fingerprint: base }: EncoderIdentity,
  adapter: Adapter,
): EncoderIdentity {
  const { rank, scale, data } = adapter;
  const numbers = sha256(new Uint8Array(toFloat16(data).buffer));
  const fingerprint = sha256(JSON.stringify({ base, rank, scale, adapter: numbers }));
  return { name: `${name}, tuned`, dimensions, fingerprint };
}
