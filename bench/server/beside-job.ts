// Measures classify requests while a training runs as a job, at several priorities of its process: see README.md. Needs `npm run build`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPublicSet } from "../speed/public-texts.ts";
import { quantile, sendTexts } from "./load.ts";
import { saveSmallModel, serveModels } from "./small-server.ts";

const { values } = parseArgs({
  options: {
    texts: { type: "string", default: "100" },
    rounds: { type: "string", default: "5" },
    connections: { type: "string", default: "4" },
  },
});
const [texts, rounds, connections] = [values.texts, values.rounds, values.connections].map(Number);
/** Values of nice(1) of the process of the job. It starts with 10; a lower one needs the rights of an administrator. */
const levels = [0, 10, 19];
const port = 18317;
const url = `http://127.0.0.1:${port}`;
const folder = mkdtempSync(join(tmpdir(), "pilesort-beside-job-"));
const set = findPublicSet("banking77");
if ("skipped" in set) throw new Error(set.skipped);
const examples = set.train.slice(0, 4000).map(({ text, label }) => ({ text, label }));
let used = 0;

async function post(path: string, body: object): Promise<{ readonly id: string; readonly state: string }> {
  const headers = { "Content-Type": "application/json" };
  const reply = await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(await reply.text());
  return (await reply.json()) as { id: string; state: string };
}

async function jobOf(id: string): Promise<{ readonly state: string; readonly progress?: object }> {
  return (await (await fetch(`${url}/v1/jobs/${id}`)).json()) as { state: string; progress?: object };
}

/** Starts a training that takes minutes, and waits until it works. @returns its id */
async function startJob(): Promise<string> {
  const { id } = await post("/v1/models/large/train", {
    classes: [...new Set(examples.map(({ label }) => label))].map((name) => ({ name })),
    examples,
    tune: true,
  });
  while ((await jobOf(id)).progress === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
  return id;
}

/** Sets the priority of all processes that the server has started. Linux gives each thread its own. */
function setPriorityOfJobs(serverId: number, niceness: number): void {
  const children = readFileSync(`/proc/${serverId}/task/${serverId}/children`, "utf8").trim().split(" ");
  for (const child of children) {
    for (const thread of readdirSync(`/proc/${child}/task`)) setPriority(Number(thread), niceness);
  }
}

const server = serveModels(await saveSmallModel(folder), port);
try {
  for (;;) {
    const reply = await fetch(`${url}/readyz`).catch(() => undefined);
    if (reply?.ok) break;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const measure = async (count: number) => {
    const fresh = Array.from({ length: count }, () => `${set.test[used % set.test.length].text} ${++used}`);
    const { textsPerSecond, milliseconds } = await sendTexts(
      `${url}/v1/models/mail/classify`,
      fresh,
      connections,
    );
    return { textsPerSecond, p50: quantile(milliseconds, 0.5), p99: quantile(milliseconds, 0.99) };
  };
  await measure(texts);
  for (let round = 0; round < rounds; round++) {
    const alone = await measure(texts);
    console.log(JSON.stringify({ round, job: "none", ...alone }));
    const id = await startJob();
    for (const niceness of round % 2 === 0 ? levels : levels.toReversed()) {
      setPriorityOfJobs(server.pid!, niceness);
      const beside = await measure(texts);
      const { state } = await jobOf(id);
      if (state !== "running") throw new Error(`The job is ${state}; it is too short for this measurement.`);
      const ratios = {
        p50Ratio: beside.p50 / alone.p50,
        p99Ratio: beside.p99 / alone.p99,
        speedRatio: beside.textsPerSecond / alone.textsPerSecond,
      };
      console.log(JSON.stringify({ round, job: `nice ${niceness}`, ...beside, ...ratios }));
    }
    await post(`/v1/jobs/${id}/cancel`, {});
    while ((await jobOf(id)).state === "running") await new Promise((resolve) => setTimeout(resolve, 200));
  }
} finally {
  server.kill();
  rmSync(folder, { recursive: true, force: true });
}
