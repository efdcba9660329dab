import { RemoteError } from "../errors.ts";
import { boundedResponse } from "./bounded-body.ts";
import { isLocalAddress } from "./local-address.ts";
import { withoutNodesTimeLimits } from "./node-time-limits.ts";

export interface GuardOptions {
  readonly fetch?: typeof globalThis.fetch;
  /** The other side's name in messages: "The embedding server". */
  readonly service: string;
  /** The most bytes of a body, after decompression. */
  readonly maximumBytes: number;
  /**
   * What becomes of a redirect to another origin. "rejected", the default: nothing is sent there. "public files": it is
   * followed by GET with neither key nor cookie nor body, as hubs send their downloads to other hosts; never from https
   * to http, nor from a public host to a private one.
   */
  readonly otherOrigins?: "rejected" | "public files";
  /** Whether the caller has a time limit of its own, so that Node's five minutes do not count; default: no. */
  readonly hasOwnTimeLimit?: boolean;
  /** What to do about a redirect that is rejected. */
  readonly redirectRemedy?: string;
}

/** More hops than this are a circle. */
const mostRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/** The only headers that another origin is sent. */
const publicHeaders = ["accept", "accept-encoding", "range", "user-agent"];

/**
 * Makes a fetch that keeps keys and rows at the origin that the user named, and bodies within bounds.
 *
 * A redirect within the origin (the same scheme, host and port) is followed with the same method, headers and body. A
 * 303 in answer to anything but GET is an error, for it asks for another request. Any other origin is an error, unless
 * `otherOrigins` allows public files.
 * @throws RemoteError for a redirect that is not followed, or a body that is too large; what fetch throws
 */
export function createGuardedFetch(options: GuardOptions): typeof globalThis.fetch {
  const { fetch = globalThis.fetch, service, maximumBytes, hasOwnTimeLimit = false } = options;
  return async (input, init = {}) => {
    const start = input instanceof Request ? input.url : String(input);
    const isPatient = hasOwnTimeLimit && fetch === globalThis.fetch;
    let request: RequestInit = { ...(isPatient ? withoutNodesTimeLimits(init) : init), redirect: "manual" };
    let url = start;
    for (let hops = 0; ; hops++) {
      const response = await fetch(url, request);
      refuseFollowed(response, start, options);
      if (!redirectStatuses.has(response.status)) {
        return boundedResponse(response, maximumBytes, () => tooLarge(service, url, maximumBytes));
      }
      await response.body?.cancel().catch(() => {});
      const next = targetOf(response, url, options);
      if (hops === mostRedirects) throw redirectError(options, url, "redirects in a circle");
      if (next.origin !== new URL(url).origin) {
        checkOtherOrigin(url, next, options);
        request = { ...request, method: "GET", body: undefined, headers: onlyPublic(request.headers) };
      } else if (response.status === 303 && (request.method ?? "GET") !== "GET") {
        throw redirectError(options, url, "answers 303, which asks for a request of another kind");
      }
      url = next.href;
    }
  };
}

function targetOf(response: Response, url: string, options: GuardOptions): URL {
  const location = response.headers.get("location");
  if (location === null || !URL.canParse(location, url)) {
    throw redirectError(options, url, `answers ${response.status} without an address to go on to`);
  }
  const next = new URL(location, url);
  if (!/^https?:$/.test(next.protocol) || next.username !== "" || next.password !== "") {
    throw redirectError(options, url, "redirects to an address of another kind than http or https");
  }
  return next;
}

function checkOtherOrigin(url: string, next: URL, options: GuardOptions): void {
  const isDowngrade = new URL(url).protocol === "https:" && next.protocol === "http:";
  const turnsPrivate = isLocalAddress(next.href) && !isLocalAddress(url);
  if (options.otherOrigins === "public files" && !isDowngrade && !turnsPrivate) return;
  throw redirectError(
    options,
    url,
    `redirects to ${next.origin}, which is another origin. Nothing was sent there`,
  );
}

/** A fetch that was given by the caller may have followed a redirect by itself. */
function refuseFollowed(response: Response, start: string, options: GuardOptions): void {
  const { redirected, url } = response;
  if (!redirected || url === "" || new URL(url).origin === new URL(start).origin) return;
  if (options.otherOrigins === "public files") return;
  throw redirectError(options, start, `redirected to ${new URL(url).origin}, which is another origin`);
}

function redirectError({ service, redirectRemedy }: GuardOptions, url: string, what: string): RemoteError {
  const { origin } = new URL(url);
  const remedy = redirectRemedy === undefined ? "" : ` ${redirectRemedy}.`;
  return new RemoteError(`${named(service, origin)} ${what}.${remedy}`, origin);
}

/** Some services have their address in their name. */
function named(service: string, origin: string): string {
  return service.includes(origin) ? service : `${service} at ${origin}`;
}

function onlyPublic(headers: RequestInit["headers"]): Headers {
  const given = new Headers(headers);
  const kept = new Headers();
  for (const name of publicHeaders) {
    const value = given.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
}

function tooLarge(service: string, url: string, maximumBytes: number): RemoteError {
  const { origin } = new URL(url);
  const sentence = `${named(service, origin)} sent more than the ${maximumBytes} bytes that an answer may have, and was stopped.`;
  return new RemoteError(sentence, origin, 200);
}
