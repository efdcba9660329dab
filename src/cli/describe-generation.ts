import { enumerateNames } from "../files/list-names.ts";
import { count, counted, money, seconds } from "../files/readable-numbers.ts";
import type { GenerationPlan, GenerationReport } from "../index.ts";

/** Returns a report for JSON output. An error becomes its message, because JSON would print an error as {}. */
export function toJsonReport(report: GenerationReport): object {
  const short = report.short.map(({ error, ...each }) => ({
    ...each,
    ...(error && { error: error.message }),
  }));
  return { ...report, short };
}

/** Describes what was generated, what it cost and what is missing, one sentence per line. */
export function describeGeneration(report: GenerationReport): {
  readonly lines: string[];
  readonly warnings: string[];
} {
  const { generators, examples, noneExamples, dropped, spent, keptCalls, short, files } = report;
  const reasons = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  const droppedCount = reasons.reduce((sum, [, each]) => sum + each, 0);
  const named = reasons.map(([reason, each]) => `${count(each)} ${reason}`).join(", ");
  const kept = keptCalls > 0 ? ` (${count(keptCalls)} reused from an earlier run)` : "";
  const cost = spent.cost === undefined ? "" : `, cost ${money(spent.cost)}`;
  return {
    lines: [
      `${generators.join(" and ")} generated ${counted(examples, "example")} and ${counted(noneExamples, "out-of-scope text")}; ${counted(droppedCount, "text was", "texts were")} dropped${named && ` (${named})`}.`,
      `${counted(spent.calls, "call")}${kept}, ${count(spent.tokensIn)} tokens in, ${count(spent.tokensOut)} tokens out${cost}.`,
      `Files: examples in ${files.piles}, out-of-scope texts in ${files.none}, dropped texts in ${files.dropped}, replies in ${files.replies}.`,
    ],
    warnings: [...describeAdaptations(report), ...describeShort(short), ...describeUnusable(report)],
  };
}

const reasonTexts = {
  empty: "empty",
  unreadable: "unreadable",
  "no example": "with only a refusal or a comment on the request",
} as const;

/** Describes the replies without a usable example, and how to repeat their calls. */
function describeUnusable({ unusable, files }: GenerationReport): string[] {
  if (unusable.length === 0) return [];
  const counts = (Object.keys(reasonTexts) as (keyof typeof reasonTexts)[])
    .map((reason) => ({ reason, replies: unusable.filter((each) => each.reason === reason).length }))
    .filter(({ replies }) => replies > 0)
    .map(({ reason, replies }) => `${count(replies)} ${reasonTexts[reason]}`);
  const lines = unusable.flatMap(({ line }) => line ?? []).sort((a, b) => a - b);
  const where = `${files.replies}, ${lines.length === 1 ? "line" : "lines"} ${enumerateNames(lines.map(String))}`;
  return [
    `${counted(unusable.length, "reply", "replies")} had no usable example (${counts.join(", ")}); see ${where}. ` +
      "Run the same command again to repeat these calls, or add --fresh to repeat all calls.",
  ];
}

function describeAdaptations({ generators, adaptations }: GenerationReport): string[] {
  return adaptations.map((sentence) => `${generators[0]}: ${sentence.replace(/^It /, "it ")}`);
}

function describeShort(short: GenerationReport["short"]): string[] {
  if (short.length === 0) return [];
  const shown = short.map(
    ({ label, examples, wanted }) => `${JSON.stringify(label)} ${examples} of ${wanted}`,
  );
  return [
    `${counted(short.length, "class has", "classes have")} too few examples${causeOf(short)}: ${enumerateNames(shown, 10)}.`,
  ];
}

/** Returns one cause for all classes: a cap stops all later calls, and the errors of one run are mostly the same. */
function causeOf(short: GenerationReport["short"]): string {
  const cap = short.find(({ cap }) => cap !== undefined)?.cap;
  const error = short.find(({ error }) => error !== undefined)?.error;
  if (cap !== undefined) return ` (the cap --max-${cap} was reached)`;
  return error === undefined ? "" : ` (${error.message.replace(/\.$/, "")})`;
}

/** Explains which calls of a plan may not be needed. */
export const planNote =
  'Numbers after "up to" are the worst case: every class is confused with two others, and every text is dropped twice. Examples between two classes are generated only if the encoder confuses them. Dropped texts are replaced only if a class has clearly too few examples.';

/** Describes the calls, tokens, time and cost of a generation as a table. */
export function describePlan({ classes, borders, refills, rowsShown }: GenerationPlan): string[] {
  const rows = [
    planRow("each class", classes),
    planRow("confused classes and out of scope, up to", borders),
    planRow("replacements of dropped texts, up to", refills),
    planRow("total, up to", addUp([classes, borders, refills])),
  ];
  const width = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const shown =
    rowsShown === 0
      ? "The language model would see none of your examples."
      : `The language model would see ${count(rowsShown)} of your examples; --share-examples 0 shows none.`;
  return [
    ...rows.map((row) =>
      row.map((cell, c) => (c === 0 ? cell.padEnd(width[c]) : cell.padStart(width[c]))).join("  "),
    ),
    planNote,
    `Token counts are estimates on the high side. ${shown}`,
  ];
}

function addUp(parts: readonly GenerationPlan["classes"][]): GenerationPlan["classes"] {
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
  { calls, tokensIn, tokensOut, seconds: time, cost }: GenerationPlan["classes"],
): string[] {
  return [
    name,
    counted(calls, "call"),
    `${count(tokensIn)} tokens in`,
    `${count(tokensOut)} tokens out`,
    `about ${seconds(1000 * time)}`,
    ...(cost === undefined ? [] : [`cost ${money(cost)}`]),
  ];
}
