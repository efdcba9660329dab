import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHashingEncoder, type Encoder } from "../../src/index.ts";
import type { Job, ProjectState, StudioEvent } from "../../src/studio/contract.ts";
import { type RunningStudio, startStudio } from "../../src/studio/start-studio.ts";

/** A studio in a folder of its own, and a client with a session. */
export interface TestStudio {
  readonly folder: string;
  readonly running: RunningStudio;
  readonly client: StudioClient;
  /** Stops the studio and removes its folder. */
  end(): Promise<void>;
}

export async function startTestStudio(
  options: {
    readonly encoder?: Encoder;
    readonly folder?: string;
    readonly environment?: Record<string, string>;
  } = {},
): Promise<TestStudio> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "studio-")));
  const { encoder = createHashingEncoder(), environment } = options;
  const running = await startStudio({ folder, encoder, environment, log: () => {} });
  return {
    ...{ folder, running, client: await StudioClient.open(running) },
    async end() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What a request was answered with. */
export interface Reply<Body> {
  readonly status: number;
  readonly body: Body;
}

/** Speaks to a studio as the page does: with the cookie of a session. */
export class StudioClient {
  readonly url: string;
  readonly cookie: string;

  private constructor(url: string, cookie: string) {
    this.url = url;
    this.cookie = cookie;
  }

  static open(running: RunningStudio): Promise<StudioClient> {
    return StudioClient.openLink(running.link());
  }

  /** Opens a session by a link that works once. */
  static async openLink(link: string): Promise<StudioClient> {
    const opened = await fetch(link);
    const [cookie] = (opened.headers.get("set-cookie") ?? "").split(";");
    await opened.body?.cancel();
    return new StudioClient(new URL(link).origin, cookie);
  }

  get = <Body>(path: string) => this.send<Body>("GET", path);
  post = <Body>(path: string, body: unknown = {}) => this.send<Body>("POST", path, body);
  patch = <Body>(path: string, body: unknown) => this.send<Body>("PATCH", path, body);
  delete = <Body>(path: string) => this.send<Body>("DELETE", path);

  /** Sends the bytes of a file. */
  async upload<Body>(path: string, content: string | Uint8Array<ArrayBuffer>): Promise<Reply<Body>> {
    const headers = { cookie: this.cookie, "content-type": "application/octet-stream" };
    return read(await fetch(`${this.url}/api${path}`, { method: "POST", headers, body: content }));
  }

  async download(path: string): Promise<Uint8Array> {
    const found = await fetch(`${this.url}/api${path}`, { headers: { cookie: this.cookie } });
    if (!found.ok) throw new Error(await found.text());
    return new Uint8Array(await found.arrayBuffer());
  }

  async send<Body>(method: string, path: string, body?: unknown): Promise<Reply<Body>> {
    const headers = {
      cookie: this.cookie,
      ...(body !== undefined && { "content-type": "application/json" }),
    };
    const content = body === undefined ? undefined : JSON.stringify(body);
    return read(await fetch(`${this.url}/api${path}`, { method, headers, body: content }));
  }

  /** Waits until the answers of a project are those of its present state. */
  async settled(project: string): Promise<ProjectState> {
    for (;;) {
      const { body } = await this.get<ProjectState>(`/projects/${project}`);
      const { answers, revision } = body;
      const isDone = ["current", "waiting", "failed"].includes(answers.phase);
      if (isDone && answers.revision === revision) return body;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until a job has ended. */
  async jobEnd(project: string, id: number): Promise<Job> {
    for (;;) {
      const { body } = await this.get<Job>(`/projects/${project}/jobs/${id}`);
      if (!["waiting", "running", "stopping"].includes(body.state)) return body;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }

  /** Reads the events of a project until one meets a condition. @returns all that came */
  async events(project: string, isLast: (event: StudioEvent) => boolean): Promise<StudioEvent[]> {
    const found = await fetch(`${this.url}/api/projects/${project}/events`, {
      headers: { cookie: this.cookie },
    });
    const events: StudioEvent[] = [];
    let text = "";
    const decoder = new TextDecoder();
    for await (const part of found.body!) {
      text += decoder.decode(part, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (data === undefined) continue;
        events.push(JSON.parse(data));
        // The return ends the request.
        if (isLast(events.at(-1)!)) return events;
      }
    }
    return events;
  }
}

async function read<Body>(found: Response): Promise<Reply<Body>> {
  const text = await found.text();
  return { status: found.status, body: (text === "" ? undefined : JSON.parse(text)) as Body };
}
