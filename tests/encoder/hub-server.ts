import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface HubRequest {
  /** "revision", or the file's name. */
  readonly what: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

export interface FakeHub {
  readonly endpoint: string;
  readonly commit: string;
  /** The repository's files by name; a test may change them. */
  readonly files: Map<string, Buffer>;
  /** Every request so far, in order. */
  readonly requests: HubRequest[];
  /** The sha256 that the hub tells of a file, where it is not the file's own. */
  readonly announcedSha256: Map<string, string>;
  /** Answers a request in the hub's stead; @returns whether it did. */
  intercept: (what: string, response: ServerResponse) => boolean;
}

/** A server on the loopback with the hub's interface and one repository, gone when the test has finished. */
export async function startHub(repository: string, folder: string): Promise<FakeHub> {
  const server = createServer((request, response) => answer(hub, repository, request, response));
  const hub: FakeHub = {
    endpoint: await listen(server),
    commit: "0123456789abcdef0123456789abcdef01234567",
    files: new Map(readFiles(folder)),
    requests: [],
    announcedSha256: new Map(),
    intercept: () => false,
  };
  return hub;
}

/** Starts a server on a free port of the loopback. @returns its address. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function readFiles(folder: string): [string, Buffer][] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name.replaceAll("\\", "/"), readFileSync(join(folder, name))]);
}

function answer(hub: FakeHub, repository: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? "", hub.endpoint);
  const resolved = `/${repository}/resolve/${hub.commit}/`;
  const isFile = pathname.startsWith(resolved);
  const what = isFile ? decodeURIComponent(pathname.slice(resolved.length)) : "revision";
  const { range, authorization } = request.headers;
  hub.requests.push({ what, range, authorization });
  if (hub.intercept(what, response)) return;
  const revisions = ["main", hub.commit].map((name) => `/api/models/${repository}/revision/${name}`);
  const content = hub.files.get(what);
  if (isFile && content) sendFile(response, content, range);
  else if (isFile || !revisions.includes(pathname)) sendJson(response, 404, { error: "Not found" });
  else sendJson(response, 200, { sha: hub.commit, siblings: [...hub.files].map(describe(hub)) });
}

/** As the hub does it, the checksum is told of large files only: here, of the graph. */
function describe({ announcedSha256 }: FakeHub) {
  return ([rfilename, content]: [string, Buffer]) => {
    const sha256 = announcedSha256.get(rfilename) ?? createHash("sha256").update(content).digest("hex");
    const lfs = rfilename.endsWith(".onnx") ? { sha256, size: content.length } : undefined;
    return { rfilename, size: content.length, lfs };
  };
}

export function sendJson(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function sendFile(response: ServerResponse, content: Buffer, range: string | undefined): void {
  const start = Number(range?.match(/^bytes=(\d+)-$/)?.[1] ?? 0);
  response.writeHead(range === undefined ? 200 : 206).end(content.subarray(start));
}
