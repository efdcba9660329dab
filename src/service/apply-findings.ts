import { InputError, type InputRow, type Row, type RowWriter } from "../index.ts";
import { relabelSet } from "./relabel-sets.ts";

/** A finding of an audit, as it is read from a file, with the decision about it. */
export interface DecidedFinding {
  /** Line of the data file. */
  readonly line: number;
  readonly text: string;
  readonly label: string;
  readonly action: "relabel" | "remove";
  /** The new label; "" if the action is "remove". */
  readonly proposal: string;
  readonly isAccepted: boolean;
}

/** What became of the rows of a data file. */
export interface AppliedFindings {
  readonly rows: number;
  readonly relabeled: number;
  readonly removed: number;
}

/** How to apply findings. */
export interface ApplyOptions {
  /** Name of the field with the label. Default: "label", or else the only field with the value of the label. */
  readonly labelField?: string;
  /** Separator of labels in one cell, if the rows have several labels each. Default: they have one. */
  readonly labelSeparator?: string;
}

/**
 * Writes the rows of a data file again with the accepted findings applied: other labels, and without removed rows. All
 * other fields stay, and so does the order.
 * @param findings those of this file
 * @throws InputError if a row is not the one that was audited, or its label is not in a field of its own
 */
export async function applyFindings(
  rows: AsyncIterable<Row>,
  findings: readonly DecidedFinding[],
  writer: RowWriter,
  options: ApplyOptions = {},
): Promise<AppliedFindings> {
  const accepted = acceptedByLine(findings);
  let [count, relabeled, removed] = [0, 0, 0];
  for await (const row of rows) {
    count++;
    const ofRow = accepted.get(row.line) ?? [];
    accepted.delete(row.line);
    if (ofRow.some(({ text }) => !isSameText(text, row.text))) throw changed(row, "text");
    if (ofRow.some(({ action }) => action === "remove")) removed++;
    else if (ofRow.length === 0) await writer.write(row, {});
    else {
      await writer.write(withFindings(row, ofRow, options), {});
      relabeled++;
    }
  }
  const [left] = accepted.values();
  if (left !== undefined) {
    throw new InputError(
      `The data has no row at line ${left[0].line}; audit the data again, since it has changed.`,
    );
  }
  return { rows: count, relabeled, removed };
}

/** Returns the accepted findings by their line. With several labels per text, a row can have several. */
function acceptedByLine(findings: readonly DecidedFinding[]): Map<number, DecidedFinding[]> {
  const found = new Map<number, DecidedFinding[]>();
  for (const finding of findings.filter(({ isAccepted }) => isAccepted)) {
    found.set(finding.line, [...(found.get(finding.line) ?? []), finding]);
  }
  return found;
}

function withFindings(
  row: Row,
  findings: readonly DecidedFinding[],
  { labelField, labelSeparator }: ApplyOptions,
): InputRow {
  if (labelSeparator === undefined) return relabel(row, findings[findings.length - 1], labelField);
  const found = relabelSet(row, findings, { separator: labelSeparator, labelField });
  if (found === undefined) throw changed(row, "label");
  return found;
}

/** Whether a text is the same after a spreadsheet: blanks may differ, and --csv-safe puts an apostrophe before formulas. */
function isSameText(inFindings: string, inData: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/gu, " ").trim();
  return [plain(inData), `'${plain(inData)}`].includes(plain(inFindings));
}

/** Returns the row with another label. The text of a JSON row is written anew. */
function relabel(row: Row, { label, proposal }: DecidedFinding, labelField: string | undefined): InputRow {
  const { raw: _, fields, ...rest } = row;
  const isLabel = (name: string): boolean => String(fields[name]).trim() === label.trim();
  const candidates = Object.keys(fields).filter(isLabel);
  const name = [labelField, "label"].find((each) => each !== undefined && candidates.includes(each));
  const chosen = name ?? (candidates.length === 1 ? candidates[0] : undefined);
  if (chosen === undefined) throw changed(row, "label");
  return { ...rest, fields: { ...fields, [chosen]: proposal } };
}

function changed({ source, line }: Row, what: string): InputError {
  return new InputError(
    `The ${what} of this row is not that of the finding; audit the data again if it has changed, and name the field of the label.`,
    { source, line },
  );
}
