import { InputError } from "../../errors.ts";
import { shownDelimiter } from "../../files/csv-dialect.ts";
import type { CsvHeader } from "../../files/csv-records.ts";
import { isObject } from "../../files/is-object.ts";
import { quote } from "../../files/quote.ts";
import {
  type BadRow,
  type DataRecord,
  isBadRow,
  libraryNaming,
  type RecordResult,
} from "../../files/records.ts";
import type { LabelingExport } from "../exports/exported-record.ts";
import { exportSentence, recognizeExport } from "../exports/recognize-export.ts";
import { type ChosenFields, chooseFields, isPluralLabel, shownNames } from "./choose-fields.ts";
import type { LabeledRow, ReadRowsOptions, Row } from "./row.ts";
import type { RowFormat } from "./row-format.ts";
import { type LabelReading, labelOf } from "./row-label.ts";

/** Why a record is invalid. */
interface Rejection {
  readonly reason: string;
}

/** Turns the records of one file into rows: chooses the fields of text and label, and checks their values. */
export class RowMaker {
  #chosen: ChosenFields | undefined;
  #columns: readonly string[] | undefined;
  /** The labelling tool that wrote the file; null if none did. */
  #tool: LabelingExport | null | undefined;
  #unlabeled = 0;
  #labelReading: LabelReading = { naming: libraryNaming };
  readonly #what: "column" | "field";
  readonly #isSheet: boolean;

  constructor(
    private readonly source: string,
    format: RowFormat,
    private readonly options: ReadRowsOptions & { readonly needsLabel: boolean },
  ) {
    this.#what = format === "jsonl" || format === "json" ? "field" : "column";
    this.#isSheet = format === "xlsx";
  }

  /** An example of a record, for messages. */
  get likeness(): string {
    const names = [this.options.textField ?? "text"].flat();
    return `{${names.map((name) => `${JSON.stringify(name)}: "some text"`).join(", ")}}`;
  }

  /** Chooses the columns before the first record is read. */
  takeHeader({ columns, line, delimiter, isDetected }: CsvHeader): void {
    this.#columns = columns;
    try {
      this.#choose(columns, isDetected ? delimiter : undefined);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const header = "The first line must hold the names of the columns.";
      throw new InputError(`${error.message} ${header}`, { source: this.source, line });
    }
  }

  async *rowsOf(records: AsyncIterable<RecordResult>): AsyncGenerator<Row | BadRow> {
    let count = 0;
    for await (const record of records) {
      count++;
      const row = isBadRow(record) ? record : this.#rowOf(record);
      if (row !== undefined) yield row;
    }
    if (count === 0 && this.options.needsLabel) throw this.#emptyError();
    if (this.#unlabeled > 0) {
      const one = this.#unlabeled === 1;
      const records = `${this.#unlabeled} ${one ? "record has" : "records have"} no label and ${one ? "is" : "are"}`;
      this.options.onNotice?.(`${this.source}: ${records} left out.`);
    }
  }

  #emptyError(): InputError {
    const columns =
      this.#columns === undefined ? "" : ` under its header. ${shownNames(this.#columns, "column")}`;
    return new InputError(`holds no rows${columns || "."}`, { source: this.source });
  }

  /** @returns undefined if the record is skipped */
  #rowOf(record: DataRecord): Row | LabeledRow | BadRow | undefined {
    const { line, fields, columns, raw } = record;
    const { needsLabel } = this.options;
    if (needsLabel && columns?.every((name) => isEmptyCell(fields[name]))) return undefined;
    if (this.#tool === undefined) this.#recognizeTool(fields);
    if (this.#tool) return this.#exportedRow(record, this.#tool);
    const chosen = this.#chosen ?? this.#chooseBy(columns ?? Object.keys(fields));
    if ("reason" in chosen) return this.#bad(record, chosen.reason);
    const text = this.#textOf(fields, chosen.text);
    if (typeof text !== "string") return this.#bad(record, text.reason);
    const found =
      chosen.label !== undefined && Object.hasOwn(fields, chosen.label) ? fields[chosen.label] : undefined;
    const label = needsLabel ? labelOf(found, this.#labelReading) : found;
    if (needsLabel && isObject(label)) return this.#bad(record, String(label.reason));
    return {
      source: this.source,
      line,
      text,
      fields,
      ...(label !== undefined && { label }),
      ...(needsLabel && found === null && this.#what === "field" && { isOutOfScope: true }),
      ...(columns && { columns }),
      ...(raw !== undefined && { raw }),
    };
  }

  /** Recognizes the labelling tool by the first record. Later records are assumed to be of the same tool. */
  #recognizeTool(fields: Readonly<Record<string, unknown>>): void {
    const { onNotice } = this.options;
    this.#tool = (this.#what === "field" && recognizeExport(fields)) || null;
    // Rows {"text", "labels"} are those of several labels per text, not only of doccano.
    const isUsual = typeof fields.text === "string" && Array.isArray(fields.labels);
    if (this.#tool && !isUsual) onNotice?.(`${this.source}: ${exportSentence(this.#tool)}.`);
  }

  #exportedRow(record: DataRecord, tool: LabelingExport): Row | BadRow | undefined {
    const { textField, labelField, needsLabel, naming = libraryNaming } = this.options;
    const textFields = textField === undefined ? undefined : [textField].flat();
    const found = tool.read(record.fields, { textFields, labelField });
    if ("unusable" in found) return this.#bad(record, found.unusable);
    const text = found.texts.filter((each) => each !== "").join("\n");
    const row = { ...record, source: this.source, text };
    if (!needsLabel) return tool.matches(record.fields) ? { ...row, label: found.labels } : row;
    if (found.labels.length === 0) {
      this.#unlabeled++;
      return undefined;
    }
    const label = labelOf(found.labels, { ...this.options, naming });
    return typeof label === "string" ? { ...row, label } : this.#bad(record, label.reason);
  }

  /** Chooses the fields by the first record that has suitable ones. */
  #chooseBy(names: readonly string[]): ChosenFields | Rejection {
    try {
      return this.#choose(names);
    } catch (error) {
      if (error instanceof InputError) return { reason: error.message };
      throw error;
    }
  }

  #choose(names: readonly string[], delimiter?: string): ChosenFields {
    const { naming = libraryNaming, onNotice } = this.options;
    const chosen = chooseFields(names, { ...this.options, naming }, this.#what);
    this.#chosen = chosen;
    const mayHoldSeveral = this.options.labelField === undefined && isPluralLabel(chosen.label);
    this.#labelReading = { ...this.options, naming, mayHoldSeveral };
    if (chosen.isGuess || delimiter !== undefined) onNotice?.(this.#noticeOf(chosen, delimiter));
    return chosen;
  }

  /**
   * Returns the notice, such as: tickets.csv: delimiter ";", text from "subject" and "body" (joined by a line break).
   * ...
   */
  #noticeOf({ text, label, isGuess }: ChosenFields, delimiter: string | undefined): string {
    const { naming = libraryNaming, needsLabel, textField, labelField } = this.options;
    const joined = text.length > 1 ? " (joined by a line break)" : "";
    const facts = [
      delimiter !== undefined && `delimiter ${shownDelimiter(delimiter)}`,
      `text from ${text.map(quote).join(" and ")}${joined}`,
      needsLabel && label !== undefined && `label from ${quote(label)}`,
    ];
    const options = [
      delimiter !== undefined && "delimiter",
      isGuess && textField === undefined && "textField",
      isGuess && needsLabel && labelField === undefined && "labelField",
    ];
    const named = options.filter((option) => option !== false).map((option) => naming(option));
    return `${this.source}: ${facts.filter(Boolean).join(", ")}. Choose others with ${named.join(", ")}.`;
  }

  /** Returns the text, or why the row is invalid. Of several fields, those that are absent or empty are left out. */
  #textOf(fields: Readonly<Record<string, unknown>>, names: readonly string[]): string | Rejection {
    const values = names.map((name) => (Object.hasOwn(fields, name) ? this.#plain(fields[name]) : undefined));
    const isAbsent = (value: unknown): boolean => value === undefined || value === null;
    const isJoined = names.length > 1 && !values.every(isAbsent);
    const texts = isJoined ? values.map((value) => (isAbsent(value) ? "" : value)) : values;
    const invalid = texts.findIndex((value) => typeof value !== "string");
    if (invalid === -1) return texts.filter((value) => value !== "").join("\n");
    const value = texts[invalid];
    if (value === undefined) {
      const missing = `has no ${this.#what} ${quote(names[invalid])}.`;
      return { reason: `${missing} ${shownNames(Object.keys(fields), this.#what)}` };
    }
    const got = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    return { reason: `has ${got} in the ${this.#what} ${quote(names[invalid])}, which must be a string.` };
  }

  /** Converts the cell of a spreadsheet: numbers and booleans become strings, an empty cell becomes "", as in CSV. */
  #plain(value: unknown): unknown {
    if (!this.#isSheet) return value;
    if (value === null) return "";
    return ["number", "boolean"].includes(typeof value) ? String(value) : value;
  }

  #bad({ line, fields, raw, written = raw }: DataRecord, reason: string): BadRow {
    return { source: this.source, line, reason, raw: written ?? JSON.stringify(fields) };
  }
}

function isEmptyCell(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "string" && value.trim() === "");
}
