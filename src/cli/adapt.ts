import type { Classifier } from "../index.ts";
import { type Context, writeLine } from "./context.ts";
import { learnedFromUnlabeled } from "./describe-unlabeled.ts";
import { readUnlabeled } from "./read-unlabeled.ts";
import type { ReadingFlags } from "./reading-options.ts";
import { WorkProgress } from "./work-progress.ts";

/**
 * Trains a loaded classifier again with the texts of the input, which is read a second time when it is classified. The
 * saved model stays as it is. What was learned is reported on the standard error.
 */
export async function adapt(
  classifier: Classifier,
  { input, ...flags }: ReadingFlags & { readonly input?: string; readonly verbose?: boolean },
  context: Context,
): Promise<void> {
  // What is noticed about the file is reported when it is classified.
  const silent = { onNotice: undefined, onBadRowSkipped: async () => {} };
  await readUnlabeled(classifier, input === undefined ? [] : [input], { flags, ...silent }, context);
  const progress = new WorkProgress(context, flags.verbose === true);
  try {
    const { signal } = context;
    const { unlabeled } = await classifier.train({ tune: false, onProgress: progress.listen, signal });
    progress.end();
    if (unlabeled) writeLine(context.stderr, learnedFromUnlabeled(unlabeled));
  } finally {
    progress.end();
  }
}
