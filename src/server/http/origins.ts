import { isIP } from "node:net";
import type { MiddlewareHandler } from "hono";
import { HttpProblem } from "./problem.ts";

/** Which names this server answers to, and which pages may use it. */
export interface OriginPolicy {
  /**
   * Host names that requests may name besides loopback ones and IP addresses; "any" for all. Pages of other sites can
   * reach a server under a name of their own (DNS rebinding); they cannot if that name is rejected. Default: none
   */
  readonly hosts?: readonly string[] | "any";
  /** Origins of other pages that may send requests, such as "https://app.example". Default: none */
  readonly origins?: readonly string[];
}

/** What pages of allowed origins may send. A browser remembers it for ten minutes. */
const preflightHeaders = {
  "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
  "Access-Control-Allow-Headers": "Authorization, Content-Type, X-Request-Id",
  "Access-Control-Max-Age": "600",
};

/** Refuses requests under foreign host names and of pages of other sites, and answers preflight requests. */
export function checkOrigin({ hosts = [], origins = [] }: OriginPolicy): MiddlewareHandler {
  const isOwnName = (name: string): boolean =>
    hosts === "any" || isLoopback(name) || isIP(name) !== 0 || hosts.includes(name);
  return async (c, next) => {
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (!isOwnName(hostName(host)) || !isOwnName(hostName(new URL(c.req.url).host))) {
      throw new HttpProblem(
        403,
        "This server does not answer to the host name of the request; use its address, or start it with --allow-host NAME.",
      );
    }
    const origin = c.req.header("origin");
    const isAllowed = origin !== undefined && origins.includes(origin);
    if (
      !isAllowed &&
      isForeign(origin, host, c.req.header("sec-fetch-site"), c.req.header("sec-fetch-mode"))
    ) {
      throw new HttpProblem(
        403,
        "Requests of pages of another site are rejected; start the server with --allow-origin ORIGIN to allow a page.",
      );
    }
    if (!isAllowed) return next();
    if (c.req.method === "OPTIONS") c.res = new Response(null, { status: 204, headers: preflightHeaders });
    else await next();
    c.res.headers.set("Access-Control-Allow-Origin", origin);
    c.res.headers.set("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
    c.res.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    c.res.headers.append("Vary", "Origin");
  };
}

/** Whether a page of another site sends the request. Following a link to this server is not foreign. */
function isForeign(
  origin: string | undefined,
  host: string,
  site: string | undefined,
  mode: string | undefined,
): boolean {
  if (origin !== undefined) return !["http", "https"].some((scheme) => origin === `${scheme}://${host}`);
  return (site === "cross-site" || site === "same-site") && mode !== "navigate";
}

/** Returns the name of a Host header without its port, and an IPv6 address without brackets. */
function hostName(host: string): string {
  return host
    .toLowerCase()
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}

/** Whether a host name or address is this machine only. */
export function isLoopback(name: string): boolean {
  return name === "localhost" || name === "::1" || (isIP(name) === 4 && name.startsWith("127."));
}
