import { createRandom } from "../../src/math/random.ts";
import type { TuningRow } from "../../src/tuning/loop/labeled-rows.ts";
import { TuningEngine } from "../../src/tuning/loop/tuning-engine.ts";
import { tinyBert, tinyWeights } from "./tiny-bert.ts";

export const classNames = ["early", "late"];

/** Texts with one of two tokens among noise; that token decides the class. */
export function tinyRows(count: number, seed: number): TuningRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const noise = Array.from({ length: 1 + random.nextInt(5) }, () => 6 + random.nextInt(14));
    return { ids: [2, ...noise, i % 2 === 0 ? 4 : 5, 3], label: classNames[i % 2] };
  });
}

/** Opens an engine for the fixture's encoder on one thread. */
export function openTinyEngine(): Promise<TuningEngine> {
  return TuningEngine.open(tinyWeights(), { ...tinyBert, threads: 1 });
}
