import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AdaptiveLimit, type Turn } from "../../src/async/adaptive-limit.ts";
import { CancelledError } from "../../src/errors.ts";
import { VirtualClock } from "./virtual-clock.ts";

function limitOf(maximum: number) {
  const clock = new VirtualClock();
  return { clock, limit: new AdaptiveLimit({ maximum, sleep: clock.sleep, now: clock.now }) };
}

const enterAll = (limit: AdaptiveLimit, count: number): Promise<Turn[]> =>
  Promise.all(Array.from({ length: count }, () => limit.enter()));

const ends = fc.constantFrom("succeeded", "ended", "rateLimited", "rateLimited with a wait");

describe("an adaptive limit", () => {
  it("begins at the maximum", async () => {
    const { limit } = limitOf(8);
    await enterAll(limit, 8);
    expect(limit.current).toBe(8);
  });

  it("halves once for all that were under way together, and again for those begun after", async () => {
    const { limit } = limitOf(8);
    for (const turn of await enterAll(limit, 8)) turn.rateLimited();
    expect(limit.current).toBe(4);
    for (const turn of await enterAll(limit, 4)) turn.rateLimited();
    expect(limit.current).toBe(2);
  });

  it("grows by one after as many successes in a row as it lets through, up to the maximum", async () => {
    const { limit } = limitOf(4);
    (await limit.enter()).rateLimited();
    const seen: number[] = [];
    for (let i = 0; i < 12; i++) {
      (await limit.enter()).succeeded();
      seen.push(limit.current);
    }
    expect(seen).toEqual([2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
  });

  it("begins nothing until the longest wait asked for has passed", async () => {
    const { clock, limit } = limitOf(3);
    const [first, second, third] = await enterAll(limit, 3);
    first.rateLimited(1_000);
    second.rateLimited(5_000);
    third.rateLimited(2_000);
    await clock.until(limit.enter());
    expect(clock.now()).toBe(5_000);
  });

  it("lets one go that no longer wants to wait, and keeps no timer for nobody", async () => {
    const { clock, limit } = limitOf(1);
    (await limit.enter()).rateLimited(1_000);
    const controller = new AbortController();
    const waiting = limit.enter(controller.signal);
    expect(clock.sleepers).toBe(1);
    controller.abort();
    await expect(waiting).rejects.toThrow(CancelledError);
    expect(clock.sleepers).toBe(0);
    await clock.until(limit.enter());
    expect(clock.now()).toBe(1_000);
  });

  it("lets nobody in whose signal has fired before", async () => {
    const { limit } = limitOf(1);
    await expect(limit.enter(AbortSignal.abort())).rejects.toThrow(CancelledError);
    await limit.enter();
  });

  it("keeps order and bounds, whatever ends how and when", async () => {
    const visit = fc.record({ how: ends, takes: fc.nat(50) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(visit, { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        async (visits, maximum) => {
          const { clock, limit } = limitOf(maximum);
          const begun: number[] = [];
          let underWay = 0;
          const go = async ({ how, takes }: (typeof visits)[number], index: number) => {
            const turn = await limit.enter();
            begun.push(index);
            underWay++;
            expect(underWay).toBeLessThanOrEqual(limit.current);
            await clock.sleep(takes);
            underWay--;
            if (how === "succeeded" || how === "ended") turn[how]();
            else turn.rateLimited(how === "rateLimited" ? undefined : takes);
            expect(limit.current).toBeGreaterThanOrEqual(1);
            expect(limit.current).toBeLessThanOrEqual(maximum);
          };
          await clock.until(Promise.all(visits.map(go)));
          expect(begun).toEqual(visits.map((_, index) => index));
        },
      ),
    );
  });
});
