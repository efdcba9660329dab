import type { Classifier, GenerationReport } from "../index.ts";
import { type Context, writeLine } from "./context.ts";
import type { GenerationFlags } from "./generation-options.ts";
import { toGenerationOptions } from "./generation-settings.ts";
import { openModel } from "./open-model.ts";
import type { WorkProgress } from "./work-progress.ts";

/** Has the language model that --llm names generate examples, and adds them to the classifier. */
export async function generateExamples(
  classifier: Classifier,
  flags: GenerationFlags & { readonly llm: string },
  folder: string,
  progress: WorkProgress,
  context: Context,
): Promise<GenerationReport> {
  const model = await openModel(flags, context);
  try {
    return await classifier.generate({
      ...toGenerationOptions(flags, folder),
      model,
      onProgress: progress.listen,
      signal: context.signal,
    });
  } catch (error) {
    progress.end();
    if (context.signal.aborted) {
      writeLine(
        context.stderr,
        `The replies so far are kept in ${folder}; run the same command again to resume.`,
      );
    }
    throw error;
  } finally {
    await model.dispose?.();
  }
}
