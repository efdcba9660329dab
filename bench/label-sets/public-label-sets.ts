import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { LabelSet } from "../../src/index.ts";
import { datasetsFolder } from "../accuracy/public-sets.ts";

export const labelSetNames = ["reuters90", "arxiv_subjects", "cooking_tags"] as const;

export interface PublicLabelSet {
  readonly prompts: Readonly<Record<string, string>>;
  readonly train: readonly LabelSet[];
  readonly test: readonly LabelSet[];
}

export function readPublicLabelSet(name: string): PublicLabelSet {
  const folder = join(datasetsFolder(), name);
  const rowsOf = (side: string): LabelSet[] => {
    const lines = gunzipSync(readFileSync(join(folder, `${side}.jsonl.gz`)))
      .toString("utf8")
      .split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
  };
  const prompts = JSON.parse(readFileSync(join(folder, "prompts.json"), "utf8"));
  return { prompts, train: rowsOf("train"), test: rowsOf("test") };
}

/**
 * Returns the rows that are the first `perLabel` of any of their labels, in the file's order from a third of the file on
 * per draw. A script in another language can draw the same rows.
 */
export function drawRows(rows: readonly LabelSet[], perLabel: number, draw: number): LabelSet[] {
  const start = Math.floor((draw * rows.length) / 3);
  const rotated = [...rows.slice(start), ...rows.slice(0, start)];
  const counts = new Map<string, number>();
  return rotated.filter(({ labels }) => {
    let isDrawn = false;
    for (const label of labels) {
      const count = counts.get(label) ?? 0;
      counts.set(label, count + 1);
      if (count < perLabel) isDrawn = true;
    }
    return isDrawn;
  });
}
