import { appendFile, readFile, truncate } from "node:fs/promises";
import { unlessMissing } from "../files/file-errors.ts";
import { UsageError } from "./command.ts";

/** A text with its label, or with all its labels. */
export type LabeledText =
  | { readonly text: string; readonly label: string }
  | { readonly text: string; readonly labels: readonly string[] };

/** A file of labels, one JSON object {text, label} or {text, labels} per line, that grows by one line per text. */
export class LabelsFile {
  readonly path: string;
  /** Sizes of the file before each text of this session. */
  readonly #sizes: { readonly size: number; readonly text: string }[] = [];
  #size: number;
  /** Texts that have a label in the file. */
  readonly texts: Set<string>;

  private constructor(path: string, size: number, texts: Set<string>) {
    this.path = path;
    this.#size = size;
    this.texts = texts;
  }

  /**
   * Opens a file of an earlier session, or begins one.
   * @param field "labels" if a text may have several labels
   * @throws UsageError if the file is another one
   */
  static async open(path: string, field: "label" | "labels"): Promise<LabelsFile> {
    const content = (await unlessMissing(readFile(path, "utf8"))) ?? "";
    const texts = new Set<string>();
    let size = 0;
    for (const line of content.match(/[^\n]*\n/g) ?? []) {
      texts.add(textIn(line, field, path));
      size += Buffer.byteLength(line);
    }
    // The last line of a session that was killed may be incomplete.
    if (content !== "" && size < Buffer.byteLength(content)) await truncate(path, size);
    return new LabelsFile(path, size, texts);
  }

  async add(labeled: LabeledText): Promise<void> {
    const line = `${JSON.stringify(labeled)}\n`;
    const { text } = labeled;
    await appendFile(this.path, line);
    this.#sizes.push({ size: this.#size, text });
    this.#size += Buffer.byteLength(line);
    this.texts.add(text);
  }

  /** Takes back the labels of the last text of this session. */
  async undo(): Promise<void> {
    const last = this.#sizes.pop();
    if (last === undefined) return;
    await truncate(this.path, last.size);
    this.#size = last.size;
    this.texts.delete(last.text);
  }
}

function textIn(line: string, field: "label" | "labels", path: string): string {
  try {
    const row: unknown = JSON.parse(line);
    if (typeof row === "object" && row !== null && "text" in row && typeof row.text === "string") {
      if (field in row) return row.text;
      throw new UsageError(
        `${path} has texts without the field ${field}, which this model needs; name another file with --output.`,
      );
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // The sentence below says what is wrong.
  }
  throw new UsageError(`${path} is not a file of labels; name another file with --output.`);
}
