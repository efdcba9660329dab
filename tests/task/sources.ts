import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { onTestFinished } from "vitest";
import { InputError } from "../../src/errors.ts";

/** Creates a folder that is removed after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-task-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file of this name to a new folder and returns its path. */
export function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** Yields bytes in parts, cut at these positions. */
export async function* pieces(
  content: string | Uint8Array,
  cuts: readonly number[] = [],
): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  let start = 0;
  for (const cut of [...cuts].map((position) => position % (bytes.length + 1)).sort((a, b) => a - b)) {
    yield bytes.subarray(start, cut);
    start = cut;
  }
  yield bytes.subarray(start);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Any positions to cut bytes at. */
export const anyCuts = fc.array(fc.nat(10_000), { maxLength: 20 });

/** Texts with many quotes, line breaks, commas, any Unicode and half surrogate pairs. */
export const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '""',
        ",",
        "\n",
        "\r",
        "\r\n",
        "\\",
        "\0",
        "\ud83d",
        "\ude00",
        "😀",
        "e\u0301",
        "\ufeff",
        "a",
        " ",
      ),
    )
    .map((parts) => parts.join("")),
);

/** Encodes a text as UTF-8 and decodes it: half a surrogate pair becomes U+FFFD. */
export function throughUtf8(text: string): string {
  return Buffer.from(text).toString();
}

/** Returns the message of the InputError that a function throws. Other errors are thrown again. */
export async function mistakeIn(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error("Nothing was rejected.");
}
