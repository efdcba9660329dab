import { execFile } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { emptyFolder, root } from "./processes.ts";

const execute = promisify(execFile);

describe("the two scripts", () => {
  it("work from any folder, and resolve paths there", async () => {
    const folder = emptyFolder();
    const trained = await execute(join(root, "train.sh"), [], { cwd: folder });
    expect(trained.stdout).toContain("the default classes are used: cat and dog");
    expect(existsSync(join(folder, "models/my_model"))).toBe(true);
    const { stdout } = await execute(
      join(root, "classify.sh"),
      ["woof", "--data", "meow", "--data", "purr"],
      { cwd: folder },
    );
    expect(stdout.match(/^(data|prediction): .*$/gm)).toEqual([
      ...["data: woof", "prediction: dog", "data: meow", "prediction: cat", "data: purr", "prediction: cat"],
    ]);
  });

  it("pass on each argument unchanged, and the exit status", async () => {
    const folder = emptyFolder();
    const words = ["--class", 'a b: It\'s "red".', "c: Blue; $HOME.", "--save", "my models/one"];
    await execute(join(root, "train.sh"), words, { cwd: folder });
    expect(existsSync(join(folder, "my models/one"))).toBe(true);
    await expect(
      execute(join(root, "classify.sh"), ["--load", "nowhere", "x"], { cwd: folder }),
    ).rejects.toMatchObject({
      code: 2,
    });
  });

  it.each(["train.sh", "classify.sh"])("%s --help shows its flags", async (script) => {
    const { stdout } = await execute(join(root, script), ["--help"]);
    expect(stdout).toContain(script === "train.sh" ? "--class <pairs...>" : "--data <texts...>");
  });

  it.each([
    ["v18.20.4", false],
    ["v20.18.1", false],
    ["v20.19.0", true],
    ["v22.1.0", true],
  ])("run with Node %s: %s", async (version, isSupported) => {
    const folder = emptyFolder();
    const node = join(folder, "node");
    writeFileSync(node, `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else echo started; fi\n`);
    chmodSync(node, 0o755);
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
    const run = execute(join(root, "train.sh"), [], { cwd: folder, env });
    if (isSupported) expect((await run).stdout).toBe("started\n");
    else {
      const stderr = `pilesort needs Node 20.19 or newer, but this is ${version}; install a newer version first.\n`;
      await expect(run).rejects.toMatchObject({ code: 1, stderr });
    }
  });
});
