import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contents, emptyFolder, pilesort, root, start } from "./processes.ts";

async function folderWithModel(): Promise<string> {
  const folder = emptyFolder();
  await pilesort(["train", "--defaults", "--save", "model"], folder);
  return folder;
}

function makePipe(path: string): void {
  execFileSync("mkfifo", [path]);
}

/** Runs a command with a file as standard output. */
async function into(path: string, words: readonly string[], cwd: string) {
  const child = spawn(process.execPath, [join(root, "dist/cli/main.js"), ...words], {
    cwd,
    stdio: ["ignore", openSync(path, "w"), "pipe"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const [status] = await once(child, "close");
  return { status, stderr };
}

const full = "The standard output could not be written completely, since the disk is full.\n";

describe.runIf(existsSync("/dev/full"))("a standard output on a full disk", () => {
  it.each([
    ["help", ["--help"]],
    ["a training", ["train", "--defaults", "--save", "model"]],
    ["an answer", ["classify", "--load", "model", "woof"]],
    ["rows", ["classify", "--load", "model", "woof", "--json"]],
  ])("ends %s with one sentence and status 1", async (_, words) => {
    const folder = await folderWithModel();
    expect(await into("/dev/full", words, folder)).toEqual({ status: 1, stderr: full });
  });
});

describe.skipIf(process.platform === "win32")("pipes and other things that are not files", () => {
  it("an --output pipe whose reader ends gives one sentence", async () => {
    const folder = await folderWithModel();
    makePipe(join(folder, "out"));
    const reader = spawn("head", ["-c", "10", join(folder, "out")], { stdio: "ignore" });
    const words = ["classify", "--load", "model", "--output", "out"];
    const { status, stderr } = await pilesort(words, folder, "woof\n".repeat(5000));
    reader.kill();
    expect(status).toBe(1);
    expect(stderr).toBe(
      "out: This file was not written completely, because the program that reads from this pipe has ended.\n",
    );
  });

  it.each(["manifest.json", "classes.json", "head.safetensors"])(
    "a pipe in place of a model's %s is rejected",
    async (name) => {
      const folder = await folderWithModel();
      cpSync(join(folder, "model"), join(folder, "copy"), { recursive: true });
      rmSync(join(folder, "copy", name));
      makePipe(join(folder, "copy", name));
      const { status, stderr } = await pilesort(["classify", "--load", "copy", "woof"], folder);
      expect(status).toBe(2);
      expect(stderr).toContain(`${name} is a link or something else that is not a regular file.`);
    },
  );

  it.each(["tokenizer.json", "model.onnx", "encoder.json", "background.f32"])(
    "a pipe in place of an encoder's %s is rejected",
    async (name) => {
      const folder = await folderWithModel();
      cpSync(join(root, "assets/encoder"), join(folder, "encoder"), { recursive: true });
      rmSync(join(folder, "encoder", name));
      makePipe(join(folder, "encoder", name));
      const words = ["train", "--defaults", "--encoder", "encoder", "--save", "other"];
      const { status, stderr } = await pilesort(words, folder);
      expect(status).toBe(2);
      expect(stderr).toContain(`${name}: This is not a regular file`);
    },
  );

  it.each(["SIGTERM", "SIGINT"] as const)(
    "a classify that waits for a pipe is ended by %s",
    async (signal) => {
      const folder = await folderWithModel();
      makePipe(join(folder, "in"));
      const run = start(["classify", "--load", "model", "--input", "in", "--verbose"], folder, "open");
      await new Promise((settle) => setTimeout(settle, 2000));
      run.process.kill(signal);
      const finished = await run.finished;
      expect([signal, null]).toContain(finished.signal);
      expect(finished.stdout).toBe("");
    },
  );

  it("a folder in place of the checkpoint is rejected before training", async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, "model.tuning"));
    const { status, stderr } = await pilesort(["train", "--defaults", "--save", "model/"], folder);
    expect(status).toBe(2);
    expect(stderr).toBe(
      "model.tuning: The checkpoint of the training cannot be written here: this is a folder. Move it away, or choose another name for the model.\n",
    );
    expect(contents(folder)).toEqual(["model.tuning"]);
  });
});
