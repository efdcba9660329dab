import { type Figure, figureOf } from "./result.ts";

/** One of the things compared. */
export interface Variant {
  readonly name: string;
  readonly unit: string;
  /** @returns the figure of one round; preparation is its own affair and stays out of the figure. */
  readonly measure: () => Promise<number>;
}

/** Measures variants in turn, the order reversed each round, so that a machine that slows down slows all of them. */
export async function measureInTurn(variants: readonly Variant[], rounds: number): Promise<Figure[]> {
  const found = new Map<Variant, number[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round++) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed())
      found.get(variant)!.push(await variant.measure());
  }
  return variants.map((variant) => figureOf(variant.name, variant.unit, found.get(variant)!));
}

/** Seconds that a piece of work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
