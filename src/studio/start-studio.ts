import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Encoder } from "../index.ts";
import { PageSessions } from "../server/http/access.ts";
import { Lifecycle } from "../server/http/lifecycle.ts";
import { listen } from "../server/http/listen.ts";
import type { LogSink } from "../server/http/log.ts";
import { Studio } from "./studio.ts";
import { createStudioApp } from "./studio-app.ts";

export interface StartOptions {
  readonly folder: string;
  /** Default: 0, which is any free port */
  readonly port?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly log: LogSink;
  /** Default: the bundled encoder */
  readonly encoder?: Encoder;
}

/** A studio that listens on a loopback address. */
export interface RunningStudio {
  readonly studio: Studio;
  /** The address without a token. */
  readonly url: string;
  /** Whether the page was built. Without it only the API is there. */
  readonly hasPage: boolean;
  /** Returns a link that opens a session once. */
  link(): string;
  /** Ends requests and jobs, closes all projects and releases the folder. */
  stop(): Promise<void>;
}

/** Milliseconds that running requests have to end. */
const graceMilliseconds = 2000;
/** The page, from src/ as well as from dist/. */
const pageFolder = fileURLToPath(new URL("../../dist/web/studio/", import.meta.url));

/** Opens a folder of projects and serves it on 127.0.0.1. @throws InputError if the folder or the port is in use */
export async function startStudio({
  folder,
  port,
  environment,
  log,
  encoder,
}: StartOptions): Promise<RunningStudio> {
  const studio = await Studio.open({ folder, environment, ...(encoder && { encoder }) });
  try {
    const hasPage = await access(`${pageFolder}index.html`).then(
      () => true,
      () => false,
    );
    const [sessions, lifecycle] = [new PageSessions(), new Lifecycle()];
    const app = createStudioApp({ studio, sessions, log, lifecycle, ...(hasPage && { page: pageFolder }) });
    const server = await listen(app, { port, lifecycle });
    return {
      ...{ studio, hasPage, url: server.url },
      link: () => `${server.url}/?token=${sessions.issue()}`,
      async stop() {
        await server.stop(graceMilliseconds);
        await studio.close();
      },
    };
  } catch (error) {
    await studio.close();
    throw error;
  }
}
