// Sends a million small requests to a server and reads its memory in between: see README.md. Needs `npm run build`.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { addEncoder, train } from "../../src/index.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "1000000" },
    connections: { type: "string", default: "32" },
    swap: { type: "string", default: "50000" },
    read: { type: "string", default: "100000" },
    build: { type: "string", default: join(import.meta.dirname, "../../dist") },
  },
});
const { requests, connections, swap, read } = values;
const [maxRequests, connectionCount, swapEvery, readEvery] = [requests, connections, swap, read].map(Number);
/** Number of requests between two of which one reads the metrics. */
const scrapeEvery = 1000;
const port = 18316;
const folder = mkdtempSync(join(tmpdir(), "pilesort-memory-"));
const statuses = new Map<string, number>();

/** Saves a model whose encoder takes microseconds per text, twice. @returns the folder of models */
async function saveTinyModels(): Promise<string> {
  const [models, store] = [join(folder, "models"), join(folder, "pilesort", "models")];
  const source = join(import.meta.dirname, "../../tests/encoder/fixtures/mean");
  await addEncoder(source, { store, name: "tiny", measure: false });
  await using trained = await train({
    classes: { refund: "The customer wants the money back.", delivery: "The parcel is late or lost." },
    tune: false,
    encoder: "tiny",
    store,
  });
  await trained.save(join(models, "mail"));
  cpSync(join(models, "mail"), join(models, "other"), { recursive: true });
  return models;
}

/** Starts a server that collects garbage when it gets a message. Its log is written, but not kept. */
async function startServer(models: string): Promise<ChildProcess> {
  const main = join(values.build, "cli/main.js");
  const probe = join(import.meta.dirname, "memory-probe.js");
  const own = ["--model", `mail=${join(models, "mail")}`, "--models", models, "--port", String(port)];
  const child = spawn(process.execPath, ["--expose-gc", "--import", probe, main, "serve", ...own], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, XDG_CACHE_HOME: folder },
  });
  while (child.exitCode === null) {
    const reply = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (reply?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("The server has ended.");
}

function requestText(method: string, path: string, body = ""): string {
  const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  const type = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`;
  return `${head}${method === "GET" ? "" : type}\r\n${body}`;
}

/** Returns a request by its number: mostly single texts, all of them new, some batches, and one invalid request in 20. */
function requestOf(number: number): string {
  const classify = "/v1/models/mail/classify";
  const text = (i: number) => `parcel ${number} number ${i} is late`;
  if (number % scrapeEvery === scrapeEvery - 1) return requestText("GET", "/metrics");
  if (number % 20 === 1) {
    const invalid: readonly [string, string][] = [
      [classify, '{"text": '],
      [classify, '{"text": 3}'],
      [classify, '{"text": "a", "unknown": true}'],
      [`/v1/models/missing-${number}/classify`, '{"text": "a"}'],
      [`/nothing/${number}`, "{}"],
    ];
    return requestText("POST", ...invalid[Math.floor(number / 20) % invalid.length]);
  }
  if (number % 10 === 2) {
    return requestText(
      "POST",
      classify,
      JSON.stringify({ texts: Array.from({ length: 8 }, (_, i) => text(i)) }),
    );
  }
  return requestText(
    "POST",
    classify,
    JSON.stringify({ text: text(0), ...(number % 10 === 3 && { none: true }) }),
  );
}

/** Sends requests over one connection, one at a time. A plain socket leaves more of the processor to the server. */
class Connection {
  readonly #socket = connect(port, "127.0.0.1");
  #received = "";
  #answered: (status: string) => void = () => {};

  constructor() {
    this.#socket.setNoDelay(true).setEncoding("latin1");
    this.#socket.on("data", (part: string) => this.#take(part));
    this.#socket.on("error", ({ message }) => this.#answered(message));
    this.#socket.on("close", () => this.#answered("closed"));
  }

  /** @returns the status of the reply */
  send(request: string): Promise<string> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(part: string): void {
    this.#received += part;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const [, length] = /\r\ncontent-length: (\d+)/i.exec(this.#received.slice(0, end)) ?? [];
    const isWhole =
      length === undefined
        ? this.#received.endsWith("0\r\n\r\n")
        : this.#received.length >= end + 4 + Number(length);
    if (!isWhole) return;
    const status = this.#received.slice(9, 12);
    this.#received = "";
    this.#answered(status);
  }
}

/** Returns the memory of the server after a collection of garbage, in MiB. */
async function memoryOf(server: ChildProcess): Promise<Record<string, number>> {
  const reply = once(server, "message");
  server.send("collect");
  const [usage] = (await reply) as [NodeJS.MemoryUsage];
  return Object.fromEntries(
    Object.entries(usage).map(([name, bytes]) => [name, Math.round((10 * bytes) / 1024 ** 2) / 10]),
  );
}

const server = await startServer(await saveTinyModels());
try {
  let sent = 0;
  const sendUntil = async (limit: number) => {
    const run = async (connection: Connection) => {
      while (sent < limit) {
        const status = await connection.send(requestOf(sent++));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(open.map(run));
  };
  const open = Array.from({ length: connectionCount }, () => new Connection());
  const changes = new Connection();
  let swaps: Promise<unknown> = Promise.resolve();
  const started = performance.now();
  console.log(JSON.stringify({ requests: 0, ...(await memoryOf(server)) }));
  while (sent < maxRequests) {
    await sendUntil(Math.min(maxRequests, sent + Math.min(swapEvery, readEvery) / 2));
    if (sent % readEvery === 0) {
      const seconds = Math.round((performance.now() - started) / 1000);
      console.log(JSON.stringify({ requests: sent, seconds, ...(await memoryOf(server)) }));
    }
    if (sent % swapEvery === swapEvery / 2) {
      // In the middle of the next requests.
      const target = (sent / swapEvery) % 2 < 1 ? "other" : "mail";
      swaps = swaps.then(async () => {
        const status = await changes.send(
          requestText("POST", "/v1/models/mail/load", JSON.stringify({ folder: target })),
        );
        statuses.set(`load ${status}`, (statuses.get(`load ${status}`) ?? 0) + 1);
      });
    }
  }
  await swaps;
  for (const connection of [...open, changes]) connection.close();
  console.log(JSON.stringify({ statuses: Object.fromEntries(statuses) }));
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
