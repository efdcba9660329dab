import { spawn } from "node:child_process";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { stateOfOwner, thisOwner } from "../../src/files/owner.ts";
import { endedOwner, foreignOwner, replacedOwner } from "./owners.ts";

describe("the owner of a lock or an unfinished file", () => {
  it("is the calling thread itself", () => {
    expect(stateOfOwner(thisOwner())).toBe("self");
  });

  it("is dead if its process has ended", () => {
    expect(stateOfOwner(endedOwner)).toBe("dead");
  });

  it.runIf(process.platform === "linux")("is dead if another process has its number now", () => {
    expect(stateOfOwner(replacedOwner)).toBe("dead");
    expect(stateOfOwner({ ...thisOwner(), start: "1" })).toBe("dead");
  });

  it("is unknown on another machine or in another container, also if the number is that of a process here", () => {
    expect(stateOfOwner(foreignOwner)).toBe("unknown");
    expect(stateOfOwner({ ...foreignOwner, process: 1 })).toBe("unknown");
  });

  it("is unknown in another thread of this process", () => {
    expect(stateOfOwner({ ...thisOwner(), thread: thisOwner().thread + 1 })).toBe("unknown");
  });

  it.runIf(process.platform === "linux")("is alive as long as its process is", async () => {
    const url = new URL("../../src/files/owner.ts", import.meta.url).href;
    const script = `import("${url}").then(({ thisOwner }) => { console.log(JSON.stringify(thisOwner())); setInterval(() => {}, 1000); })`;
    const child = spawn(process.execPath, ["--import", "tsx", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(child.stdout, "data");
    const owner = JSON.parse(String(line));
    expect(stateOfOwner(owner)).toBe("alive");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(stateOfOwner(owner)).toBe("dead");
  });

  it("differs between threads", async () => {
    const worker = new Worker(
      "require('worker_threads').parentPort.postMessage(require('worker_threads').threadId)",
      {
        eval: true,
      },
    );
    const [thread] = await once(worker, "message");
    expect(thread).not.toBe(thisOwner().thread);
  });
});
