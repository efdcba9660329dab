import { squashSpaces } from "./words.ts";

/**
 * Returns a machine-readable name as a person would write it: "Refund_not_showing_up" -> "Refund not showing up",
 * "comp.sys.mac" -> "comp sys mac", "lostCard" -> "lost Card".
 */
export function readableName(name: string): string {
  const spaced = name.replace(/_+/g, " ").replace(/(?<=[a-z0-9])(?=[A-Z][a-z])/g, " ");
  if (spaced.includes(" ")) return squashSpaces(spaced);
  return spaced.replace(/(?<=[A-Za-z0-9])\.(?=[A-Za-z0-9])/g, " ");
}
