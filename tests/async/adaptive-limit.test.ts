import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AdaptiveLimit, type Turn } from "../../src/async/adaptive-limit.ts";
import { CancelledError } from "../../src/errors.ts";
import { type ServerAnswer, serve } from "./limited-server.ts";
import { VirtualClock } from "./virtual-clock.ts";

function limitOf(maximum: number) {
  const clock = new VirtualClock();
  return { clock, limit: new AdaptiveLimit({ maximum, sleep: clock.sleep, now: clock.now }) };
}

const enterAll = (limit: AdaptiveLimit, count: number): Promise<Turn[]> =>
  Promise.all(Array.from({ length: count }, () => limit.enter()));

/** Has one success after the other; how many there were at each limit. */
async function successesAt(limit: AdaptiveLimit, successes: number): Promise<[number, number][]> {
  const counts = new Map<number, number>();
  for (let i = 0; i < successes; i++) {
    counts.set(limit.current, (counts.get(limit.current) ?? 0) + 1);
    (await limit.enter()).succeeded();
  }
  return [...counts];
}

const ends = fc.constantFrom("succeeded", "ended", "rateLimited", "rateLimited with a wait");

describe("an adaptive limit", () => {
  it("begins at the maximum", async () => {
    const { limit } = limitOf(8);
    await enterAll(limit, 8);
    expect(limit.current).toBe(8);
  });

  it.each([
    [1000, 20],
    [3000, 11],
    [7000, 5],
    [16_000, 4],
  ])(
    "begins at the start; after a success of %i ms it is one more than a server would answer in half the time limit",
    async (milliseconds, expected) => {
      const clock = new VirtualClock();
      const { sleep, now } = clock;
      const limit = new AdaptiveLimit({ maximum: 20, start: 4, timeLimitMilliseconds: 60_000, sleep, now });
      const [first] = await enterAll(limit, 4);
      expect(limit.current).toBe(4);
      await clock.until(clock.sleep(milliseconds));
      first.succeeded();
      expect(limit.current).toBe(expected);
    },
  );

  it("does not jump to a larger limit after a call was given up", async () => {
    const limit = new AdaptiveLimit({ maximum: 20, start: 4, timeLimitMilliseconds: 60_000 });
    const [first, ...others] = await enterAll(limit, 4);
    first.timedOut();
    for (const turn of others) turn.ended();
    (await limit.enter()).succeeded();
    expect(limit.current).toBe(3);
  });

  it("does not begin above the maximum", () => {
    expect(new AdaptiveLimit({ maximum: 1, start: 4 }).current).toBe(1);
  });

  it("is halved once for all calls in progress that were given up, down to one", async () => {
    const { limit } = limitOf(12);
    for (const expected of [6, 3, 1, 1]) {
      for (const turn of await enterAll(limit, limit.current)) turn.timedOut();
      expect(limit.current).toBe(expected);
    }
  });

  it("does not grow after slow successes", async () => {
    const clock = new VirtualClock();
    const options = { maximum: 9, start: 4, timeLimitMilliseconds: 4000, sleep: clock.sleep, now: clock.now };
    const limit = new AdaptiveLimit(options);
    const slow = await enterAll(limit, 4);
    await clock.until(clock.sleep(1001));
    for (const turn of slow) turn.succeeded();
    expect(limit.current).toBe(4);
  });

  it("falls to 70 % once for all calls in progress, and to half if the next calls are rejected too", async () => {
    const { limit } = limitOf(10);
    for (const turn of await enterAll(limit, 10)) turn.rateLimited();
    expect(limit.current).toBe(7);
    for (const turn of await enterAll(limit, 7)) turn.rateLimited();
    expect(limit.current).toBe(3);
  });

  it("grows by one per success to just below the rejected limit, and stays there for eight rounds", async () => {
    const { limit } = limitOf(10);
    (await limit.enter()).rateLimited();
    const grown = await successesAt(limit, 150);
    expect(grown).toEqual([
      [7, 1],
      [8, 1],
      [9, 8 * 9],
      [10, 150 - 2 - 8 * 9],
    ]);
  });

  it("grows by one per success again after it exceeded the rejected limit", async () => {
    const { limit } = limitOf(20);
    const first = await enterAll(limit, 20);
    first[0].rateLimited();
    for (const turn of first.slice(1)) turn.ended();
    for (const refusedFrom of [14, 7, 3]) {
      expect(limit.current).toBe(refusedFrom);
      (await limit.enter()).rateLimited();
    }
    expect(limit.current).toBe(1);
    (await limit.enter()).succeeded();
    (await limit.enter()).rateLimited();
    expect(limit.current).toBe(1);
    const grown = await successesAt(limit, 50);
    expect(grown.slice(0, 4)).toEqual([
      [1, 8],
      [2, 2],
      [3, 1],
      [4, 1],
    ]);
    expect(grown.at(-1)![0]).toBe(20);
  });

  it("doubles its pauses if one call at a time is rejected and the server names no wait", async () => {
    const { clock, limit } = limitOf(1);
    const begun: number[] = [];
    const refuse = async () => {
      const turn = await clock.until(limit.enter());
      begun.push(clock.now() / 1000);
      return turn;
    };
    for (let i = 0; i < 9; i++) (await refuse()).rateLimited();
    expect(begun).toEqual([0, 0, 1, 3, 7, 15, 31, 63, 95]);
    (await refuse()).succeeded();
    for (let i = 0; i < 4; i++) (await refuse()).rateLimited();
    expect(begun.slice(-4)).toEqual([127, 127, 128, 130]);
  });

  it("pauses for the time that the server requests", async () => {
    const { clock, limit } = limitOf(1);
    for (let i = 0; i < 5; i++) (await clock.until(limit.enter())).rateLimited(10);
    expect(clock.now()).toBe(40);
  });

  it("admits no call until the longest wait has passed", async () => {
    const { clock, limit } = limitOf(3);
    const [first, second, third] = await enterAll(limit, 3);
    first.rateLimited(1_000);
    second.rateLimited(5_000);
    third.rateLimited(2_000);
    await clock.until(limit.enter());
    expect(clock.now()).toBe(5_000);
  });

  it("drops a waiting call that is cancelled, and stops the timer if no call waits", async () => {
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

  it("admits no call whose signal is aborted already", async () => {
    const { limit } = limitOf(1);
    await expect(limit.enter(AbortSignal.abort())).rejects.toThrow(CancelledError);
    await limit.enter();
  });

  it("keeps the order and the limit, however and whenever calls end", async () => {
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

function served(calls: number, maximum: number, answerOf: ServerAnswer) {
  const { clock, limit } = limitOf(maximum);
  return serve(calls, maximum, answerOf, limit, clock);
}

const atATime =
  (most: (now: number) => number): ServerAnswer =>
  ({ now, underWay }) =>
    underWay > most(now) ? "refused" : undefined;

function aMinute(most: number, says: boolean): ServerAnswer {
  let minute = -1;
  let used = 0;
  return ({ now }) => {
    if (Math.floor(now / 60_000) !== minute) {
      minute = Math.floor(now / 60_000);
      used = 0;
    }
    if (used < most) {
      used++;
      return undefined;
    }
    return says ? { wait: 60_000 * (minute + 1) - now } : "refused";
  };
}

describe("with an adaptive limit", () => {
  it.each([
    [16, [100]],
    [32, [5]],
    [32, [100]],
    [32, [100, 220]],
  ])(
    "of %i, single rejections of requests %j cost less than a tenth of the time each",
    async (maximum, strays) => {
      const undisturbed = await served(350, maximum, () => undefined);
      const disturbed = await served(350, maximum, ({ n }) =>
        strays.includes(n) ? { wait: 1_000 } : undefined,
      );
      expect(disturbed.refused).toBe(strays.length);
      expect(disturbed.seconds / undisturbed.seconds).toBeLessThan(1 + 0.1 * strays.length);
    },
  );

  it.each([
    [1, 16, 200],
    [3, 16, 500],
    [8, 32, 1_000],
    [24, 32, 1_000],
  ])(
    "a server that allows %i calls at a time is used to nine tenths, with few calls above its limit",
    async (most, maximum, calls) => {
      const { seconds, refused, mostAttempts } = await served(
        calls,
        maximum,
        atATime(() => most),
      );
      expect(seconds).toBeLessThan((2 * calls) / most / 0.9);
      // The first rejections find the limit. Then one call in eight rounds exceeds it, and sometimes several do.
      expect(refused).toBeLessThan(maximum + (1.5 * calls) / (8 * most));
      expect(mostAttempts).toBeLessThan(8);
    },
  );

  it.each([
    [60, true, 16, 300],
    [60, false, 16, 300],
    [300, true, 32, 1_500],
    [300, false, 32, 1_500],
  ])(
    "a server that allows %i calls per minute and says how long to wait (%s) is used to nearly its limit",
    async (most, says, maximum, calls) => {
      const { seconds, refused, mostAttempts } = await served(calls, maximum, aMinute(most, says));
      const minutes = calls / most;
      expect(seconds).toBeLessThan(60 * minutes);
      expect(refused / minutes).toBeLessThan(says ? 3 : 12);
      expect(mostAttempts).toBeLessThan(8);
    },
  );

  it.each([
    [24, 6, 1_500, 320],
    [6, 24, 1_500, 170],
  ])(
    "a server that allows %i calls at a time for a minute and then %i is used to nine tenths",
    async (first, then, calls, ideal) => {
      const answerOf = atATime((now) => (now < 60_000 ? first : then));
      const { seconds, refused, mostUnderWay } = await served(calls, 32, answerOf);
      expect(seconds).toBeLessThan(ideal / 0.9);
      expect(refused / calls).toBeLessThan(0.04);
      expect(mostUnderWay).toBeLessThanOrEqual(32);
    },
  );
});
