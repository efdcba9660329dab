// Measures the server: see README.md. Needs `npm run build`.
import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { train } from "../../src/index.ts";
import { findPublicSet } from "../speed/public-texts.ts";
import { type Load, quantile, sendTexts } from "./load.ts";

const { values } = parseArgs({
  options: {
    texts: { type: "string", default: "600" },
    rounds: { type: "string", default: "3" },
    memory: { type: "string", default: "0" },
    before: { type: "string" },
    connections: { type: "string", default: "1,8,64" },
  },
});
const [textsPerRound, rounds, memoryRequests] = [values.texts, values.rounds, values.memory].map(Number);
const connections = values.connections.split(",").map(Number);
const [serverPort, pythonPort, portBefore] = [18311, 18312, 18315];
const folder = mkdtempSync(join(tmpdir(), "pilesort-bench-server-"));
const processes: ChildProcess[] = [];

const set = findPublicSet("banking77");
if ("skipped" in set) throw new Error(set.skipped);
let used = 0;
/** Returns texts that were not used before, so that no vector comes from a cache. */
const freshTexts = (count: number): string[] =>
  Array.from({ length: count }, () => `${set.test[used % set.test.length].text} ${++used}`);

/** Starts a server and waits until it answers. */
async function start(command: string, words: readonly string[], port: number): Promise<ChildProcess> {
  const child = spawn(command, words, {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, OMP_WAIT_POLICY: "PASSIVE" },
  });
  processes.push(child);
  for (let i = 0; i < 3000; i++) {
    const reply = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (reply?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${command} does not answer on port ${port}`);
}

const rows = set.train.filter(
  (
    (seen) =>
    ({ label }: { label: string | null }) => {
      const count = (seen.get(label) ?? 0) + 1;
      seen.set(label, count);
      return label !== null && count <= 10;
    }
  )(new Map<string | null, number>()),
) as { text: string; label: string }[];
const model = join(folder, "model");
const trained = await train({
  classes: [...new Set(rows.map(({ label }) => label))].map((name) => ({ name })),
  examples: rows.map(({ text, label }) => ({ text, label })),
  tune: false,
});
await trained.save(model);
await trained.dispose();
writeFileSync(join(folder, "rows.json"), JSON.stringify(rows.map(({ text, label }) => ({ text, label }))));

const library = fork(join(import.meta.dirname, "library-process.ts"), [model], {
  execArgv: ["--import", "tsx"],
});
processes.push(library);
const fromLibrary = <Reply>(message?: object): Promise<Reply> => {
  const reply = new Promise<Reply>((resolve) => library.once("message", (found) => resolve(found as Reply)));
  if (message) library.send(message);
  return reply;
};
/** What the process of the library answers. */
interface Timed {
  readonly seconds: number;
  readonly milliseconds: number[];
  readonly cpuMilliseconds: number;
}

interface Found {
  readonly [name: string]: unknown;
}

try {
  await fromLibrary();
  const serve = (build: string, port: number) => {
    const main = join(build, "cli/main.js");
    const words = [main, "serve", "--model", `mail=${model}`, "--port", String(port), "--quiet"];
    return start(process.execPath, words, port);
  };
  const server = await serve(join(import.meta.dirname, "../../dist"), serverPort);
  const before = values.before === undefined ? undefined : await serve(values.before, portBefore);
  const encoder = join(import.meta.dirname, "../../assets/encoder");
  const python = process.env.PILESORT_PYTHON;
  const script = join(import.meta.dirname, "fastapi_server.py");
  const fastApiWords = [script, encoder, join(folder, "rows.json"), String(pythonPort)];
  const fastApi = python ? await start(python, fastApiWords, pythonPort) : undefined;
  const toServer = (count: number, n: number, port = serverPort) =>
    sendTexts(`http://127.0.0.1:${port}/v1/models/mail/classify`, freshTexts(count), n);
  const toPython = (count: number, n: number) =>
    sendTexts(`http://127.0.0.1:${pythonPort}/classify`, freshTexts(count), n);

  // The encoder starts worker threads once there is enough work.
  await fromLibrary({ texts: freshTexts(1500), oneByOne: false });
  await toServer(1500, 64);
  if (before) await toServer(1500, 64, portBefore);
  if (python) await toPython(200, 8);

  const variants: { name: string; measure: () => Promise<Found> }[] = [
    {
      name: "library, all texts in one call",
      measure: async () => {
        const message = { texts: freshTexts(textsPerRound), oneByOne: false };
        const { seconds, cpuMilliseconds } = await fromLibrary<Timed>(message);
        return { textsPerSecond: textsPerRound / seconds, cpuPerText: cpuMilliseconds / textsPerRound };
      },
    },
    {
      name: "library, one text per call",
      measure: async () => {
        const texts = freshTexts(Math.ceil(textsPerRound / 4));
        const { seconds, milliseconds, cpuMilliseconds } = await fromLibrary<Timed>({
          texts,
          oneByOne: true,
        });
        return {
          textsPerSecond: texts.length / seconds,
          cpuPerText: cpuMilliseconds / texts.length,
          ...quantiles(milliseconds.sort((a, b) => a - b)),
        };
      },
    },
    ...connections.map((n) => ({
      name: `server, ${n} connections`,
      measure: () => withProcessorTime(server.pid!, () => toServer(textsPerRound, n)),
    })),
    ...connections
      .filter(() => before !== undefined)
      .map((n) => ({
        name: `server before, ${n} connections`,
        measure: () => withProcessorTime(before!.pid!, () => toServer(textsPerRound, n, portBefore)),
      })),
    ...connections
      .filter(() => fastApi !== undefined)
      .map((n) => ({
        name: `FastAPI, ${n} connections`,
        measure: () => withProcessorTime(fastApi!.pid!, () => toPython(textsPerRound, n)),
      })),
  ];
  const found = new Map<string, Found[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, measure } of round % 2 === 0 ? variants : variants.toReversed()) {
      const figures = await measure();
      found.get(name)!.push({ ...figures, load: loadavg()[0] });
      console.log(name, JSON.stringify(figures));
    }
  }
  const memory = await measureMemory(server.pid!, memoryRequests, toServer);
  const results = {
    date: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    processor: cpus()[0].model,
    node: process.version,
    textsPerRound,
    variants: Object.fromEntries(found),
    memory,
  };
  writeFileSync(join(import.meta.dirname, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);
} finally {
  for (const child of processes) child.kill();
  rmSync(folder, { recursive: true, force: true });
}

function quantiles(sorted: readonly number[]): Found {
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) };
}

/**
 * Adds the processor time per text of a process, with all of its threads, and of this process, which sends the requests. If the
 * requests came from another machine, this process would not need its share of the processors: `withoutClient` is the speed for
 * the time less that share, as if all the processors had been free for the server in it.
 */
async function withProcessorTime(pid: number, send: () => Promise<Load>): Promise<Found> {
  const [before, ownBefore] = [processorMilliseconds(pid), process.cpuUsage()];
  const { textsPerSecond, milliseconds, failed } = await send();
  const texts = milliseconds.length;
  const cpuPerText = (processorMilliseconds(pid) - before) / texts;
  const own = process.cpuUsage(ownBefore);
  const clientCpuPerText = (own.user + own.system) / 1000 / texts;
  const withoutClient = 1000 / (1000 / textsPerSecond - clientCpuPerText / cpus().length);
  return { textsPerSecond, withoutClient, cpuPerText, clientCpuPerText, ...quantiles(milliseconds), failed };
}

/** Linux counts in hundredths of a second. */
function processorMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Sends requests with texts from a small set, most of which come from the cache, and reads the memory of the server in between. */
async function measureMemory(
  pid: number,
  requests: number,
  send: (count: number, n: number) => Promise<Load>,
) {
  const resident = () => {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Math.round(Number(kilobytes) / 1024);
  };
  const points = [{ requests: 0, mebibytes: resident() }];
  const texts = freshTexts(500);
  for (let done = 0; done < requests; ) {
    const count = Math.min(10_000, requests - done);
    const some = Array.from({ length: count }, (_, i) => texts[i % texts.length]);
    const { failed } = await sendTexts(`http://127.0.0.1:${serverPort}/v1/models/mail/classify`, some, 64);
    if (failed > 0) throw new Error(`${failed} requests failed`);
    await send(100, 64);
    done += count;
    points.push({ requests: done, mebibytes: resident() });
    console.log("memory", JSON.stringify(points.at(-1)));
  }
  return points;
}
