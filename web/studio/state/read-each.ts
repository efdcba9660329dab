import type { StudioText } from "../../../src/studio/contract.ts";
import type { ReadTexts } from "./text-list.ts";

/** Reads a few chosen texts as a list of the studio is read. */
export function readEach(ids: readonly number[], read: (id: number) => Promise<StudioText>): ReadTexts {
  return async ({ offset, limit }) => {
    const first = Number(offset ?? 0);
    const shown = ids.slice(first, first + Number(limit ?? ids.length));
    return { revision: 0, total: ids.length, offset: first, texts: await Promise.all(shown.map(read)) };
  };
}
