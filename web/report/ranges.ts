import type { Interval } from "../../src/evaluation/interval.ts";
import { percent } from "../shared/numbers.ts";

/** Formats an interval of a share: "36.1 to 97.2 %". An absent one gives "". */
export function percentRange(interval: Interval | undefined): string {
  return interval ? `${(100 * interval.lower).toFixed(1)} to ${percent(interval.upper)}` : "";
}
