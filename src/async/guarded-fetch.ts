import { RemoteError } from "../errors.ts";
import { boundedResponse } from "./bounded-body.ts";
import { isLocalAddress } from "./local-address.ts";
import { withoutNodesTimeLimits } from "./node-time-limits.ts";

export interface GuardOptions {
  readonly fetch?: typeof globalThis.fetch;
  /** The name of the server in messages: "The embedding server". */
  readonly service: string;
  /** Maximum number of bytes of a body, after decompression. */
  readonly maximumBytes: number;
  /**
   * What happens with a redirect to another origin. With "rejected", nothing is sent there. With "public files", it is
   * followed by a GET request without key, cookie or body, because hubs keep their downloads on other hosts. It is never
   * followed from https to http, or from a public host to a private one. Default: "rejected".
   */
  readonly otherOrigins?: "rejected" | "public files";
  /** Whether the caller has a time limit of its own, so that Node's limit of five minutes is switched off. Default: false. */
  readonly hasOwnTimeLimit?: boolean;
  /** What to do about a redirect that is rejected. */
  readonly redirectRemedy?: string;
}

/** Maximum number of redirects. More are taken for a circle. */
const maxRedirects = 5;
const redirectStatuses = new Set([301, 302, 303, 307, 308]);
/** The only headers that are sent to another origin. */
const publicHeaders = ["accept", "accept-encoding", "range", "user-agent"];

/**
 * Makes a fetch function that sends keys and texts only to the origin that the user named, and that limits the size of bodies.
 *
 * A redirect within the origin (the same scheme, host and port) is followed with the same method, headers and body. A
 * 303 in answer to anything but GET is an error, because it asks for another kind of request. A redirect to any other
 * origin is an error, unless `otherOrigins` allows public files.
 * @throws RemoteError if a redirect is not followed or a body is too large; any error of fetch
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
      checkFollowed(response, start, options);
      if (!redirectStatuses.has(response.status)) {
        return boundedResponse(response, maximumBytes, () => tooLarge(service, url, maximumBytes));
      }
      await response.body?.cancel().catch(() => {});
      const next = targetOf(response, url, options);
      if (hops === maxRedirects) throw redirectError(options, url, "redirects in a circle");
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
    throw redirectError(options, url, `answers ${response.status} without the address of the redirect`);
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

/** Checks a response of the caller's own fetch, which may have followed a redirect by itself. */
function checkFollowed(response: Response, start: string, options: GuardOptions): void {
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

/** Returns the name of a service with its address. Some services have the address in their name already. */
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
