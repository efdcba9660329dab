import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { takeFileLock } from "../../src/files/file-lock.ts";
import { textOf, trainOnMany } from "./many-rows.ts";
import { temporaryFolder } from "./tasks.ts";

const rows = 4500;
/** Number of vectors between two writes, see training-embeddings.ts. */
const block = 2048;
/** Key, 16 half floats, check sum. */
const recordBytes = 16 + 2 * 16 + 4;

const program = join(import.meta.dirname, "fixtures/train-many-rows.ts");

function startProgram(...words: readonly string[]) {
  const stdio = ["ignore", "pipe", "inherit"] as const;
  return spawn(process.execPath, ["--import", "tsx", program, ...words], { stdio: [...stdio] });
}

/** The model of a training without a checkpoint. */
const expected = trainOnMany(rows).then((classifier) => classifier.toBytes());

/** Trains, and returns the model with what the training said and embedded. */
async function resume(checkpoint: string) {
  const notices: string[] = [];
  let embedded = 0;
  const classifier = await trainOnMany(rows, {
    checkpoint,
    onNotice: (message) => notices.push(message),
    beforeCall(before) {
      embedded = before;
    },
  });
  return { model: await classifier.toBytes(), notices, embedded };
}

/** Trains until the second block is written, then fails. Returns the path of the embeddings. */
async function interrupt(checkpoint: string): Promise<string> {
  const training = trainOnMany(rows, {
    checkpoint,
    beforeCall(embedded) {
      if (embedded >= 2 * block) throw new Error("interrupted");
    },
  });
  await expect(training).rejects.toThrow("interrupted");
  return `${checkpoint}.embeddings`;
}

describe("the embeddings of a training with many texts", () => {
  it("are used again after the training was killed: the same model, said in one sentence, and removed at the end", async () => {
    const checkpoint = join(temporaryFolder(), "model.tuning");
    const file = `${checkpoint}.embeddings`;
    const child = startProgram(String(rows), checkpoint, String(block));
    await once(child.stdout!, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(statSync(file).size).toBe(block * recordBytes);
    expect(readFileSync(file).includes(textOf(1))).toBe(false);

    const { model, notices, embedded } = await resume(checkpoint);
    expect(notices).toEqual([
      "Resumed: 2,048 of 4,500 texts were embedded by an earlier training that did not end.",
    ]);
    expect(embedded).toBe(block);
    expect(model).toEqual(await expected);
    expect(existsSync(file)).toBe(false);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it("give the same model after a torn write at their end and a damaged record", async () => {
    const checkpoint = join(temporaryFolder(), "model.tuning");
    const file = await interrupt(checkpoint);
    truncateSync(file, 2 * block * recordBytes - 20);
    const bytes = readFileSync(file);
    bytes[3 * recordBytes + 30] ^= 1;
    writeFileSync(file, bytes);
    const { model, notices } = await resume(checkpoint);
    expect(notices[0]).toMatch(/^Resumed: 4,094 of/);
    expect(model).toEqual(await expected);
    expect(existsSync(file)).toBe(false);
  });

  it("are not kept while another process writes to the file, or if it cannot be written", async () => {
    const checkpoint = join(temporaryFolder(), "model.tuning");
    const lock = await takeFileLock(`${checkpoint}.embeddings.lock`);
    expect((await resume(checkpoint)).model).toEqual(await expected);
    expect(existsSync(`${checkpoint}.embeddings`)).toBe(false);
    await lock.release();
    mkdirSync(`${checkpoint}.embeddings`);
    expect((await resume(checkpoint)).model).toEqual(await expected);
  });

  it("are not kept of few texts, and a training of few texts removes those of an earlier one", async () => {
    const checkpoint = join(temporaryFolder(), "model.tuning");
    const file = await interrupt(checkpoint);
    let existed = false;
    const beforeCall = () => {
      existed = existsSync(file);
    };
    const few = await trainOnMany(100, { checkpoint, beforeCall });
    expect(existed).toBe(true);
    expect(existsSync(file)).toBe(false);
    expect(await few.toBytes()).toEqual(await (await trainOnMany(100)).toBytes());
  });
});

describe("a training on 200,000 rows", () => {
  // All vectors take 614 MB as numbers of 64 bits, and 307 MB as numbers of 32 bits.
  it("holds a ceiling of memory that the vectors of all rows would exceed", async () => {
    const child = startProgram("200000");
    const [[output]] = await Promise.all([once(child.stdout!, "data"), once(child, "exit")]);
    const { before, after, embedded, real } = JSON.parse(String(output));
    expect(real).toBe(200_000);
    expect(embedded).toBeLessThanOrEqual(50_000);
    expect(after - before).toBeLessThan(450);
  });
});
