import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { train } from "../../src/index.ts";
import type { RunningServer } from "../../src/server/http/listen.ts";
import type { LogEntry } from "../../src/server/http/log.ts";
import { type ServerOptions, startServer } from "../../src/server/server.ts";

const mailClasses = {
  refund: "The customer wants the money back.",
  praise: "The customer is happy with the product and says thanks.",
  delivery: "The parcel is late, lost, or the customer asks where it is.",
};

/** A started server with a model "mail", and requests to it. */
export interface TestServer extends RunningServer {
  readonly entries: LogEntry[];
  /** The folder of models; it contains the folder "mail". */
  readonly folder: string;
  get(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  remove(): Promise<void>;
}

/** Trains a small model and serves it on a free loopback port. */
export async function startTestServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-server-"));
  const classifier = await train({ classes: mailClasses });
  await classifier.save(join(folder, "mail"));
  await classifier.dispose();
  const entries: LogEntry[] = [];
  const server = await startServer({
    models: new Map([["mail", join(folder, "mail")]]),
    folder,
    log: (entry) => entries.push(entry),
    ...options,
  });
  const get = (path: string, init?: RequestInit) => fetch(`${server.url}${path}`, init);
  return {
    ...server,
    entries,
    folder,
    get,
    post: (path, body, init = {}) =>
      get(path, {
        method: "POST",
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
        headers: { "Content-Type": "application/json", ...init.headers },
      }),
    remove: async () => {
      await server.stop(0);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
