import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { completionScript, shells } from "../../src/cli/completion-script.ts";
import { runProgram } from "../../src/cli/run-program.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder } from "./processes.ts";

const hasBash = spawnSync("bash", ["--version"]).status === 0;

async function run(...words: string[]) {
  const context = testContext();
  const status = await runProgram(words, "1.2.3", context);
  return { status, ...context.written };
}

describe("completion", () => {
  it.runIf(hasBash)("offers commands, flags and choices in bash", () => {
    const script = join(emptyFolder(), "completion.bash");
    writeFileSync(
      script,
      `${completionScript(commands, "bash")}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pilesort; echo "\${COMPREPLY[*]}"`,
    );
    const offered = (...words: string[]) =>
      execFileSync("bash", ["-u", script, "pilesort", ...words], { encoding: "utf8" }).trim();
    expect(offered("tra")).toBe("train");
    expect(offered("encoders", "")).toBe("list show pull add --help -h");
    expect(offered("encoders", "pull", "--rev")).toBe("--revision");
    expect(offered("classify", "--format", "")).toBe("jsonl csv tsv lines json xlsx parquet");
    expect(offered("classify", "--load", "")).toBe("");
    expect(offered("train", "--defa")).toBe("");
    expect(offered("help", "eval")).toBe("evaluate");
  });

  it.each(shells)("names every command in %s", async (shell) => {
    const { status, stdout } = await run("completion", shell);
    expect(status).toBe(0);
    for (const { name } of commands) expect(stdout).toContain(name);
  });

  it("rejects another shell", async () => {
    expect(await run("completion", "csh")).toEqual({
      status: 2,
      stdout: "",
      stderr: 'The shell must be one of bash, zsh, fish; got "csh".\n',
    });
  });
});

describe("the group encoders", () => {
  it("is understood as models too, which help and completion do not show", async () => {
    const [encoders, models] = [
      await run("encoders", "list", "--json"),
      await run("models", "list", "--json"),
    ];
    expect(models).toEqual(encoders);
    expect(models.status).toBe(0);
    const { stdout } = await run("--help");
    expect(stdout).toMatch(/^ {2}encoders /m);
    expect(stdout).not.toMatch(/^ {2}models/m);
    expect((await run("completion", "bash")).stdout).not.toContain('"models pull"');
  });
});

describe("help", () => {
  it.each([[[]], [["train"]], [["encoders"]], [["encoders", "pull"]], [["models", "pull"]]])(
    "%j shows what --help shows",
    async (names) => {
      const { status, stdout } = await run("help", ...names);
      expect(status).toBe(0);
      expect(stdout).toBe((await run(...names, "--help")).stdout);
      expect(stdout).toContain("Usage: pilesort");
    },
  );

  it("rejects an unknown command", async () => {
    expect(await run("help", "encoders", "push")).toMatchObject({
      status: 2,
      stderr: 'Unknown command "encoders push"; pilesort --help lists the commands.\n',
    });
  });
});
