import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import { spaceStatisticsFile } from "../encoder/encoder-files.ts";
import {
  type EncoderSource,
  encoderSourceFile,
  readEncoderFolder,
  weightsFileOf,
} from "../encoder/encoder-folder.ts";
import { openOnnxEncoder } from "../encoder/onnx-encoder.ts";
import { spaceStatisticsToBytes } from "../encoder/space-statistics.ts";
import { readExportWeights } from "../encoder/transformer/export-weights.ts";
import { int8Graph } from "../encoder/transformer/int8-graph.ts";
import { readTransformerConfig } from "../encoder/transformer/transformer-config.ts";
import { optionError, throwIfCancelled } from "../errors.ts";
import { type FileCheck, hashFile } from "../files/file-checks.ts";
import { rowOf } from "../math/matrix.ts";
import { dot } from "../math/vector.ts";
import type { EncoderPrecision } from "./download-encoder.ts";
import { measureSpace } from "./measure-space.ts";
import { readWrittenTasks, type WrittenTask } from "./written-tasks.ts";

export interface PrepareOptions {
  readonly origin: Pick<EncoderSource, "name" | "repository" | "commit" | "prefix">;
  /** Checks of the files in the folder. */
  readonly downloaded: Readonly<Record<string, FileCheck>>;
  readonly precision?: EncoderPrecision;
  readonly measure?: boolean;
  /** Tasks on which the space statistics are measured. Default: those in the package */
  readonly tasks?: readonly WrittenTask[];
  readonly onProgress?: ProgressListener;
  readonly signal?: AbortSignal;
}

/** Checks options that pulled and added encoders share. @throws InputError if one is invalid */
export function checkPreparation({
  precision,
  measure,
  force,
}: Pick<PrepareOptions, "precision" | "measure"> & { readonly force?: boolean }): void {
  if (precision !== undefined && precision !== "int8" && precision !== "float32") {
    throw optionError("precision", '"int8" or "float32"', precision);
  }
  for (const [name, value] of Object.entries({ measure, force })) {
    if (value !== undefined && typeof value !== "boolean") throw optionError(name, "true or false", value);
  }
}

/** The graph that is made here. */
const madeGraph = "model.onnx";

/**
 * Makes the folder of an encoder from the downloaded files: with a graph in int8 if it can be converted, with its space
 * statistics, and with a description. The encoder is opened and used, so a broken one is never put in the store.
 * @param from folder of the downloaded files, which does not change
 * @param to folder to make; an earlier one is replaced
 * @returns the checks of the files in the folder, the description excluded
 * @throws ModelFileError if the encoder is of an unsupported kind; CancelledError
 */
export async function prepareEncoder(
  from: string,
  to: string,
  { origin, downloaded, precision = "int8", measure = true, tasks, onProgress, signal }: PrepareOptions,
): Promise<Readonly<Record<string, FileCheck>>> {
  await rm(to, { recursive: true, force: true });
  const { graph } = await readEncoderFolder(from);
  const graphFiles = new Set([graph, weightsFileOf(graph)]);
  const others = Object.keys(downloaded).filter((name) => !graphFiles.has(name));
  await copyFiles(from, to, others);
  // The prefix is part of the description, and the vectors depend on it.
  await describe(to, origin, 1, {});
  const converted = precision === "int8" && (await convertGraph(from, to, origin.prefix));
  if (!converted)
    await copyFiles(
      from,
      to,
      [...graphFiles].filter((name) => Object.hasOwn(downloaded, name)),
    );
  throwIfCancelled(signal);
  const encoder = await openOnnxEncoder(to);
  const made = [
    ...others,
    ...(converted ? [madeGraph] : [...graphFiles].filter((name) => name in downloaded)),
  ];
  try {
    if (measure) {
      await writeStatistics(encoder, to, { tasks, onProgress, signal });
      made.push(spaceStatisticsFile);
    }
  } finally {
    await encoder.dispose();
  }
  const files: Record<string, FileCheck> = {};
  for (const name of made) files[name] = await hashFile(join(to, name));
  await describe(to, origin, encoder.identity.dimensions, files, downloaded);
  return files;
}

async function copyFiles(from: string, to: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await copyFile(join(from, name), join(to, name));
  }
}

async function describe(
  folder: string,
  origin: PrepareOptions["origin"],
  dimensions: number,
  files: Readonly<Record<string, FileCheck>>,
  downloaded?: Readonly<Record<string, FileCheck>>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const source: EncoderSource = { ...origin, dimensions, files, ...(downloaded && { downloaded }) };
  await writeFile(join(folder, encoderSourceFile), `${JSON.stringify(source, null, 2)}\n`);
}

async function writeStatistics(
  encoder: Encoder,
  folder: string,
  { tasks, ...work }: Pick<PrepareOptions, "tasks" | "onProgress" | "signal">,
): Promise<void> {
  const statistics = await measureSpace(encoder, tasks ?? (await readWrittenTasks()), work);
  await writeFile(join(folder, spaceStatisticsFile), spaceStatisticsToBytes(statistics));
}

/** Texts of different lengths that every vocabulary has tokens for. */
const probes = [
  "a parcel",
  "The parcel has not come.",
  "two red shirts and a blue one, but the blue one is torn",
];

/**
 * Cosine from which a converted graph is kept. Graphs that are read correctly measure 0.995 and more; another activation or
 * another number of attention heads gives less than 0.9.
 */
const sameFrom = 0.98;

/**
 * Converts the graph to int8 with a range per token.
 * @returns false if it is not a graph of a transformer like BERT or XLM-RoBERTa, or the vectors would differ
 */
async function convertGraph(from: string, to: string, prefix: string): Promise<boolean> {
  const { graph, pooling } = await readEncoderFolder(from);
  if (pooling === undefined) return false;
  const path = join(from, graph);
  try {
    const weights = readExportWeights(await readFile(path), await readTransformerConfig(from), pooling);
    await writeFile(join(to, madeGraph), int8Graph(weights));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
  if (await haveSameVectors(from, to, prefix)) return true;
  await rm(join(to, madeGraph));
  return false;
}

async function haveSameVectors(from: string, to: string, prefix: string): Promise<boolean> {
  const vectorsOf = async (folder: string, before: string) => {
    const encoder = await openOnnxEncoder(folder);
    try {
      return await encoder.embed(probes.map((probe) => before + probe));
    } finally {
      await encoder.dispose();
    }
  };
  // The downloaded folder has no description that names the prefix.
  const { prefix: own } = await readEncoderFolder(from);
  const [expected, found] = [await vectorsOf(from, own === "" ? prefix : ""), await vectorsOf(to, "")];
  return probes.every((_, i) => dot(rowOf(expected, i), rowOf(found, i)) >= sameFrom);
}
