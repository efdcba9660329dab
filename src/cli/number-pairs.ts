import { parseObject } from "./name-map.ts";

/**
 * Parses "refund=0.7,praise=0.3" or a JSON object. Names that contain a comma need the JSON object. A value that is not a
 * number becomes NaN.
 * @throws UsageError if the value begins with { and is not JSON
 */
export function parseNumberPairs(value: string, option: string): readonly (readonly [string, unknown])[] {
  if (value.trimStart().startsWith("{")) return Object.entries(parseObject(value, option));
  return value.split(",").map((pair) => {
    const at = pair.lastIndexOf("=");
    return [
      pair.slice(0, at).trim(),
      at === -1 ? Number.NaN : Number(pair.slice(at + 1) || Number.NaN),
    ] as const;
  });
}
