import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import { type FileChecks, fileCheckSchema, readJsonFile } from "../files/file-checks.ts";
import type { Pooling } from "./pooling.ts";
import { readSentenceTransformersSettings } from "./sentence-transformers-folder.ts";

/** What a folder says about the encoder that lies in it. */
export interface EncoderFolder {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  /** The graph, relative to the folder. */
  readonly graph: string;
  /** Undefined where the folder does not say; then the graph must pool by itself. */
  readonly pooling: Pooling | undefined;
  /** Most tokens of a sequence, special ones counted. */
  readonly maxTokens: number;
  /** Put before every text. */
  readonly prefix: string;
  /** Whether it is the bundled encoder or a copy: its vectors are known not to depend on the batch. */
  readonly isBundled: boolean;
  /** What its files must be; none for a folder that the user brought. */
  readonly checks: FileChecks;
}

/** The tokenizer's file in every such folder. */
export const tokenizerFile = "tokenizer.json";

/** Where exporters put the graph, best first. */
export const graphFiles = [
  "model.onnx",
  "onnx/model.onnx",
  "onnx/model_quantized.onnx",
  "model_quantized.onnx",
];

/** Large graphs keep their weights in a file of this name beside them. */
export function weightsFileOf(graph: string): string {
  return `${graph}_data`;
}

/** `encoder.json` of the bundled encoder. */
export const bundledFile = "encoder.json";
export const bundledSchema = z.object({
  name: z.string(),
  dimensions: z.int().positive(),
  pooling: z.enum(["cls", "mean"]),
  maxTokens: z.int().positive(),
  prefix: z.string(),
  files: z.record(z.string(), fileCheckSchema),
});

/** `encoder-source.json`, which a download leaves in its folder. */
export const encoderSourceFile = "encoder-source.json";
export const encoderSourceSchema = z.object({
  name: z.string(),
  repository: z.string(),
  /** The commit that the files are of. */
  commit: z.string(),
  dimensions: z.int().positive(),
  prefix: z.string(),
  files: z.record(z.string(), fileCheckSchema),
});
export type EncoderSource = z.infer<typeof encoderSourceSchema>;

/**
 * Reads the description of the encoder in a folder: a bundled one (`encoder.json`), a downloaded one
 * (`encoder-source.json`), or an ONNX export in the layout of the sentence-transformers project.
 * @throws ModelFileError where there is no encoder or one that is not understood.
 */
export async function readEncoderFolder(folder: string): Promise<EncoderFolder> {
  const path = resolve(folder);
  const graph = graphFiles.find((file) => existsSync(join(path, file)));
  if (graph === undefined) {
    throw new ModelFileError(path, `There is no encoder here: none of ${graphFiles.join(", ")}.`);
  }
  if (!existsSync(join(path, tokenizerFile))) {
    throw new ModelFileError(
      path,
      `The encoder has no ${tokenizerFile}; export the model again with its tokenizer.`,
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
