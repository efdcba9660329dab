import { throwIfCancelled } from "../../errors.ts";
import { createRandom } from "../../math/random.ts";
import { isBlank } from "../../task/visible-text.ts";
import type { StreamItem } from "../classify-stream.ts";
import { textOfItem } from "./check-drift.ts";

/** Draws a random sample of the texts that are not blank, in bounded memory (reservoir sampling: Vitter 1985, algorithm R). */
export async function drawTexts(
  items: Iterable<StreamItem> | AsyncIterable<StreamItem>,
  size: number,
  seed: number,
  signal: AbortSignal | undefined,
): Promise<{ readonly texts: readonly string[]; readonly read: number }> {
  const random = createRandom(seed);
  const texts: string[] = [];
  let read = 0;
  let seen = 0;
  for await (const item of items) {
    if (read++ % 1024 === 0) throwIfCancelled(signal);
    const text = textOfItem(item);
    if (isBlank(text)) continue;
    const place = seen++ < size ? texts.length : random.nextInt(seen);
    if (place < size) texts[place] = text;
  }
  return { texts, read };
}
