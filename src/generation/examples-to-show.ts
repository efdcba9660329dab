import type { Example } from "../task/task.ts";

/** Returns the first real examples of each class, up to a maximum per class. */
export function examplesToShow(examples: readonly Example[], most: number): Map<string, string[]> {
  const shown = new Map<string, string[]>();
  for (const { label, text, origin } of examples) {
    const rows = shown.get(label) ?? [];
    if (origin === "real" && rows.length < most) shown.set(label, [...rows, text]);
  }
  return shown;
}
