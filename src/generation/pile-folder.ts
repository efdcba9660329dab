import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { openAtomicFile } from "../files/atomic-file.ts";
import { readError, unlessMissing } from "../files/file-errors.ts";
import { firstFreePath } from "../files/folder-path.ts";
import { sha256 } from "../files/sha256.ts";
import type { Example, NoneExample } from "../task/task.ts";

/** File names in a folder of piles; the replies are in the same folder. */
const files = { piles: "piles.jsonl", none: "none.jsonl", dropped: "dropped.jsonl" } as const;
/** Checksums of the last two versions of the piles, to recognize a user's edits. */
const checksumFile = "piles.sha256";

/** Generated examples in files that a person can read, edit and use for training. */
export interface PileFolder {
  /**
   * One class per line, `{"class_name", "examples", "sources"}`; if a text may have several labels, one text per line,
   * `{"text", "labels", "generator", "call"}`. Input of --generated.
   */
  readonly piles: string;
  /** Out-of-scope texts, one `{"text"}` per line: input of --none. */
  readonly none: string;
  /** Dropped texts, each with its reason. */
  readonly dropped: string;
  /** Writes all files; each is replaced atomically. */
  write(contents: PileContents): Promise<void>;
}

interface PileContents {
  /** Names of the classes in their order; a class without examples has a line too. */
  readonly classes: readonly string[];
  readonly examples: readonly Example[];
  readonly none: readonly NoneExample[];
  readonly dropped: readonly object[];
  /** Whether a text may have several labels. Default: false. */
  readonly severalLabels?: boolean;
}

/**
 * Opens the folder of piles, which must exist.
 * @param fresh whether to set aside a file of piles that was edited, instead of rejecting it
 * @throws InputError if the piles were edited since they were written: a new version would overwrite the edits
 */
export async function openPileFolder(folder: string, fresh: boolean): Promise<PileFolder> {
  const piles = join(folder, files.piles);
  if (await isEdited(piles, join(folder, checksumFile))) {
    if (!fresh) {
      throw new InputError(
        "was edited by hand and would be overwritten; train with it as --generated and without --llm, or move it to another folder.",
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
      const text = linesOf(contents.severalLabels ? labelSetLines(contents) : pileLines(contents));
      // The new checksum is written first and the old one stays: if the process is killed in between, one of them matches.
      const old = (await readIfThere(piles)) ?? "";
      await writeText(join(folder, checksumFile), `${sha256(text)}\n${sha256(old)}\n`);
      await writeText(piles, text);
    },
  };
}

/** Makes the lines of texts with all their labels, in the order of their first examples. */
function labelSetLines({ examples }: PileContents): object[] {
  const lines = new Map<string, { readonly text: string; readonly labels: string[] }>();
  for (const { text, label, source } of examples) {
    const line = lines.get(text);
    if (line === undefined) lines.set(text, { text, labels: [label], ...source });
    else if (!line.labels.includes(label)) line.labels.push(label);
  }
  return [...lines.values()];
}

/** Makes the lines. Consecutive examples of one call share an entry of `sources`, in the order of the examples. */
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
