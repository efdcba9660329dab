import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export interface ServerSettings {
  readonly seed: number;
  /** 0.1 makes every wait a tenth. */
  readonly timeScale: number;
  readonly secondsAToken: number;
  /** Shares of the requests. */
  readonly errors: number;
  readonly rateLimits: number;
  /** More than this at a time are told that they are too many. */
  readonly mostInFlight: number;
}

/** What came to the server since it was last asked. */
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

/** Starts the scripted server as a process of its own, so that its work takes nothing from what is measured. */
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
