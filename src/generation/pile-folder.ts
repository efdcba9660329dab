import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { openAtomicFile } from "../files/atomic-file.ts";
import { readError, unlessMissing } from "../files/file-errors.ts";
import { firstFreePath } from "../files/folder-path.ts";
import { sha256 } from "../files/sha256.ts";
import type { Example, NoneExample } from "../task/task.ts";

/** The files of a folder of piles, beside the replies that they were made from. */
const files = { piles: "piles.jsonl", none: "none.jsonl", dropped: "dropped.jsonl" } as const;
/** Checksums of the piles as they were written, the last two: to know a user's edits from our own text. */
const checksumFile = "piles.sha256";

/** Generated examples in files that a person can read, edit and give again. */
export interface PileFolder {
  /** One class a line, `{"class_name", "examples", "sources"}`: what --generated takes. */
  readonly piles: string;
  /** Texts that belong to none of the classes, `{"text"}` a line: what --none takes. */
  readonly none: string;
  /** Every text that did not become an example, with the reason. */
  readonly dropped: string;
  /** Writes all of them anew; each appears whole or not at all. */
  write(contents: PileContents): Promise<void>;
}

interface PileContents {
  /** Names of the classes in their order: one without an example has a line too. */
  readonly classes: readonly string[];
  readonly examples: readonly Example[];
  readonly none: readonly NoneExample[];
  readonly dropped: readonly object[];
}

/**
 * Opens the folder of piles, which must be there.
 * @param fresh sets a file of piles that was edited aside instead of refusing it
 * @throws InputError where the piles were edited since they were written: writing them anew would lose the edits
 */
export async function openPileFolder(folder: string, fresh: boolean): Promise<PileFolder> {
  const piles = join(folder, files.piles);
  if (await isEdited(piles, join(folder, checksumFile))) {
    if (!fresh) {
      throw new InputError(
        "was edited by hand, and would be written over; train with it as --generated and without --llm, or move it away.",
        { source: piles },
      );
    }
    await rename(piles, await firstFreePath((number) => join(folder, `piles-edited-${number}.jsonl`)));
  }
  const none = join(folder, files.none);
  const dropped = join(folder, files.dropped);
  return {
    piles,
    none,
    dropped,
    async write(contents) {
      await writeLines(
        none,
        contents.none.map(({ text, source }) => ({ text, ...source })),
      );
      await writeLines(dropped, contents.dropped);
      const text = linesOf(pileLines(contents));
      // Checksums come first, and the old one stays: a kill between the two leaves piles that one of them knows.
      const old = (await readIfThere(piles)) ?? "";
      await writeText(join(folder, checksumFile), `${sha256(text)}\n${sha256(old)}\n`);
      await writeText(piles, text);
    },
  };
}

/** A run of examples of one call is one entry of `sources`; the entries are in the order of the examples. */
function pileLines({ classes, examples }: PileContents): object[] {
  const byClass = new Map<string, Example[]>(classes.map((name) => [name, []]));
  for (const example of examples) byClass.get(example.label)?.push(example);
  return [...byClass].map(([name, pile]) => {
    const sources: { generator: string; call: string; examples: number }[] = [];
    for (const { source } of pile) {
      if (source === undefined) continue;
      const last = sources.at(-1);
      if (last?.call === source.call) last.examples++;
      else sources.push({ ...source, examples: 1 });
    }
    return { class_name: name, examples: pile.map(({ text }) => text), sources };
  });
}

async function isEdited(path: string, checksumPath: string): Promise<boolean> {
  const [text, checksums = ""] = [await readIfThere(path), await readIfThere(checksumPath)];
  return text !== undefined && !checksums.split("\n").includes(sha256(text));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await unlessMissing(readFile(path, "utf8"));
  } catch (error) {
    throw readError(error, path);
  }
}

function writeLines(path: string, lines: readonly object[]): Promise<void> {
  return writeText(path, linesOf(lines));
}

function linesOf(lines: readonly object[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

async function writeText(path: string, text: string): Promise<void> {
  const sink = await openAtomicFile(path);
  await sink.write(text);
  await sink.finish();
}
