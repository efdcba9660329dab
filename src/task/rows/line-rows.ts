import { InputError } from "../../errors.ts";
import { isWellFormed } from "../../files/encodings.ts";
import { invalidSentence, readMarkedText, sourceName, type TextSource } from "../../files/read-text.ts";
import { type BadRow, isBadRow, libraryNaming } from "../../files/records.ts";
import { splitLines } from "../../files/split-lines.ts";
import { fastTextSentence, isFastTextLine, readFastTextLine } from "../exports/fast-text.ts";
import type { ReadRowsOptions, Row } from "./row.ts";
import { labelOf } from "./row-label.ts";

/** Reads labeled lines in the format of fastText. Blank lines are skipped. */
export async function* fastTextRows(
  source: TextSource,
  options: ReadRowsOptions,
): AsyncGenerator<Row | BadRow> {
  const { naming = libraryNaming, onNotice } = options;
  let isFirst = true;
  for await (const row of lineRows(source, options)) {
    const line = isBadRow(row) ? row.raw : row.text;
    if (line.trim() === "") continue;
    if (isFirst && !isFastTextLine(line)) {
      const sentence = "holds texts without labels; labeled rows must be JSONL, CSV or lines with __label__.";
      throw new InputError(sentence, { source: row.source });
    }
    if (isFirst) onNotice?.(`${row.source}: ${fastTextSentence}.`);
    isFirst = false;
    const found = readFastTextLine(line);
    if (isBadRow(row)) yield row;
    else if ("unusable" in found) yield { ...row, reason: found.unusable, raw: line };
    else {
      const label = labelOf(found.labels, { ...options, naming });
      if (typeof label === "string") yield { ...row, text: found.texts.join("\n"), label };
      else yield { source: row.source, line: row.line, reason: label.reason, raw: line };
    }
  }
  if (isFirst) throw new InputError("holds no rows.", { source: sourceName(source) });
}

/** Reads each line as a row with that text. */
export async function* lineRows(source: TextSource, options: ReadRowsOptions): AsyncGenerator<Row | BadRow> {
  const name = sourceName(source);
  const [field = "text"] = [options.textField ?? []].flat();
  for await (const lines of splitLines(readMarkedText(source, options), name)) {
    for (const { number: line, text } of lines) {
      if (isWellFormed(text)) {
        yield { source: name, line, text, fields: Object.fromEntries([[field, text]]) };
      } else {
        yield { source: name, line, reason: invalidSentence(text, options), raw: text };
      }
    }
  }
}
