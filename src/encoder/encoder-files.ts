import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import { type CheckedFile, hashCheckedFile, parseJson, readCheckedFile } from "../files/file-checks.ts";
import { sha256 } from "../files/sha256.ts";
import { openBoundedTokenizer } from "./bounded-tokenizer.ts";
import { bundledEncoderFolder } from "./bundled-encoder.ts";
import { type EncoderFolder, readEncoderFolder, tokenizerFile, weightsFileOf } from "./encoder-folder.ts";
import { openTokenizer, type TextTokenizer } from "./tokenizer.ts";
import { type WindowPolicy, windowSize } from "./windows.ts";

/** The files of an encoder, each read once and compared with its checksum. The graph is not opened yet. */
export interface EncoderFiles {
  readonly folder: EncoderFolder;
  readonly tokenizer: Hashed<TextTokenizer>;
  readonly graph: Hashed<GraphSource>;
  /** The space statistics, if the folder lists them; see scripts/make-background.ts. */
  readonly spaceStatistics: CheckedFile | undefined;
  /** Tokens of a window, special ones not counted. */
  readonly windowSize: number;
}

type Hashed<T> = T & { readonly sha256: string };

interface GraphSource {
  /** For messages, and for onnxruntime if the weights are in a file beside the graph. */
  readonly path: string;
  /** Undefined if the weights are in a file beside the graph. */
  readonly bytes?: Uint8Array;
  /** The file with these bytes; undefined if they were changed after reading. */
  readonly file?: string;
}

/** Name of the file with the space statistics. */
export const spaceStatisticsFile = "background.f32";

/**
 * Reads the files in an encoder's folder.
 * @throws ModelFileError if the folder has no encoder, or a damaged or unsupported one
 */
export async function readEncoderFiles(path: string): Promise<EncoderFiles> {
  const folder = await readEncoderFolder(path);
  const tokenizer = await readTokenizer(folder);
  const graph = await readGraph(folder);
  const spaceStatistics = Object.hasOwn(folder.checks, spaceStatisticsFile)
    ? await readCheckedFile(folder.path, spaceStatisticsFile, folder.checks)
    : undefined;
  const size = Math.min(windowSize, folder.maxTokens - tokenizer.before.length - tokenizer.after.length);
  if (size < 1)
    throw new ModelFileError(
      folder.path,
      `This encoder reads at most ${folder.maxTokens} tokens, which leaves none for a text. Choose another encoder.`,
    );
  return { folder, tokenizer, graph, spaceStatistics, windowSize: size };
}

/** Returns the sha256 over all that determines an encoder's vectors: its files and how they are used. */
export function fingerprintOf(files: EncoderFiles, policy: WindowPolicy): string {
  return sha256(
    JSON.stringify({
      model: files.graph.sha256,
      tokenizer: files.tokenizer.sha256,
      background: files.spaceStatistics?.sha256 ?? "none",
      pooling: files.folder.pooling ?? "graph",
      prefix: files.folder.prefix,
      windows: { policy, size: files.windowSize },
      normalised: true,
    }),
  );
}

/** Opens the tokenizer of the encoder in a folder. @throws ModelFileError as readEncoderFiles does */
export async function readFolderTokenizer(path: string): Promise<TextTokenizer> {
  return readTokenizer(await readEncoderFolder(path));
}

async function readTokenizer({ path, checks }: EncoderFolder): Promise<Hashed<TextTokenizer>> {
  const file = await readCheckedFile(path, tokenizerFile, checks);
  const place = join(path, tokenizerFile);
  const definition = parseJson(Buffer.from(file.bytes).toString(), place, z.looseObject({}));
  try {
    // The bundled tokenizer is trusted.
    const isBundled = path === bundledEncoderFolder;
    const tokenizer = isBundled
      ? openTokenizer(definition)
      : openBoundedTokenizer(definition, place, file.bytes.length);
    return { ...tokenizer, sha256: file.sha256 };
  } catch (cause) {
    if (cause instanceof ModelFileError) throw cause;
    throw new ModelFileError(place, "This kind of tokenizer is not supported; choose another encoder.", {
      cause,
    });
  }
}

async function readGraph({ path, graph, checks }: EncoderFolder): Promise<Hashed<GraphSource>> {
  const place = join(path, graph);
  const file = await readCheckedFile(path, graph, checks);
  const weights = weightsFileOf(graph);
  if (!existsSync(join(path, weights))) return { path: place, file: place, ...file };
  const hashes = [file.sha256, await hashCheckedFile(path, weights, checks)];
  return { path: place, sha256: sha256(hashes.join(" ")) };
}
