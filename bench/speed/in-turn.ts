import { type Figure, figureOf } from "./result.ts";

/** One of the variants that are compared. */
export interface Variant {
  readonly name: string;
  readonly unit: string;
  /** Measures one round. @returns the figure, without the time of preparation */
  readonly measure: () => Promise<number>;
}

/** Measures variants in turn, in reversed order each round, so that a machine that becomes slower affects all alike. */
export async function measureInTurn(variants: readonly Variant[], rounds: number): Promise<Figure[]> {
  const found = new Map<Variant, number[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round++) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed())
      found.get(variant)!.push(await variant.measure());
  }
  return variants.map((variant) => figureOf(variant.name, variant.unit, found.get(variant)!));
}

/** Returns the seconds that some work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
