import { compete, describedLabels } from "../../head/competing-labels.ts";
import { scoreVectors } from "../../head/linear-head.ts";
import type { PileVectors } from "../../head/pile-vectors.ts";
import { rowOf } from "../../math/matrix.ts";

/**
 * Logit of a label by the descriptions alone below which a text does not fit the label: a probability of 0.4 %. On the train
 * sides of two public sets, 4 to 7 % of the true labels of texts with several labels are below it, and 44 to 51 % of the
 * wrong labels. Larger: more wrong labels are found, and more true ones lost.
 */
const minLogit = -5.5;

/**
 * Returns for each text whether it fits all labels that it was requested for, by the descriptions of the labels.
 * @param labels numbers of the labels of each row of the piles
 */
export async function fitsLabels(
  { prompts, rows }: Pick<PileVectors, "prompts" | "rows">,
  labels: readonly (readonly number[])[],
): Promise<boolean[]> {
  const { head, competition } = describedLabels(prompts);
  const logits = await compete(competition, await scoreVectors(head, rows.vectors), rows.vectors);
  return labels.map((own, i) => own.every((c) => !prompts.known[c] || rowOf(logits, i)[c] >= minLogit));
}
