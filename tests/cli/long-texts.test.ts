import { cpSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contents, emptyFolder, pilesort, root, start } from "./processes.ts";

const classes = { refund: "The customer wants money back.", praise: "The customer is happy." };
const exported = join(root, "tests/encoder/fixtures/cls");

/** A folder with classes, an encoder in a folder, and a model that was trained with it. */
async function trainedFolder(): Promise<string> {
  const folder = emptyFolder();
  writeFileSync(join(folder, "classes.json"), JSON.stringify(classes));
  cpSync(exported, join(folder, "encoders/mine"), { recursive: true });
  const words = ["train", "--classes", "classes.json", "--encoder", "encoders/mine", "--save", "models/mail"];
  expect(await pilesort(words, folder)).toMatchObject({ status: 0 });
  return folder;
}

const row = (text: string, label?: string | null) =>
  JSON.stringify({ text, ...(label !== undefined && { label }) });

describe("rows with texts that are too long", () => {
  it("are classified, and the first five are named with their line", async () => {
    const folder = await trainedFolder();
    const long = "the cat sat on the mat ".repeat(20_000);
    const rows = ["the cat", long, "QUJD".repeat(75_000), ...new Array(5).fill(long)].map((text) =>
      row(text),
    );
    writeFileSync(join(folder, "rows.jsonl"), rows.join("\n"));
    const run = await pilesort(
      ["classify", "--load", "models/mail", "--input", "rows.jsonl", "--output", "out.jsonl"],
      folder,
    );
    expect(run.status).toBe(0);
    expect(run.stderr).not.toContain("line 1:");
    expect(run.stderr).toMatch(
      /Warning: rows\.jsonl, line 2: The text has 460,000 characters, of which about 15,\d\d\d were read\./,
    );
    expect(run.stderr).toMatch(
      /line 3: The text has 300,000 characters, of which about 32 were read\..*--max-windows/,
    );
    expect(run.stderr.match(/Warning: rows/g)).toHaveLength(5);
    expect(run.stderr).toContain("Warning: 2 more texts are too long and were read only in part.");
  });

  it.each([
    ["3", 0, /of which about 2,9\d\d were read/],
    ["1000", 0, /^$/],
    ["0", 2, /--max-windows must be a whole number, 1 or more/],
  ])("are read up to --max-windows %s", async (windows, status, warning) => {
    const folder = await trainedFolder();
    const text = "the cat sat on the mat ".repeat(2000);
    const words = ["classify", "--load", "models/mail", "--max-windows", windows, text];
    expect(await pilesort(words, folder)).toMatchObject({ status, stderr: expect.stringMatching(warning) });
  });
});

describe("a command line of 100,000 characters", () => {
  it("works like a short one, including exit status and standard input", async () => {
    const folder = await trainedFolder();
    const long = "the dog barked loudly ".repeat(4500);
    const words = ["classify", "--load", "models/mail", "--json", "the cat", long];
    const run = await pilesort(words, folder);
    expect(run).toMatchObject({ status: 0, signal: null });
    expect(run.stdout.split("\n")).toHaveLength(3);
    expect(JSON.parse(run.stdout.split("\n")[1]).text).toBe(long);
    const failed = await pilesort(["classify", "--load", long], folder);
    expect(failed).toMatchObject({ status: 2, signal: null, stdout: "" });
    const fromInput = ["classify", "--load", "models/mail", "--text-field", "t".repeat(20_000)];
    expect(await pilesort(fromInput, folder, "the cat\n")).toMatchObject({ status: 0, signal: null });
  });

  it("stops by a signal", async () => {
    const folder = await trainedFolder();
    const words = ["classify", "--load", "models/mail", "--text-field", "t".repeat(20_000)];
    const run = start(words, folder, "open");
    run.process.stdin?.write("the cat\n");
    await new Promise((resolve) => run.process.stdout?.once("data", resolve));
    run.process.kill("SIGTERM");
    expect(await run.finished).toMatchObject({ status: 143 });
  });
});

describe("a model with an encoder in a folder", () => {
  it("needs --encoder only once, and names the flag if the folder is missing", async () => {
    const folder = await trainedFolder();
    writeFileSync(
      join(folder, "rows.jsonl"),
      [row("the cat", "refund"), row("the dog", "praise")].join("\n"),
    );
    const evaluation = ["evaluate", "--load", "models/mail", "--data", "rows.jsonl"];
    expect(await pilesort(["classify", "--load", "models/mail", "the cat"], folder)).toMatchObject({
      status: 0,
    });
    expect(await pilesort(evaluation, folder)).toMatchObject({ status: 0 });
    expect(
      await pilesort(["train", "--load", "models/mail", "--train", "refund: the cat"], folder),
    ).toMatchObject({ status: 0 });
    expect(await pilesort(evaluation, folder)).toMatchObject({ status: 0 });
    renameSync(join(folder, "encoders"), join(folder, "moved"));
    const run = await pilesort(evaluation, folder);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(
      /made with the encoder "mine".*encoders\/mine and is not there any more.*--encoder/,
    );
    expect(await pilesort([...evaluation, "--encoder", "moved/mine"], folder)).toMatchObject({ status: 0 });
    expect(contents(folder).join("\n")).not.toContain(".partial");
  });
});

describe("pilesort evaluate on rows with the label null", () => {
  async function folderWithRows(): Promise<string> {
    const folder = await trainedFolder();
    const rows = [
      row("the cat", "refund"),
      row("the dog barked", "praise"),
      row("fish swim", null),
      row("sky", null),
    ];
    writeFileSync(join(folder, "rows.jsonl"), rows.join("\n"));
    return folder;
  }

  it("scores the other rows, and reports how well the probability of none separates them", async () => {
    const folder = await folderWithRows();
    const words = ["evaluate", "--load", "models/mail", "--data", "rows.jsonl"];
    const shown = await pilesort(words, folder);
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    expect(shown.stdout).toMatch(
      /\n2 rows [\s\S]*\n2 out-of-scope rows \(label null\), 2 in-scope rows:[\s\S]* \(AUROC\) +[\d.]+ %/,
    );
    const { rows, outOfScopeRows, noneAreaUnderRoc } = JSON.parse(
      (await pilesort([...words, "--json"], folder)).stdout,
    );
    expect([rows, outOfScopeRows]).toEqual([2, 2]);
    expect(noneAreaUnderRoc).toBeGreaterThanOrEqual(0);
  });

  it("scores all rows with --none", async () => {
    const folder = await folderWithRows();
    const words = ["evaluate", "--load", "models/mail", "--data", "rows.jsonl", "--none", "--json"];
    expect(JSON.parse((await pilesort(words, folder)).stdout)).toMatchObject({ rows: 4, outOfScopeRows: 2 });
  });
});
