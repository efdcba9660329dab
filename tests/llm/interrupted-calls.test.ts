import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { thisOwner } from "../../src/files/owner.ts";
import { emptyFolder } from "./folders.ts";

const fixture = resolve(import.meta.dirname, "fixtures/answer-calls.ts");
const root = resolve(import.meta.dirname, "../..");

/** A process that makes calls and keeps their replies in the folder. `begun` resolves once it has the folder or ends. */
function startCalls(folder: string, count: number, holdMilliseconds = 0) {
  const words = ["--import", "tsx", fixture, join(folder, "kept"), join(folder, "log"), `${count}`];
  const child = spawn(process.execPath, [...words, `${holdMilliseconds}`], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const ended = new Promise<{ status: number | null; signal: string | null; output: string }>((settle) =>
    child.on("close", (status, signal) => settle({ status, signal, output })),
  );
  const begun = new Promise<void>((settle) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      settle();
    });
    ended.then(() => settle());
  });
  return { child, begun, ended };
}

const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];

const keptKeys = (folder: string): string[] =>
  linesOf(join(folder, "kept/replies.jsonl")).map((line) => JSON.parse(line).key);

function numberOfAnEndedProcess(): number {
  return spawnSync(process.execPath, ["-e", ""]).pid;
}

describe("a process killed while it makes calls", () => {
  it("loses no reply that was kept, and pays for none twice, killed 16 times and resumed until done", async () => {
    const folder = emptyFolder();
    const count = 4_000;
    let killsUnderWay = 0;
    for (let run = 0; run < 17; run++) {
      const keptBefore = new Set(keptKeys(folder));
      const sentBefore = linesOf(join(folder, "log")).length;
      const { child, begun, ended } = startCalls(folder, count);
      await begun;
      if (run < 16) {
        await new Promise((settle) => setTimeout(settle, Math.random() * 60));
        child.kill("SIGKILL");
        expect(await ended).toMatchObject({ signal: "SIGKILL" });
        if (keptKeys(folder).length > keptBefore.size) killsUnderWay++;
      } else expect(await ended).toMatchObject({ status: 0, output: "begun\n" });
      const sent = linesOf(join(folder, "log")).slice(sentBefore);
      expect(sent.filter((key) => keptBefore.has(key))).toEqual([]);
    }
    const keys = keptKeys(folder);
    expect(keys).toHaveLength(count);
    expect(new Set(keys).size).toBe(count);
    // What was under way when a process was killed may have been sent again, and nothing else.
    expect(linesOf(join(folder, "log")).length).toBeLessThanOrEqual(count + 16 * 8);
    expect(killsUnderWay).toBeGreaterThan(0);
    expect(readdirSync(join(folder, "kept"))).toEqual(["replies.jsonl"]);
  });
});

describe("two processes that want one folder", () => {
  it.each(["without a lock", "with a dead process's lock"])(
    "%s: one gets it, the other says why not",
    async (how) => {
      const folder = emptyFolder();
      if (how !== "without a lock") {
        mkdirSync(join(folder, "kept"));
        const owner = { ...thisOwner(), process: numberOfAnEndedProcess() };
        writeFileSync(
          join(folder, "kept/replies.lock"),
          JSON.stringify({ ...owner, id: "0", machine: "here" }),
        );
      }
      const both = [startCalls(folder, 20, 3_000), startCalls(folder, 20, 3_000)];
      const ends = await Promise.all(both.map(({ ended }) => ended));
      expect(ends.map(({ status }) => status).sort()).toEqual([0, 2]);
      const winner = both[ends.findIndex(({ status }) => status === 0)].child.pid;
      expect(ends.find(({ status }) => status === 2)?.output).toBe(
        `${join(folder, "kept")}: Another run uses this folder (process ${winner}). Wait until it has ended, or name another folder.\n`,
      );
      expect(keptKeys(folder).sort()).toEqual(linesOf(join(folder, "log")).sort());
      expect(readdirSync(join(folder, "kept"))).toEqual(["replies.jsonl"]);
    },
  );
});
