import type { Example } from "../task/task.ts";

/** The first real rows of each class, as many as may be shown to a model. */
export function examplesToShow(examples: readonly Example[], most: number): Map<string, string[]> {
  const shown = new Map<string, string[]>();
  for (const { label, text, origin } of examples) {
    const rows = shown.get(label) ?? [];
    if (origin === "real" && rows.length < most) shown.set(label, [...rows, text]);
  }
  return shown;
}
