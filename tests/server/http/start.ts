import { connect } from "node:net";
import { createHttpApp, type HttpAppOptions } from "../../../src/server/http/http-app.ts";
import { Lifecycle } from "../../../src/server/http/lifecycle.ts";
import { type ListenOptions, listen, type RunningServer } from "../../../src/server/http/listen.ts";
import type { LogEntry } from "../../../src/server/http/log.ts";

type App = ReturnType<typeof createHttpApp>;

/** Starts an app on a loopback port. Its log is kept. */
export async function startApp(
  define: (app: App, lifecycle: Lifecycle) => void,
  options: Partial<HttpAppOptions> & Partial<ListenOptions> = {},
): Promise<RunningServer & { readonly entries: LogEntry[] }> {
  const entries: LogEntry[] = [];
  const lifecycle = new Lifecycle();
  const app = createHttpApp({ log: (entry) => entries.push(entry), ...options, lifecycle });
  define(app, lifecycle);
  return { ...(await listen(app, { ...options, lifecycle })), entries };
}

/** Sends bytes as they are, and returns everything that comes back until the server closes the connection. */
export function sendRaw(port: number, ...parts: readonly (string | number)[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = "";
    socket.on("data", (data) => {
      received += data.toString();
    });
    socket.on("close", () => resolve(received));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve(received) : reject(error),
    );
    void (async () => {
      for (const part of parts) {
        if (typeof part === "string") socket.write(part);
        else await new Promise((wake) => setTimeout(wake, part));
      }
    })();
  });
}
