import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { Failure, StudioEvent } from "../../../src/studio/contract.ts";
import type { FakeProject } from "./fake-project.ts";
import { answerRequest } from "./fake-routes.ts";

/** A studio in memory, for states that the real one is rarely in: failures, conflicts, 100,000 texts at once. */
export interface FakeStudio {
  readonly address: string;
  readonly projects: Map<string, FakeProject>;
  /** If it returns a failure, the request is answered with it. */
  fail: (method: string, path: string) => Failure | undefined;
  /** Requests so far, as "METHOD path". */
  readonly requests: string[];
  close(): Promise<void>;
}

const page = join(import.meta.dirname, "../../../dist/web/studio");

/** The policy under which the page must work: no inline code, no inline style, nothing from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** Starts a studio in memory on a free port. */
export async function startFakeStudio(): Promise<FakeStudio> {
  const studio = {
    address: "",
    projects: new Map<string, FakeProject>(),
    fail: (): Failure | undefined => undefined,
    requests: [] as string[],
    close: async () => {},
  } as { -readonly [Key in keyof FakeStudio]: FakeStudio[Key] };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const method = request.method ?? "GET";
    studio.requests.push(`${method} ${url.pathname}`);
    if (!url.pathname.startsWith("/api/")) return sendFile(url.pathname, response);
    const failure = studio.fail(method, url.pathname);
    if (failure !== undefined) return send(response, failure.status, failure);
    const project = studio.projects.get(url.pathname.split("/")[3] ?? "");
    if (url.pathname.endsWith("/events") && project !== undefined) return follow(project, response);
    const [status, body] = answerRequest(studio.projects, method, url, await bodyOf(request));
    return send(response, status, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  studio.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  studio.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return studio;
}

function sendFile(path: string, response: ServerResponse): void {
  const name = path === "/" ? "index.html" : path;
  try {
    const content = readFileSync(join(page, name));
    response.writeHead(200, {
      "content-type": types[extname(name)] ?? "application/octet-stream",
      "content-security-policy": policy,
    });
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function follow(project: FakeProject, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  const tell = (event: StudioEvent) =>
    void response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  tell({ type: "state", state: project.state() });
  project.listeners.add(tell);
  response.on("close", () => project.listeners.delete(tell));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}
