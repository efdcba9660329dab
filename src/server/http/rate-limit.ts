import type { MiddlewareHandler } from "hono";
import { HttpProblem } from "./problem.ts";

/** How often one client may send requests. */
export interface RatePolicy {
  /** Number of requests per second of one address, on average. Twice this number may come at once. Default: no limit */
  readonly requestsPerSecond?: number;
}

/** Maximum number of addresses that are remembered. Above it, the one that was first seen longest ago is forgotten. */
const maxAddresses = 10_000;

/** Counts requests per address as a bucket of tokens that refills steadily. */
class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** @param now returns a monotonic time in milliseconds */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Counts a request. @returns 0 if it may pass, else the number of seconds after which the next one may */
  take(address: string): number {
    const now = this.#now();
    const burst = 2 * this.#perSecond;
    const { tokens, at } = this.#buckets.get(address) ?? { tokens: burst, at: now };
    const filled = Math.min(burst, tokens + ((now - at) / 1000) * this.#perSecond);
    const isFree = filled >= 1;
    this.#buckets.set(address, { tokens: isFree ? filled - 1 : filled, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > maxAddresses) this.#buckets.delete(oldest);
    return isFree ? 0 : (1 - filled) / this.#perSecond;
  }
}

/** Refuses requests of an address that sends too many. */
export function limitRate({ requestsPerSecond }: RatePolicy, now: () => number): MiddlewareHandler {
  if (requestsPerSecond === undefined) return (_, next) => next();
  const limit = new RateLimit(requestsPerSecond, now);
  return async (c, next) => {
    const wait = limit.take(c.env?.incoming?.socket?.remoteAddress ?? "");
    if (wait > 0) {
      throw new HttpProblem(
        429,
        `This address sends more than ${requestsPerSecond} requests per second; wait, or send several texts per request.`,
        { "Retry-After": String(Math.ceil(wait)) },
      );
    }
    return next();
  };
}
