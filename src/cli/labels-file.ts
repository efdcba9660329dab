import { appendFile, readFile, truncate } from "node:fs/promises";
import { unlessMissing } from "../files/file-errors.ts";
import { UsageError } from "./command.ts";

/** A file of labels, one JSON object {text, label} per line, that grows by one line per label. */
export class LabelsFile {
  readonly path: string;
  /** Sizes of the file before each label of this session. */
  readonly #sizes: { readonly size: number; readonly text: string }[] = [];
  #size: number;
  /** Texts that have a label in the file. */
  readonly texts: Set<string>;

  private constructor(path: string, size: number, texts: Set<string>) {
    this.path = path;
    this.#size = size;
    this.texts = texts;
  }

  /** Opens a file of an earlier session, or begins one. @throws UsageError if the file is another one */
  static async open(path: string): Promise<LabelsFile> {
    const content = (await unlessMissing(readFile(path, "utf8"))) ?? "";
    const texts = new Set<string>();
    let size = 0;
    for (const line of content.match(/[^\n]*\n/g) ?? []) {
      texts.add(textIn(line, path));
      size += Buffer.byteLength(line);
    }
    // The last line of a session that was killed may be incomplete.
    if (content !== "" && size < Buffer.byteLength(content)) await truncate(path, size);
    return new LabelsFile(path, size, texts);
  }

  async add(text: string, label: string): Promise<void> {
    const line = `${JSON.stringify({ text, label })}\n`;
    await appendFile(this.path, line);
    this.#sizes.push({ size: this.#size, text });
    this.#size += Buffer.byteLength(line);
    this.texts.add(text);
  }

  /** Takes back the last label of this session. */
  async undo(): Promise<void> {
    const last = this.#sizes.pop();
    if (last === undefined) return;
    await truncate(this.path, last.size);
    this.#size = last.size;
    this.texts.delete(last.text);
  }
}

function textIn(line: string, path: string): string {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === "object" && row !== null && "text" in row && typeof row.text === "string")
      return row.text;
  } catch {
    // The sentence below says what is wrong.
  }
  throw new UsageError(`${path} is not a file of labels; name another file with --output.`);
}
