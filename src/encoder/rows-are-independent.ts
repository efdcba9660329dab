import { rowOf } from "../math/matrix.ts";
import type { EncoderGraph } from "./encoder-graph.ts";
import { sequenceOf, type TextTokenizer } from "./tokenizer.ts";

/** Texts of different lengths that every vocabulary has tokens for. */
const probes = ["a", "The parcel has not come.", "an order of two red shirts and a blue one ".repeat(4)];

/**
 * Returns whether a graph computes the same bits for a row alone and in a padded batch. Most graphs in float32 do. Graphs
 * that measure int8 ranges per batch do not, nor do graphs with a product of one row per text.
 * @param size number of tokens per window
 */
export async function rowsAreIndependent(
  graph: EncoderGraph,
  tokenizer: TextTokenizer,
  size: number,
): Promise<boolean> {
  const rows = probes.map((probe) => sequenceOf(tokenizer, tokenizer.encode(probe).slice(0, size)));
  const together = await graph.run([...rows, ...rows]);
  for (const [i, row] of rows.entries()) {
    const alone = await graph.run([row]);
    if (alone.data.some((value, k) => value !== rowOf(together, i)[k])) return false;
  }
  return true;
}
