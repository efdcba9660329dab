import { calibrateLabels, type LabelScores, labelLosses } from "../../calibration/label-calibration.ts";
import { mean } from "../../math/vector.ts";

/** Sentences are read of at most this many rows. Larger: a surer choice, and more time. */
const maxRowsWithSentences = 2000;
/** With fewer rows the choice would be chance, and sentences are read. */
const minRows = 50;

/** Returns at most maxRowsWithSentences of the given rows, evenly spread. */
export function rowsWithSentences(rows: Int32Array): Int32Array {
  if (rows.length <= maxRowsWithSentences) return rows;
  return Int32Array.from(
    { length: maxRowsWithSentences },
    (_, k) => rows[Math.floor((k * rows.length) / maxRowsWithSentences)],
  );
}

/**
 * Says whether the sentences of texts should be read one by one: if that lowers the log loss of held-out rows.
 * @param whole held-out scores of whole texts
 * @param raised the same, raised to the scores of sentences
 */
export async function doSentencesHelp(whole: LabelScores, raised: LabelScores): Promise<boolean> {
  if (whole.logits.rows < minRows) return true;
  if (whole.logits.data.every((value, at) => value === raised.logits.data[at])) return false;
  const lossOf = async (scores: LabelScores) => mean(labelLosses(scores, await calibrateLabels(scores)));
  return (await lossOf(raised)) < (await lossOf(whole));
}
