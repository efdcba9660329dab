import type { Finding, LabelSetFinding, Row } from "../index.ts";
import type { DecidedFinding } from "../service/apply-findings.ts";
import { UsageError } from "./command.ts";

/** Fields of a file of findings, in their order. People fill in `accept`. */
export interface FindingFields {
  readonly accept: string;
  readonly kind: string;
  readonly action: string;
  readonly label: string;
  readonly proposal: string;
  readonly probability: number | string;
  readonly text: string;
  readonly source: string;
  readonly line: number | string;
  readonly reason: string;
}

/** Words that accept a finding. Everything else rejects it, an empty cell too. */
const acceptingWords = new Set(["yes", "y", "x", "1", "true", "ok", "accept"]);

/**
 * Writes findings to a file: one row each, with an empty field `accept` for a person to fill in.
 * @param findings their fields, see findingFields and labelSetFindingFields
 */
export async function writeFindings(
  path: string,
  findings: readonly FindingFields[],
  csvSafe = false,
): Promise<void> {
  const { createRowWriter } = await import("../index.ts");
  const writer = await createRowWriter(path, { csvSafe });
  try {
    for (const fields of findings) await writer.write({ text: fields.text, fields: { ...fields } }, {});
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

/** @param acceptFrom probability from which wrong labels and contradictions are accepted already. Default: none are */
export function findingFields(finding: Finding, acceptFrom = Number.POSITIVE_INFINITY): FindingFields {
  const { kind, action, label, proposal = "", probability, text, place, reason } = finding;
  const isAccepted = action === "relabel" && probability >= acceptFrom;
  return {
    accept: isAccepted ? "yes" : "",
    kind,
    action,
    label,
    proposal,
    probability: Number(probability.toFixed(4)),
    text,
    source: place?.source ?? "",
    line: place?.line ?? "",
    reason,
  };
}

/**
 * The same for several labels per text.
 * @param acceptFrom probability of a missing label, and 1 minus that of a wrong one, from which they are accepted already
 */
export function labelSetFindingFields(
  finding: LabelSetFinding,
  separator: string,
  acceptFrom = Number.POSITIVE_INFINITY,
): FindingFields {
  const { kind, action, labels, proposal = [], probability, text, place, reason } = finding;
  const certainty = kind === "wrong-label" ? 1 - (probability ?? 1) : (probability ?? 0);
  return {
    accept: action === "relabel" && certainty >= acceptFrom ? "yes" : "",
    kind,
    action,
    label: labels.join(separator),
    proposal: proposal.join(separator),
    probability: probability === undefined ? "" : Number(probability.toFixed(4)),
    text,
    source: place?.source ?? "",
    line: place?.line ?? "",
    reason,
  };
}

/**
 * Reads a file of findings with its decisions.
 * @param source name of the data file; findings of other files are left out
 * @throws UsageError if a row is not a finding, or if there is none of this file
 */
export async function readFindings(path: string, source: string): Promise<DecidedFinding[]> {
  const { readRows } = await import("../index.ts");
  const found: DecidedFinding[] = [];
  for await (const row of readRows(path, { textField: "text" })) {
    const finding = decided(row, path);
    if (String(row.fields.source) === source) found.push(finding);
  }
  if (found.length > 0) return found;
  throw new UsageError(
    `${path} has no findings of ${source}; give --data the path that it had when the findings were written.`,
  );
}

function decided({ text, fields, line: at }: Row, path: string): DecidedFinding {
  const { accept, action, label, proposal, line } = fields;
  const number = Number(line);
  if ((action !== "relabel" && action !== "remove") || !Number.isSafeInteger(number) || number < 1) {
    throw new UsageError(
      `${path}, line ${at}: This row is not a finding; give --apply a file that audit --output wrote.`,
    );
  }
  const isAccepted = acceptingWords.has(
    String(accept ?? "")
      .trim()
      .toLowerCase(),
  );
  return { line: number, text, label: String(label), action, proposal: String(proposal ?? ""), isAccepted };
}
