import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { HttpProblem } from "./problem.ts";

/** Who may use the server. */
export interface AccessPolicy {
  /** Token of programs: "Authorization: Bearer TOKEN". Absent: none is needed. */
  readonly token?: string;
  /** Sessions of pages, which a link with a one-time token opens. Absent: pages need none. */
  readonly sessions?: PageSessions;
  /** Whether a path needs neither token nor session, such as that of health checks. Default: none */
  readonly isOpen?: (path: string) => boolean;
}

/** Maximum number of sessions and of unused links. Above it, the oldest ones end. */
const maxSessions = 1000;

/** Sessions of pages: a link with a one-time token sets a cookie, and the cookie is the session. */
export class PageSessions {
  /** The name is random, because cookies of one host are shared by all its ports. */
  readonly cookie = `pilesort-${randomBytes(6).toString("hex")}`;
  readonly #links = new Set<string>();
  readonly #sessions = new Set<string>();

  /** Returns a new one-time token for a link: "http://127.0.0.1:PORT/?token=TOKEN". */
  issue(): string {
    return add(this.#links, randomBytes(32).toString("base64url"));
  }

  /** Exchanges a one-time token for the value of the cookie. @returns undefined if it is not valid or was used before */
  redeem(token: string): string | undefined {
    if (!this.#links.delete(digest(token))) return undefined;
    return add(this.#sessions, randomBytes(32).toString("base64url"));
  }

  /** Whether the value of a cookie is that of a session. */
  accepts(cookie: string): boolean {
    return this.#sessions.has(digest(cookie));
  }
}

/** Keeps the digest of a secret. The time of a look-up then says nothing about the secret. */
function add(secrets: Set<string>, secret: string): string {
  secrets.add(digest(secret));
  const [oldest] = secrets;
  if (secrets.size > maxSessions) secrets.delete(oldest);
  return secret;
}

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("base64");
}

/** Refuses requests without a valid token or session. */
export function checkAccess({ token, sessions, isOpen = () => false }: AccessPolicy): MiddlewareHandler {
  const isToken = token === undefined ? () => false : equalsSecret(token);
  return async (c, next) => {
    if ((token === undefined && sessions === undefined) || isOpen(c.req.path)) return next();
    const [, given] = /^Bearer +(\S+)$/i.exec(c.req.header("authorization") ?? "") ?? [];
    if (given !== undefined && isToken(given)) return next();
    if (sessions !== undefined) {
      const cookie = getCookie(c, sessions.cookie);
      const isKnown = cookie !== undefined && sessions.accepts(cookie);
      const oneTime = c.req.method === "GET" ? c.req.query("token") : undefined;
      if (oneTime !== undefined) {
        const value = isKnown ? cookie : sessions.redeem(oneTime);
        if (value !== undefined) return openSession(c, sessions, value);
      }
      if (isKnown) return next();
    }
    throw new HttpProblem(401, refusal(token, sessions), { "WWW-Authenticate": "Bearer" });
  };
}

/** Sets the cookie, and leads to the address without the token, so that no history and no copied link contains it. */
function openSession(c: Context, { cookie }: PageSessions, value: string): Response {
  setCookie(c, cookie, value, { httpOnly: true, sameSite: "Strict", path: "/" });
  const url = new URL(c.req.url);
  url.searchParams.delete("token");
  const target = `${url.pathname}${url.search}`
    .replace(/^\/+/, "/")
    .replace(/[&"<>]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  // A redirect would come from the site of the link, and browsers withhold a strict cookie then.
  return c.html(
    `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${target}"><title>Opening</title>`,
  );
}

function refusal(token: string | undefined, sessions: PageSessions | undefined): string {
  if (sessions === undefined)
    return 'The token is missing or wrong; send the header "Authorization: Bearer TOKEN".';
  const program = token === undefined ? "" : ', or send the header "Authorization: Bearer TOKEN"';
  return `This page belongs to a session that is not open here; open the link that the server printed at its start${program}.`;
}

/** Returns a comparison that takes the same time for every wrong secret. */
function equalsSecret(secret: string): (given: string) => boolean {
  const expected = createHash("sha256").update(secret).digest();
  return (given) => timingSafeEqual(createHash("sha256").update(given).digest(), expected);
}
