import { counted } from "../files/readable-numbers.ts";
import type { Classifier, ReadRowsOptions } from "../index.ts";
import type { OptionSpec } from "./command.ts";
import { type Context, writeWarning } from "./context.ts";
import { type ReadingFlags, readOptions } from "./reading-options.ts";

/** Flag that names files of texts without labels. */
export const unlabeledOption: OptionSpec = {
  flags: "--unlabeled <files...>",
  description:
    "texts without labels, of the kind that is to be classified; they improve the model and are not saved: JSONL {text}, CSV, or one text per line",
};

/** Number of texts that are added at a time. More take more memory. */
const batchTexts = 4096;

/** Adds the texts of files, without their labels if they have some, to the classifier. Files are read as streams. */
export async function readUnlabeled(
  classifier: Classifier,
  paths: readonly string[],
  { flags, ...changes }: ReadRowsOptions & { readonly flags: ReadingFlags },
  context: Pick<Context, "stderr" | "env" | "signal">,
): Promise<void> {
  const { readRows } = await import("../index.ts");
  for (const path of paths) {
    let [batch, texts, skipped]: [string[], number, number] = [[], 0, 0];
    const onBadRowSkipped = async () => {
      skipped++;
    };
    const reading = { ...readOptions(flags, context), onBadRowSkipped, ...changes };
    for await (const { text } of readRows(path, reading)) {
      texts++;
      if (batch.push(text) < batchTexts) continue;
      classifier.addUnlabeled(batch);
      batch = [];
    }
    classifier.addUnlabeled(batch);
    if (skipped > 0)
      writeWarning(`${path}: ${counted(skipped, "invalid row was", "invalid rows were")} skipped.`, context);
    if (texts === 0) writeWarning(`${path}: The file contains no texts.`, context);
  }
}
