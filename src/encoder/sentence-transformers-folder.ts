import { join } from "node:path";
import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import { readJsonFile } from "../files/file-checks.ts";
import type { Pooling } from "./pooling.ts";

/** The files of the sentence-transformers layout that are read if they exist. */
export const settingsFiles = {
  modules: "modules.json",
  pooling: "1_Pooling/config.json",
  prompts: "config_sentence_transformers.json",
  sequence: "sentence_bert_config.json",
  tokenizer: "tokenizer_config.json",
  transformer: "config.json",
} as const;

/** How to use an encoder of the sentence-transformers project. */
export interface SentenceTransformersSettings {
  readonly pooling: Pooling | undefined;
  readonly maxTokens: number;
  readonly prefix: string;
}

/**
 * Reads how to use an encoder of the sentence-transformers project (https://www.sbert.net).
 * @throws ModelFileError if it needs a step that is not supported
 */
export async function readSentenceTransformersSettings(
  folder: string,
): Promise<SentenceTransformersSettings> {
  await rejectUnknownModules(join(folder, settingsFiles.modules));
  return {
    pooling: await readPooling(join(folder, settingsFiles.pooling)),
    maxTokens: await readMaxTokens(folder),
    prefix: await readPrefix(join(folder, settingsFiles.prompts)),
  };
}

const modulesSchema = z.array(z.looseObject({ type: z.string() }));
const knownModules = new Set(["Transformer", "Pooling", "Normalize"]);

async function rejectUnknownModules(path: string): Promise<void> {
  const modules = (await readJsonFile(path, modulesSchema)) ?? [];
  const kinds = modules.map(({ type }) => type.slice(type.lastIndexOf(".") + 1));
  const unknown = kinds.find((kind) => !knownModules.has(kind));
  if (unknown !== undefined) {
    throw new ModelFileError(
      path,
      `The encoder has a ${unknown} module, which is not supported; only pooling may follow the transformer. Choose another encoder.`,
    );
  }
}

const poolingSchema = z.record(z.string(), z.unknown());
const modePrefix = "pooling_mode_";

/** Older files have a switch for each mode ("pooling_mode_mean_tokens": true), newer ones "pooling_mode": "mean". */
async function readPooling(path: string): Promise<Pooling | undefined> {
  const config = await readJsonFile(path, poolingSchema);
  if (config === undefined) return undefined;
  const switchedOn = Object.keys(config).filter((key) => key.startsWith(modePrefix) && config[key] === true);
  const named = typeof config.pooling_mode === "string" ? [config.pooling_mode] : [];
  const modes = [...named, ...switchedOn.map((key) => key.slice(modePrefix.length))];
  const mode = modes.length === 1 ? modes[0].replace(/_tokens?$/, "") : undefined;
  if (mode === "cls" || mode === "mean") return mode;
  throw new ModelFileError(
    path,
    `The pooling must be "cls" or "mean"; got ${modes.join(" and ") || "none"}. Choose another encoder.`,
  );
}

const lengthSchema = z.looseObject({
  max_seq_length: z.number().positive().nullish(),
  model_max_length: z.number().positive().nullish(),
  max_position_embeddings: z.number().positive().nullish(),
  model_type: z.string().nullish(),
  pad_token_id: z.number().nonnegative().nullish(),
});

/** Kinds of transformers whose positions start after that of the padding token. */
const likeRoberta = new Set(["roberta", "xlm-roberta", "camembert"]);

/** Returns the row of the position table that belongs to the first token of a sequence. */
export function firstPositionOf(kind: string | null | undefined, padding: number | null | undefined): number {
  return likeRoberta.has(kind ?? "") ? (padding ?? 1) + 1 : 0;
}

/** Used if no file says otherwise; nearly all encoders of this kind were trained with it. Larger: the graph may fail. */
const defaultMaxTokens = 512;

async function readMaxTokens(folder: string): Promise<number> {
  const files = [settingsFiles.sequence, settingsFiles.tokenizer, settingsFiles.transformer];
  const configs = await Promise.all(files.map((file) => readJsonFile(join(folder, file), lengthSchema)));
  const lengths = configs.flatMap((config) => [
    config?.max_seq_length ?? Number.POSITIVE_INFINITY,
    config?.model_max_length ?? Number.POSITIVE_INFINITY,
    positionsOf(config),
  ]);
  const shortest = Math.min(...lengths);
  // Tokenizers without a limit have a number like 1e30.
  return shortest > 1e9 ? defaultMaxTokens : shortest;
}

function positionsOf(config: z.infer<typeof lengthSchema> | undefined): number {
  const rows = config?.max_position_embeddings ?? Number.POSITIVE_INFINITY;
  return rows - firstPositionOf(config?.model_type, config?.pad_token_id);
}

const promptsSchema = z.looseObject({
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
});

async function readPrefix(path: string): Promise<string> {
  const { prompts, default_prompt_name: name } = (await readJsonFile(path, promptsSchema)) ?? {};
  if (name === undefined || name === null) return "";
  const prefix = prompts?.[name];
  if (prefix === undefined)
    throw new ModelFileError(
      path,
      `The default prompt "${name}" is not among the prompts; repair the file or choose another encoder.`,
    );
  return prefix;
}
