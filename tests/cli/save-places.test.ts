import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { ownerName } from "../../src/files/owner.ts";
import { endedOwner } from "../files/owners.ts";
import { classWords, startGenerationServer } from "./generation-server.ts";
import { contents, emptyFolder, pilesort, start } from "./processes.ts";

const words = ["train", ...classWords];

describe("the folder that a training saves to", () => {
  it.each(["model/", "model/.", "./other/../model", "link", "link/"])(
    "given as %s has piles next to it, and contains only the model",
    async (name) => {
      const folder = emptyFolder();
      if (name.startsWith("link")) {
        mkdirSync(join(folder, "model"));
        symlinkSync("model", join(folder, "link"));
      }
      const { url } = await startGenerationServer(() => undefined);
      const flags = ["--llm", "m", "--llm-url", url, "--examples", "4", "--keep-going"];
      const { status, stdout } = await pilesort([...words, ...flags, "--save", name], folder);
      expect(status).toBe(0);
      expect(stdout).toContain("Saved to model. Try");
      const tops = new Set(contents(folder).map((path) => path.split("/")[0]));
      tops.delete("link");
      expect([...tops]).toEqual(["model", "model.piles"]);
      expect(contents(join(folder, "model"))).not.toContain("replies.jsonl");
    },
  );

  const rejected: [string, (folder: string) => void, RegExp][] = [
    [
      "a foreign folder",
      (folder) => writeFileSync(join(folder, "model", "notes"), ""),
      /neither empty nor a pilesort model/,
    ],
    [
      "a folder in place of its checkpoint",
      (folder) => mkdirSync(join(folder, "model.tuning")),
      /checkpoint of the training cannot be written here: this is a folder/,
    ],
    [
      "metadata that cannot be saved",
      (folder) =>
        writeFileSync(
          join(folder, "task.json"),
          '{"classes": [{"name": "c", "prompt": "C.", "metadata": {"__proto__": 1}}, {"name": "d", "prompt": "D."}]}',
        ),
      /has the key "__proto__"/,
    ],
  ];
  it.each(rejected)(
    "that cannot be used because of %s is rejected before the first call",
    async (_, prepare, sentence) => {
      const folder = emptyFolder();
      mkdirSync(join(folder, "model"));
      writeFileSync(join(folder, "task.json"), '{"classes": {"c": "C is here.", "d": "D is there."}}');
      prepare(folder);
      const before = contents(folder);
      const { url, seen } = await startGenerationServer(() => undefined);
      const flags = ["--classes", "task.json", "--llm", "m", "--llm-url", url, "--save", "model/"];
      const { status, stderr } = await pilesort(["train", ...flags], folder);
      expect(stderr).toMatch(sentence);
      expect(status).toBe(2);
      expect(seen).toHaveLength(0);
      expect(contents(folder)).toEqual(before);
    },
  );

  it("can be the same for four simultaneous trainings: all succeed and leave no temporary files", async () => {
    const folder = emptyFolder();
    const runs = await Promise.all(
      ["m", "m/", "./m", "m"].map((name) => pilesort([...words, "--save", name], folder)),
    );
    // On a busy machine the runs also report their progress.
    const expectedLines = /^(?:Warning:.*|.*\d+:\d\d so far)\n/gm;
    for (const { status, stderr } of runs)
      expect([status, stderr.replaceAll(expectedLines, "")]).toEqual([0, ""]);
    expect(contents(folder).filter((path) => !path.startsWith("m/"))).toEqual(["m"]);
    const answer = await pilesort(["classify", "--load", "m", "--json", "give me my money back"], folder);
    expect(JSON.parse(answer.stdout)).toMatchObject({ prediction: "refund" });
  });
});

describe("the leftovers of a killed run", () => {
  it("of an output file are removed by the next run", async () => {
    const folder = emptyFolder();
    await pilesort([...words, "--save", "m"], folder);
    const flags = ["classify", "--load", "m", "--input", "-", "--format", "lines", "--output", "out.jsonl"];
    const before = contents(folder);
    const run = start(flags, folder, "open");
    run.process.stdin?.write("thanks\n".repeat(1500));
    while (contents(folder).length === before.length && run.process.exitCode === null) await setTimeout(20);
    run.process.kill("SIGKILL");
    await run.finished;
    expect(contents(folder)).toHaveLength(before.length + 1);
    await pilesort(flags, folder, "thanks\n");
    expect(contents(folder)).toEqual([...before, "out.jsonl"].sort());
  });

  it("of a fine-tuning are removed by a later training without fine-tuning", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "m.tuning"), "old");
    writeFileSync(join(folder, "m.tuning.lock"), JSON.stringify({ ...endedOwner, id: "0", machine: "here" }));
    writeFileSync(join(folder, `m.tuning.${ownerName(endedOwner)}-abcdef.partial`), "half");
    await pilesort([...words, "--no-tune", "--save", "m"], folder);
    expect(contents(folder).filter((path) => !path.startsWith("m/"))).toEqual(["m"]);
  });
});
