import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import { type FileChecks, fileCheckSchema, readJsonFile } from "../files/file-checks.ts";
import type { Pooling } from "./pooling.ts";
import { readSentenceTransformersSettings } from "./sentence-transformers-folder.ts";

/** The description of an encoder in a folder. */
export interface EncoderFolder {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** Path of the graph, relative to the folder. */
  readonly graph: string;
  /** Undefined if the folder does not say; then the graph itself must pool. */
  readonly pooling: Pooling | undefined;
  /** Maximum number of tokens of a sequence, special tokens included. */
  readonly maxTokens: number;
  /** Put before every text. */
  readonly prefix: string;
  /** Whether it is the bundled encoder or a copy of it, whose vectors do not depend on the batch. */
  readonly isBundled: boolean;
  /** Size and checksum of its files; empty for a folder of the user's own. */
  readonly checks: FileChecks;
}

/** Name of the tokenizer's file. */
export const tokenizerFile = "tokenizer.json";

const floatGraphs = ["model.onnx", "onnx/model.onnx"];
const quantizedGraphs = [
  "onnx/model_quantized.onnx",
  "model_quantized.onnx",
  "onnx/model_qint8_avx512_vnni.onnx",
  "onnx/model_quint8_avx2.onnx",
];

/** Names under which exporters write the graph, in order of preference. */
export const graphFiles: readonly string[] = [...floatGraphs, ...quantizedGraphs];
/** The same for those who prefer a graph in int8, which is a quarter as large. */
export const smallGraphFiles: readonly string[] = [...quantizedGraphs, ...floatGraphs];

/** Returns the name of the file beside a graph that has the weights of a large graph. */
export function weightsFileOf(graph: string): string {
  return `${graph}_data`;
}

/** The description of the bundled encoder. */
export const bundledFile = "encoder.json";
export const bundledSchema = z.object({
  name: z.string(),
  dimensions: z.int().positive(),
  pooling: z.enum(["cls", "mean"]),
  maxTokens: z.int().positive(),
  prefix: z.string(),
  files: z.record(z.string(), fileCheckSchema),
});

/** The description that a pull writes. */
export const encoderSourceFile = "encoder-source.json";
export const encoderSourceSchema = z.object({
  name: z.string(),
  repository: z.string(),
  /** The commit that the files are of. */
  commit: z.string(),
  dimensions: z.int().positive(),
  prefix: z.string(),
  files: z.record(z.string(), fileCheckSchema),
  /** The files as the hub sent them, if `files` has others that were made from them. */
  downloaded: z.record(z.string(), fileCheckSchema).optional(),
});
export type EncoderSource = z.infer<typeof encoderSourceSchema>;

/**
 * Reads the description of the encoder in a folder: a bundled one (`encoder.json`), a downloaded one
 * (`encoder-source.json`), or an ONNX export in the layout of the sentence-transformers project.
 * @throws ModelFileError if there is no encoder, or an unsupported one
 */
export async function readEncoderFolder(folder: string): Promise<EncoderFolder> {
  const path = resolve(folder);
  const graph = graphFiles.find((file) => existsSync(join(path, file)));
  if (graph === undefined) {
    throw new ModelFileError(
      path,
      `This folder has no encoder: none of ${graphFiles.join(", ")}. Name the folder of an ONNX export.`,
    );
  }
  if (!existsSync(join(path, tokenizerFile))) {
    throw new ModelFileError(
      path,
      `The encoder has no ${tokenizerFile}; export it again with its tokenizer.`,
    );
  }
  const bundled = await readJsonFile(join(path, bundledFile), bundledSchema);
  if (bundled !== undefined) {
    const { files, ...settings } = bundled;
    return { path, graph, ...settings, isBundled: true, checks: files };
  }
  const source = await readJsonFile(join(path, encoderSourceFile), encoderSourceSchema);
  const settings = await readSentenceTransformersSettings(path);
  return {
    path,
    graph,
    ...settings,
    name: source?.name ?? basename(path),
    prefix: source?.prefix || settings.prefix,
    isBundled: false,
    checks: source?.files ?? {},
  };
}
