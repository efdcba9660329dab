import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder } from "./processes.ts";

/** Control characters for a terminal: command sequences, and characters that change the reading direction. */
const evil = "\u001b]0;title\u0007\u001b[2J\u009b31m\u202e\r\u0007\u007f";
const name = `re${evil}fund`;
const line = `${name}\nSaved to /etc`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters must not occur.
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

async function run(folder: string, ...words: string[]) {
  const context = testContext();
  const status = await runProgram(
    words.map((word) => word.replaceAll("FOLDER", folder)),
    version,
    context,
  );
  return { status, ...context.written, all: context.written.stdout + context.written.stderr };
}

function folderWithFiles(): string {
  const folder = emptyFolder();
  const rows = [
    { text: `money ${evil} back`, label: line },
    { text: "nice", label: "praise" },
  ];
  const classes = { [line]: `The customer ${evil} wants money back.`, praise: "The customer is happy." };
  writeFileSync(join(folder, "classes.json"), JSON.stringify(classes));
  writeFileSync(join(folder, "rows.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  writeFileSync(join(folder, `x${evil}.jsonl`), '{"text": 5}\n');
  writeFileSync(join(folder, "bad.jsonl"), `{"text": "a", "label": "${name.replaceAll('"', "")}\n`);
  writeFileSync(join(folder, "unknown.jsonl"), `${JSON.stringify({ text: "a", label: line })}\n`);
  writeFileSync(join(folder, "rows.csv"), `text,${name.replaceAll("\r", "")}\nmoney,1\n`);
  return folder;
}

describe("names and texts with control characters", () => {
  const commands: [string, string[]][] = [
    [
      "train",
      ["train", "--classes", "FOLDER/classes.json", "--data", "FOLDER/rows.jsonl", "--save", "FOLDER/m"],
    ],
    ["train --json", ["train", "--classes", "FOLDER/classes.json", "--save", "FOLDER/m", "--json"]],
    ["train --save", ["train", "--classes", "FOLDER/classes.json", "--save", `FOLDER/m${evil}`]],
    ["classify", ["classify", "--load", "FOLDER/m", `give ${evil} money`, line]],
    ["classify --json", ["classify", "--load", "FOLDER/m", "--json", `give ${evil} money`]],
    ["classify --input", ["classify", "--load", "FOLDER/m", "--input", "FOLDER/rows.jsonl"]],
    ["evaluate", ["evaluate", "--load", "FOLDER/m", "--data", "FOLDER/rows.jsonl"]],
    ["evaluate --json", ["evaluate", "--load", "FOLDER/m", "--data", "FOLDER/rows.jsonl", "--json"]],
    ["evaluate of unknown labels", ["evaluate", "--load", "FOLDER/m", "--data", "FOLDER/unknown.jsonl"]],
    ["plan", ["plan", "--classes", "FOLDER/classes.json"]],
    ["plan --json", ["plan", "--classes", "FOLDER/classes.json", "--json"]],
    ["encoders show", ["encoders", "show", name]],
    ["encoders pull", ["encoders", "pull", name]],
    ["encoders list", ["encoders", "list", "--store", `FOLDER/${name}`]],
    ["an unknown command", [name]],
    ["an unknown flag", ["classify", `--${name}`]],
    ["a class twice", ["train", "--class", `${name}: a`, `${name}: b`]],
    ["a missing model", ["classify", "--load", `FOLDER/${line}`, "x", "--verbose"]],
    ["a missing file", ["classify", "--load", "FOLDER/m", "--input", `FOLDER/${line}`]],
    ["a bad file", ["train", "--classes", "FOLDER/classes.json", "--data", "FOLDER/bad.jsonl", "--verbose"]],
    ["a bad file's name", ["train", "--classes", "FOLDER/classes.json", "--data", `FOLDER/x${evil}.jsonl`]],
    ["an encoder", ["classify", "--load", "FOLDER/m", "--encoder", name, "x"]],
    ["priors", ["train", "--classes", "FOLDER/classes.json", "--priors", `${name}=1`, "--save", "FOLDER/n"]],
    ["a text field", ["classify", "--load", "FOLDER/m", "--input", "FOLDER/rows.csv", "--text-field", line]],
  ];

  it("are made visible in the output of every command", async () => {
    const folder = folderWithFiles();
    for (const [what, words] of commands) {
      const { all } = await run(folder, ...words);
      expect(all, what).not.toMatch(obeyed);
      expect(all, what).not.toMatch(/^Saved to \/etc/m);
      expect(all, what).not.toBe("");
    }
  });

  it("are unchanged in JSON and in files", async () => {
    const folder = folderWithFiles();
    await run(folder, "train", "--classes", "FOLDER/classes.json", "--save", "FOLDER/m");
    const text = `give ${evil} money`;
    const { stdout } = await run(folder, "classify", "--load", "FOLDER/m", "--json", text);
    expect(JSON.parse(stdout)).toMatchObject({ text });
    expect(Object.keys(JSON.parse(stdout).probabilities).sort()).toEqual([line, "praise"].sort());
    await run(
      folder,
      "classify",
      "--load",
      "FOLDER/m",
      "--input",
      "FOLDER/rows.jsonl",
      "--output",
      "FOLDER/out.csv",
    );
    expect(readFileSync(join(folder, "out.csv"), "utf8")).toContain(`money ${evil} back`);
  });

  it("cannot make text bold; only the program can", async () => {
    const folder = folderWithFiles();
    await run(folder, "train", "--classes", "FOLDER/classes.json", "--save", "FOLDER/m");
    mkdirSync(join(folder, "n"));
    const shown = async (env: Record<string, string>) => {
      const context = { ...testContext({ isTerminal: true }), env };
      await runProgram(["classify", "--load", join(folder, "m"), "\u001b[1mthanks"], version, context);
      return context.written.stdout;
    };
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are counted.
    expect((await shown({ TERM: "xterm" })).match(/\u001b\[[0-9]+m/g)).toEqual(["\u001b[1m", "\u001b[22m"]);
    expect(await shown({ TERM: "dumb" })).not.toContain("\u001b");
    expect(await shown({ NO_COLOR: "1" })).not.toContain("\u001b");
  });
});
