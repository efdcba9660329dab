// Strains a server for minutes: see README.md. Needs `npm run build`.
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { quantile } from "./load.ts";
import { saveSmallModel, serveModels } from "./small-server.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "200000" },
    connections: { type: "string", default: "200" },
    seconds: { type: "string", default: "120" },
    swap: { type: "string", default: "5" },
  },
});
const [maxRequests, connections, seconds, swapSeconds] = [
  values.requests,
  values.connections,
  values.seconds,
  values.swap,
].map(Number);
const port = 18314;
const url = `http://127.0.0.1:${port}`;
const folder = mkdtempSync(join(tmpdir(), "pilesort-soak-"));
const models = await saveSmallModel(folder);
cpSync(join(models, "mail"), join(models, "other"), { recursive: true });
const server = serveModels(models, port);
const sockets: Socket[] = [];
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const statuses = new Map<string, number>();
const count = (what: string) => statuses.set(what, (statuses.get(what) ?? 0) + 1);

/** Sends a request. @returns its status, or the code of its error */
function send(path: string, body: string, through?: Agent): Promise<string> {
  return new Promise((resolve) => {
    const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
    const sent = request(
      `${url}${path}`,
      { method: "POST", headers, ...(through && { agent: through }) },
      (reply) => {
        reply.resume();
        reply.once("end", () => resolve(String(reply.statusCode)));
      },
    );
    sent.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    sent.end(body);
  });
}

/** Opens connections that send a part of a request, and then nothing or a byte per second. */
function openSlowConnections(): void {
  const head =
    "POST /v1/models/mail/classify HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";
  const parts = [
    head,
    `${head}Content-Length: 1000\r\n\r\n{"text": "`,
    `${head}Content-Length: 99999999\r\n\r\n{`,
  ];
  for (let i = 0; i < 60; i++) {
    const socket = connect(port, "127.0.0.1", () => socket.write(parts[i % parts.length]));
    const drip = setInterval(() => i % 2 === 0 && socket.writable && socket.write("x"), 1000);
    socket.on("error", () => {});
    socket.on("close", () => [clearInterval(drip), count("slow connections that the server closed")]);
    socket.on("data", () => {});
    sockets.push(socket);
  }
}

function residentMebibytes(): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}

try {
  for (;;) {
    const reply = await fetch(`${url}/readyz`).catch(() => undefined);
    if (reply?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  openSlowConnections();
  const milliseconds: number[] = [];
  const memory: { requests: number; mebibytes: number }[] = [{ requests: 0, mebibytes: residentMebibytes() }];
  const end = performance.now() + 1000 * seconds;
  let sent = 0;
  let isOver = false;
  const isDone = () => sent >= maxRequests && performance.now() >= end;
  const connection = async () => {
    while (!isDone()) {
      const number = sent++;
      const started = performance.now();
      const status = await send(
        "/v1/models/mail/classify",
        JSON.stringify({ text: `parcel ${number % 500} is late` }),
        agent,
      );
      if (milliseconds.length < 1_000_000) milliseconds.push(performance.now() - started);
      count(`classify ${status}`);
      if (number % 10_000 === 9_999) memory.push({ requests: number + 1, mebibytes: residentMebibytes() });
    }
  };
  const swap = async () => {
    for (let i = 0; !isOver; i++) {
      count(
        `load ${await send("/v1/models/mail/load", JSON.stringify({ folder: i % 2 === 0 ? "other" : "mail" }))}`,
      );
      count(
        `too large ${await send("/v1/models/mail/classify", `{"text": "${"x".repeat(11 * 1024 ** 2)}"}`)}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 1000 * swapSeconds));
    }
  };
  const started = performance.now();
  const swaps = swap();
  await Promise.all(Array.from({ length: connections }, connection));
  const took = (performance.now() - started) / 1000;
  isOver = true;
  await swaps;
  memory.push({ requests: sent, mebibytes: residentMebibytes() });
  milliseconds.sort((a, b) => a - b);
  const times = {
    p50: quantile(milliseconds, 0.5),
    p99: quantile(milliseconds, 0.99),
    maximum: milliseconds.at(-1),
  };
  console.log(
    JSON.stringify(
      { requests: sent, seconds: took, statuses: Object.fromEntries(statuses), ...times, memory },
      undefined,
      2,
    ),
  );
  const wrong = [...statuses.keys()].filter(
    (name) => /^(classify|load) /.test(name) && !name.endsWith(" 200"),
  );
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  for (const socket of sockets) socket.destroy();
  agent.destroy();
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
