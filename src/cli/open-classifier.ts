import type { Classifier } from "../index.ts";
import type { SharedOptions } from "./shared-options.ts";

/** Opens a saved model as the flags that many commands share say. */
export async function openClassifier(
  folder: string,
  { encoder, store, cache, maxWindows }: SharedOptions,
): Promise<Classifier> {
  const { Classifier } = await import("../index.ts");
  return Classifier.load(folder, { encoder, store, cacheFolder: cache, maxWindows });
}
