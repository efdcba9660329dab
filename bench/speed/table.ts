import { cpus } from "node:os";
import { type Answer, isReached, type Question, type Skipped } from "./result.ts";

export interface Answered {
  readonly answer: Answer | Skipped;
  /** Number of cores, kind of processor and date. Nothing that identifies a machine. */
  readonly measuredOn: string;
}

export function measuredOn(date: Date): string {
  const processors = cpus();
  const kind = processors[0]?.model.trim() ?? "unknown processor";
  const day = date.toISOString().slice(0, 10);
  return `${processors.length} cores (${kind}, ${process.arch}), Node ${process.versions.node}, ${day}`;
}

/** Returns the page of all questions that have an answer. */
export function toMarkdown(
  questions: readonly Question[],
  answers: Readonly<Record<string, Answered>>,
): string {
  const parts = questions
    .filter(({ name }) => Object.hasOwn(answers, name))
    .map(({ name, title }) => `## ${title}\n\n${toText(answers[name])}\n`);
  return ["# How fast is it?\n", "README.md says how this was measured.\n", ...parts].join("\n");
}

function toText({ answer, measuredOn }: Answered): string {
  return "skipped" in answer ? `Skipped: ${answer.skipped}.` : `${tables(answer)}\n\n${measuredOn}.`;
}

function tables({ figures, verdicts, notes = [] }: Answer): string {
  const measured = figures.map(
    ({ name, unit, median, rounds }) =>
      `| ${name} | ${shown(median)} ${unit} | ${rounds.map(shown).join(", ")} |`,
  );
  const compared = verdicts.map((verdict) => {
    const reached = isReached(verdict) ? "yes" : "no";
    return `| ${verdict.name} | ${shown(verdict.value)} | ${verdict.bound} ${verdict.aim} | ${reached} |`;
  });
  return [
    "| measured | median | rounds |\n| --- | --- | --- |",
    ...measured,
    "\n| compared | value | aim | reached |\n| --- | --- | --- | --- |",
    ...compared,
    ...notes.map((note) => `\n${note}`),
  ].join("\n");
}

/** Formats a number with three significant digits. */
function shown(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
