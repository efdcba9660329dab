import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { type LocalServer, startLocalServer } from "../encoder/local-server.ts";

export interface FakeHubOptions {
  /** Name in the repository -> content. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly repository?: string;
  readonly token?: string;
  /** Breaks the connection after `after` bytes, `times` times. */
  cuts?: { after: number; times: number };
  /** Answers every range with the whole file. */
  readonly ignoresRanges?: boolean;
  /** The sha256 that the hub lists for large files. */
  readonly saysSha256?: string;
}

export interface FakeHub extends LocalServer {
  /** Method, path and range of each request. */
  readonly requests: string[];
  /** Headers of the requests to the hub's storage. */
  readonly storageHeaders: IncomingMessage["headers"][];
}

export const commit = "0123456789abcdef0123456789abcdef01234567";

/** Returns all files of a folder by their path in it. */
export function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    names.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path)];
    }),
  );
}

/**
 * Starts a hub with one repository on this machine: the list of files with sizes, and the files. Graphs are large files,
 * which are redirected to a storage of another origin ("localhost" instead of "127.0.0.1").
 */
export async function startFakeHub(options: FakeHubOptions): Promise<FakeHub> {
  const { files, repository = "maker/tiny", token } = options;
  const requests: string[] = [];
  const storageHeaders: IncomingMessage["headers"][] = [];
  const server = await startLocalServer((request, response) => {
    const path = (request.url ?? "").replace(/\?.*/, "");
    const { range } = request.headers;
    requests.push(`${request.method} ${path}${range === undefined ? "" : ` ${range}`}`);
    const isStorage = path.startsWith("/storage/");
    if (isStorage) storageHeaders.push(request.headers);
    if (!isStorage && token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      return end(response, 401, "Access to this repository is restricted.");
    }
    const [, name] = path.match(`^/${repository}/resolve/${commit}/(.*)$`) ?? [];
    const content = files.get(name ?? path.slice("/storage/".length));
    if (path.startsWith(`/api/models/${repository}/revision/`)) return end(response, 200, describe(options));
    if (content === undefined) return end(response, 404, "Entry not found");
    if (name?.endsWith(".onnx")) {
      response.writeHead(302, { location: `http://localhost:${request.socket.localPort}/storage/${name}` });
      return response.end();
    }
    sendFile(response, content, range, options);
  });
  return { ...server, requests, storageHeaders };
}

function describe({ files, saysSha256 }: FakeHubOptions): string {
  const siblings = [...files].map(([rfilename, content]) => {
    const sha256 = saysSha256 ?? createHash("sha256").update(content).digest("hex");
    const lfs = rfilename.endsWith(".onnx") ? { lfs: { sha256, size: content.length } } : {};
    return { rfilename, size: content.length, ...lfs };
  });
  return JSON.stringify({ sha: commit, siblings });
}

function sendFile(
  response: ServerResponse,
  content: Buffer,
  range: string | undefined,
  options: FakeHubOptions,
) {
  const start = options.ignoresRanges ? 0 : Number(range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
  if (start >= content.length) return end(response, 416, "");
  const rest = content.subarray(start);
  const headers = { "content-length": rest.length, "accept-ranges": "bytes" };
  response.writeHead(start > 0 ? 206 : 200, headers);
  const { cuts } = options;
  if (cuts === undefined || cuts.times === 0 || rest.length <= cuts.after) return response.end(rest);
  cuts.times--;
  response.write(rest.subarray(0, cuts.after), () => setTimeout(() => response.destroy(), 20));
}

function end(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": body.startsWith("{") ? "application/json" : "text/plain" });
  response.end(body);
}
