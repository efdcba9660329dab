import type { GenerationReport, WritingPlan } from "../index.ts";
import { count, counted, money, seconds } from "./readable-numbers.ts";

/** A report as JSON shows it: an error of a class by its message, which JSON would leave out. */
export function toJsonReport(report: GenerationReport): object {
  const short = report.short.map(({ error, ...each }) => ({
    ...each,
    ...(error && { error: error.message }),
  }));
  return { ...report, short };
}

/** What was written, what it took and what is missing, a sentence a line. */
export function describeGeneration(report: GenerationReport): {
  readonly lines: string[];
  readonly warnings: string[];
} {
  const { generators, examples, noneExamples, dropped, spent, keptCalls, short, files } = report;
  const reasons = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  const droppedCount = reasons.reduce((sum, [, each]) => sum + each, 0);
  const named = reasons.map(([reason, each]) => `${count(each)} ${reason}`).join(", ");
  const kept = keptCalls > 0 ? `, ${count(keptCalls)} of them kept from an earlier run` : "";
  const cost = spent.cost === undefined ? "" : `, cost ${money(spent.cost)}`;
  return {
    lines: [
      `${generators.join(" and ")} wrote ${counted(examples, "example")} and ${counted(noneExamples, "text")} of none; ${count(droppedCount)} dropped${named && ` (${named})`}.`,
      `${counted(spent.calls, "call")}${kept}, ${count(spent.tokensIn)} tokens in, ${count(spent.tokensOut)} out${cost}.`,
      `Piles: ${files.piles}, texts of none: ${files.none}, dropped texts: ${files.dropped}, replies: ${files.replies}.`,
    ],
    warnings: [...describeAdaptations(report), ...describeShort(short), ...describeUnusable(report)],
  };
}

const reasonTexts = {
  empty: "empty",
  unreadable: "without a text that could be read",
  "no example": "only refusals or talk about the request",
} as const;

/** Says which replies gave no example, where they are, and that they are not final. */
function describeUnusable({ unusable, files }: GenerationReport): string[] {
  if (unusable.length === 0) return [];
  const counts = (Object.keys(reasonTexts) as (keyof typeof reasonTexts)[])
    .map((reason) => ({ reason, replies: unusable.filter((each) => each.reason === reason).length }))
    .filter(({ replies }) => replies > 0)
    .map(({ reason, replies }) => `${count(replies)} ${reasonTexts[reason]}`);
  const lines = unusable.flatMap(({ line }) => line ?? []).sort((a, b) => a - b);
  const more = lines.length > 5 ? ` and ${count(lines.length - 5)} more` : "";
  const where = `${files.replies}, ${lines.length === 1 ? "line" : "lines"} ${lines.slice(0, 5).join(", ")}${more}`;
  return [
    `${counted(unusable.length, "reply", "replies")} gave no example (${counts.join(", ")}): see ${where}. ` +
      "Run the same command again to make these calls again, or add --fresh to make all calls again.",
  ];
}

function describeAdaptations({ generators, adaptations }: GenerationReport): string[] {
  return adaptations.map((sentence) => `${generators[0]}: ${sentence.replace(/^It /, "it ")}`);
}

function describeShort(short: GenerationReport["short"]): string[] {
  if (short.length === 0) return [];
  const shown = short
    .slice(0, 10)
    .map(({ label, examples, wanted }) => `${JSON.stringify(label)} ${examples} of ${wanted}`);
  const more = short.length > shown.length ? ` and ${count(short.length - shown.length)} more` : "";
  return [
    `${counted(short.length, "class is", "classes are")} short of examples${causeOf(short)}: ${shown.join(", ")}${more}.`,
  ];
}

/** One cap closes all later calls, and one error speaks for others: failures of a run are mostly alike. */
function causeOf(short: GenerationReport["short"]): string {
  const cap = short.find(({ cap }) => cap !== undefined)?.cap;
  const error = short.find(({ error }) => error !== undefined)?.error;
  if (cap !== undefined) return ` (the cap on ${cap} was reached)`;
  return error === undefined ? "" : ` (${error.message.replace(/\.$/, "")})`;
}

/** Which part of a plan not every writing comes to. */
export const planNote =
  'Lines with "up to" are for the worst case: every class confused with two others, every text dropped, twice over. Border examples are asked for only where classes are confused, and texts again only where so many were dropped that a class is clearly short.';

/** What writing would take, as a table for a reader. */
export function describePlan({ classes, borders, refills, rowsShown }: WritingPlan): string[] {
  const rows = [
    planRow("every class by itself", classes),
    planRow("borders and none, up to", borders),
    planRow("again where dropped, up to", refills),
    planRow("in all, up to", addUp([classes, borders, refills])),
  ];
  const width = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const shown =
    rowsShown === 0
      ? "No rows of yours are shown to it."
      : `${counted(rowsShown, "row")} of yours would be shown to it; --share-examples 0 shows none.`;
  return [
    ...rows.map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(width[c]) : cell.padStart(width[c]))).join("  "),
    ),
    planNote,
    `Tokens are counted rather too high than too low. ${shown}`,
  ];
}

function addUp(parts: readonly WritingPlan["classes"][]): WritingPlan["classes"] {
  const total = (name: "calls" | "tokensIn" | "tokensOut" | "seconds" | "cost") =>
    parts.reduce((sum, part) => sum + (part[name] ?? 0), 0);
  return {
    calls: total("calls"),
    tokensIn: total("tokensIn"),
    tokensOut: total("tokensOut"),
    seconds: total("seconds"),
    ...(parts[0].cost !== undefined && { cost: total("cost") }),
  };
}

function planRow(
  name: string,
  { calls, tokensIn, tokensOut, seconds: time, cost }: WritingPlan["classes"],
): string[] {
  return [
    name,
    counted(calls, "call"),
    `${count(tokensIn)} tokens in`,
    `${count(tokensOut)} out`,
    `about ${seconds(1000 * time)}`,
    ...(cost === undefined ? [] : [`cost ${money(cost)}`]),
  ];
}
