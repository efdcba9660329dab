import { join } from "node:path";
import { z } from "zod";
import { readJsonFile } from "../../files/file-checks.ts";
import { firstPositionOf, settingsFiles } from "../sentence-transformers-folder.ts";

/** What the graph of a transformer does not say as a constant. */
export interface TransformerConfig {
  readonly heads: number;
  /** The layer norms' epsilon. */
  readonly epsilon: number;
  /** Row of the position table that belongs to the first token. */
  readonly firstPosition: number;
}

const configSchema = z.looseObject({
  model_type: z.string().nullish(),
  hidden_act: z.string().nullish(),
  position_embedding_type: z.string().nullish(),
  num_attention_heads: z.int().positive().nullish(),
  layer_norm_eps: z.number().positive().nullish(),
  pad_token_id: z.int().nonnegative().nullish(),
});

/** Kinds of transformers that are computed as BERT is. */
const likeBert = new Set(["bert", "roberta", "xlm-roberta", "camembert"]);

/**
 * Reads `config.json` of a transformer like BERT or XLM-RoBERTa.
 * @throws RangeError if the file is missing or describes another kind of transformer; ModelFileError if it is damaged
 */
export async function readTransformerConfig(folder: string): Promise<TransformerConfig> {
  const config = await readJsonFile(join(folder, settingsFiles.transformer), configSchema);
  if (config === undefined) throw new RangeError(`the file ${settingsFiles.transformer} is missing.`);
  const {
    model_type: kind,
    hidden_act: activation = "gelu",
    position_embedding_type: positions = "absolute",
    num_attention_heads: heads,
    layer_norm_eps: epsilon = 1e-12,
    pad_token_id: padding,
  } = config;
  if (!kind || !likeBert.has(kind)) {
    throw new RangeError(`it is a transformer of the kind "${kind}", not like BERT or XLM-RoBERTa.`);
  }
  if (activation !== "gelu") throw new RangeError(`its activation is "${activation}" instead of "gelu".`);
  if (positions !== "absolute")
    throw new RangeError(`its positions are "${positions}" instead of "absolute".`);
  if (!heads)
    throw new RangeError(`${settingsFiles.transformer} does not name the number of attention heads.`);
  return { heads, epsilon: epsilon ?? 1e-12, firstPosition: firstPositionOf(kind, padding) };
}
