import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

/**
 * A code block of a Markdown page that has a marker on the line before it:
 * `<!-- file: NAME -->` is written to a file, `<!-- run -->` is executed, `<!-- prints -->` is what the last one printed.
 */
export interface PageBlock {
  readonly kind: "file" | "run" | "prints";
  /** The file's name, or a name for a block that is run. */
  readonly name: string;
  readonly language: string;
  readonly content: string;
  /** Where the content begins in the page. */
  readonly start: number;
}

/** A block that shows output, and what was printed when the page was run. */
export interface PageOutput {
  readonly block: PageBlock;
  readonly printed: string;
}

/** Returns the marked blocks of a page in their order. */
export function pageBlocks(page: string): PageBlock[] {
  const pattern = /<!-- (file|run|prints)(?:: ([^>]*?))? -->\n```(\w+)\n([\s\S]*?)```/g;
  return [...page.matchAll(pattern)].map((found) => ({
    kind: found[1] as PageBlock["kind"],
    name: found[2] ?? "",
    language: found[3],
    content: found[4],
    start: found.index + found[0].length - found[4].length - "```".length,
  }));
}

/**
 * Writes the files of a page and executes its blocks in an empty folder, as a reader who has installed the package would.
 * The README of an example finds the example's files there, and a page the files of the folder of its name beside it.
 * Commands (bash) share the folder, and the first one that fails ends its block. Code (ts, js) is run as a module.
 * @returns every block that shows output with what was printed, both streams together
 * @throws Error with all that was printed if a block ends with another status than 0
 */
export function runPage(file: string): PageOutput[] {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-page-"));
  try {
    const ownFiles = isExample(file) ? dirname(file) : file.replace(/\.md$/, "");
    if (existsSync(ownFiles)) cpSync(ownFiles, folder, { recursive: true });
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/pilesort"), "junction");
    writeFileSync(join(folder, "package.json"), '{"type": "module", "private": true}\n');
    const outputs: PageOutput[] = [];
    let printed = "";
    for (const block of pageBlocks(readFileSync(file, "utf8"))) {
      if (block.kind === "prints") outputs.push({ block, printed });
      else if (block.kind === "run") printed = runBlock(block, folder);
      else {
        mkdirSync(dirname(join(folder, block.name)), { recursive: true });
        writeFileSync(join(folder, block.name), block.content);
      }
    }
    return outputs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Progress that long-running commands print. On a fast machine they end before they print it. */
const progressLine = /^.*\d+:\d\d so far\n/gm;

function isExample(file: string): boolean {
  return resolve(file).startsWith(join(root, "examples"));
}

function runBlock({ language, content, name }: PageBlock, folder: string): string {
  const main = join(root, "dist/cli/main.js");
  const commands = mkdtempSync(join(tmpdir(), "pilesort-npx-"));
  // A program of its own and not a function of the shell, so that a page can end what it has started in the background.
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${main}" "$@"\n`;
  writeFileSync(join(commands, "npx"), npx, { mode: 0o755 });
  const [command, ...words] =
    language === "bash"
      ? ["bash", "-eu", "-c", `exec 2>&1\n${content}`]
      : [process.execPath, "--input-type=module", "-e", content];
  const found = spawnSync(command, words, {
    cwd: folder,
    env: { ...process.env, PATH: `${commands}${delimiter}${process.env.PATH}` },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  rmSync(commands, { recursive: true });
  const printed = (found.stdout + found.stderr).replaceAll(progressLine, "");
  if (found.status !== 0) throw new Error(`The block ${name || content} failed:\n${printed}`);
  return printed;
}

/** Largest difference of a shown probability from the printed one. Processors differ in the last digits of int8 products. */
const probabilityTolerance = 0.02;
/** The same for percentages. Pages show few rows: one row of eight that goes the other way is 12.5 %. */
const percentTolerance = 13;

/**
 * Tells whether a page shows what was printed: texts equal, probabilities and percentages nearly equal, times of any
 * length, other numbers equal.
 */
export function showsOutput(shown: string, printed: string): boolean {
  const [one, other] = [shown, printed].map(split);
  return (
    one.length === other.length &&
    one.every((part, i) => (i % 2 === 0 ? part === other[i] : isNear(part, other[i], one[i + 1])))
  );
}

/** Splits output into texts (even places) and numbers (odd places). Blanks at line ends and in columns do not count. */
function split(output: string): string[] {
  const text = output
    .trimEnd()
    .replaceAll(/[ \t]+$/gm, "")
    .replaceAll(/ {2,}/g, "  ");
  return text.split(/((?<![\w.])\d[\d,]*(?:\.\d+)?)/);
}

function isNear(shown: string, printed: string, after: string): boolean {
  if (/^ (s|min|(?:rows|texts)\/s)\b/.test(after)) return true;
  const difference = Math.abs(numberOf(shown) - numberOf(printed));
  if (/^ ?%/.test(after)) return difference <= percentTolerance;
  if (shown.includes(".") || numberOf(shown) <= 1) return difference <= probabilityTolerance;
  return shown === printed;
}

function numberOf(text: string): number {
  return Number(text.replaceAll(",", ""));
}
