import type { AdaptiveLimit } from "../../src/async/adaptive-limit.ts";
import { createRandom } from "../../src/math/random.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** Returns the answer of a server to a request: undefined if it succeeds, else how long to wait. */
export type ServerAnswer = (seen: {
  readonly now: number;
  readonly underWay: number;
  readonly n: number;
}) => undefined | "refused" | { readonly wait: number };

export interface Served {
  readonly seconds: number;
  readonly refused: number;
  readonly mostUnderWay: number;
  /** Attempts at the call that took most. */
  readonly mostAttempts: number;
}

/** Milliseconds; answers take this long on average, spread as a normal distribution's exponential. */
const answerMilliseconds = 2_000;
const spread = 0.4;
const refusalMilliseconds = 50;

/**
 * Has so many calls answered by as many lanes as the limit allows at most, each trying again after a random wait that
 * doubles, as runCalls does it. The same each time.
 */
export async function serve(
  calls: number,
  lanes: number,
  answerOf: ServerAnswer,
  limit: AdaptiveLimit,
  clock: VirtualClock,
): Promise<Served> {
  const random = createRandom(1);
  let [left, n, underWay, refused, mostUnderWay, mostAttempts] = [calls, 0, 0, 0, 0, 0];
  const attempt = async (tries: number): Promise<void> => {
    mostAttempts = Math.max(mostAttempts, tries);
    const turn = await limit.enter();
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    const answer = answerOf({ now: clock.now(), underWay, n: ++n });
    await clock.sleep(answer === undefined ? answerTime(random) : refusalMilliseconds);
    underWay--;
    if (answer === undefined) {
      turn.succeeded();
      return;
    }
    refused++;
    const wait = answer === "refused" ? undefined : answer.wait;
    turn.rateLimited(wait);
    await clock.sleep((wait ?? 0) + random.nextFloat() * 500 * 2 ** (tries - 1));
    await attempt(tries + 1);
  };
  const lane = async () => {
    while (left-- > 0) await attempt(1);
  };
  await clock.until(Promise.all(Array.from({ length: lanes }, lane)));
  return { seconds: clock.now() / 1000, refused, mostUnderWay, mostAttempts };
}

function answerTime(random: ReturnType<typeof createRandom>): number {
  const [a, b] = [1 - random.nextFloat(), random.nextFloat()];
  const normal = Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
  return answerMilliseconds * Math.exp(spread * normal - spread ** 2 / 2);
}
