import { readFile, realpath } from "node:fs/promises";
import { extname, join, resolve, sep } from "node:path";
import type { MiddlewareHandler } from "hono";

/** Content types by extension. Files of other kinds are not served. */
const contentTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** How files of a folder are served. */
export interface StaticOptions {
  /** Beginning of the paths that the folder stands for. Default: "/" */
  readonly prefix?: string;
  /** Beginning of the paths whose names change with their content, so that browsers may keep them. Default: none */
  readonly immutablePrefix?: string;
}

/**
 * Serves the files of a folder, "index.html" for the folder itself. Only regular files of known kinds within the folder
 * are served; for all other paths the next handler runs.
 */
export function staticFiles(
  folder: string,
  { prefix = "/", immutablePrefix }: StaticOptions = {},
): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== "GET" && c.req.method !== "HEAD") return next();
    if (!c.req.path.startsWith(prefix)) return next();
    const found = await readWithin(folder, c.req.path.slice(prefix.length));
    if (found === undefined) return next();
    const isImmutable = immutablePrefix !== undefined && c.req.path.startsWith(immutablePrefix);
    const headers = {
      "Content-Type": found.type,
      "Content-Length": String(found.content.length),
      "Cache-Control": isImmutable ? "public, max-age=31536000, immutable" : "no-cache",
    };
    return c.req.method === "HEAD" ? c.body(null, 200, headers) : c.body(found.content, 200, headers);
  };
}

/** Reads a file. @returns undefined if there is no such file in the folder, or it leads out of the folder */
async function readWithin(
  folder: string,
  path: string,
): Promise<{ readonly content: Uint8Array<ArrayBuffer>; readonly type: string } | undefined> {
  const name = decoded(path);
  if (name === undefined) return undefined;
  const file = name === "" || name.endsWith("/") ? join(name, "index.html") : name;
  const type = contentTypes[extname(file).toLowerCase()];
  if (type === undefined) return undefined;
  try {
    const root = await realpath(resolve(folder));
    const target = await realpath(join(root, file));
    if (!target.startsWith(`${root}${sep}`)) return undefined;
    return { content: new Uint8Array(await readFile(target)), type };
  } catch {
    return undefined;
  }
}

/** Decodes a path. @returns undefined if it is malformed, hidden, or goes up */
function decoded(path: string): string | undefined {
  try {
    const name = decodeURIComponent(path);
    const isSafe = !/[\\\0]/.test(name) && name.split("/").every((part) => !part.startsWith("."));
    return isSafe ? name : undefined;
  } catch {
    return undefined;
  }
}
