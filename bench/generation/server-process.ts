import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface ServerSettings {
  readonly seed: number;
  /** Factor of all waits: 0.1 makes each a tenth. */
  readonly timeScale: number;
  readonly secondsAToken: number;
  /** Share of the requests that get a server error. */
  readonly errors: number;
  readonly rateLimits: number;
  /** Maximum number of simultaneous requests. Further ones get the status of too many requests. */
  readonly mostInFlight: number;
}

/** Counts of what the server received since they were last read. */
export interface Seen {
  readonly answered: number;
  readonly errors: number;
  readonly rateLimited: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly mostInFlight: number;
}

export interface ServerProcess {
  readonly url: string;
  seen(): Promise<Seen>;
  stop(): void;
}

/** Starts the scripted server in a separate process, so that its work does not slow down what is measured. */
export async function startServer(settings: ServerSettings): Promise<ServerProcess> {
  const script = join(import.meta.dirname, "scripted-server.ts");
  const server = fork(script, [JSON.stringify(settings)], { execArgv: ["--import", "tsx"] });
  const { port } = await told<{ port: number }>(server);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    seen: () => {
      const answer = told<Seen>(server);
      server.send("tell");
      return answer;
    },
    stop: () => {
      server.disconnect();
    },
  };
}

async function told<Message>(server: ChildProcess): Promise<Message> {
  const [message] = await once(server, "message");
  return message;
}
