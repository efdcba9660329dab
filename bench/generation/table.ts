import type { Measured } from "./measure.ts";

export interface Dated extends Measured {
  readonly measuredOn: string;
}

/** Speed compared with one call per example, for the same number of kept texts. */
function timesFaster(measured: Measured): number {
  return ancestorSeconds(measured) / (measured.askingSeconds + measured.ownSeconds);
}

function ancestorSeconds({ examples, noneExamples, secondsAText }: Measured): number {
  return (examples + noneExamples) * secondsAText;
}

/** Returns the results as a Markdown page. */
export function toMarkdown(all: readonly Dated[]): string {
  const [first] = all;
  return [
    "# How fast are examples generated?",
    "README.md says how this was measured.",
    table(
      "classes|kept texts (out of scope)|dropped|requests|errors|429|tokens in|tokens out",
      all.map((each) => [
        count(each.classes),
        `${count(each.examples)} (${count(each.noneExamples)})`,
        count(Object.values(each.dropped).reduce((sum, n) => sum + n, 0)),
        count(each.answered + each.errors + each.rateLimited),
        count(each.errors),
        count(each.rateLimited),
        count(each.tokensIn),
        count(each.tokensOut),
      ]),
    ),
    table(
      "classes|429|time with open calls|own work after them|embedding, in both|wall time|one call per example|times faster|times faster, calls only",
      all.map((each) => [
        count(each.classes),
        count(each.rateLimited),
        seconds(each.askingSeconds),
        seconds(each.ownSeconds),
        seconds(each.embeddingSeconds),
        seconds(each.askingSeconds + each.ownSeconds),
        seconds(ancestorSeconds(each)),
        times(timesFaster(each)),
        times(ancestorSeconds(each) / each.askingSeconds),
      ]),
    ),
    `Open calls with a limit of ${first.concurrency}: while enough calls for the limit were left, and over all the time with open calls.`,
    table(
      "classes|429|maximum at once, by the server|time at the limit|mean of open calls|all time: to 1/4|to 1/2|to 3/4|below the limit|at the limit",
      all.map((each) => [
        count(each.classes),
        count(each.rateLimited),
        count(each.mostInFlight),
        each.shareAtLimit === undefined ? "never enough calls" : percent(each.shareAtLimit),
        each.meanInFlight?.toFixed(1) ?? "",
        ...each.inFlightShares.map(percent),
      ]),
    ),
    ...all.map(
      ({ classes, rateLimited, timeScale, secondsAToken, secondsAText, sampledTexts, measuredOn }) =>
        `${count(classes)} classes, ${rateLimited} times 429: time scale ${timeScale}, ${secondsAToken} s per token; one call per example: ${secondsAText.toFixed(2)} s per text over ${sampledTexts} texts. ${measuredOn}.`,
    ),
  ]
    .join("\n\n")
    .concat("\n");
}

function table(head: string, rows: readonly (readonly string[])[]): string {
  const columns = head.split("|");
  const lines = [columns, columns.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : count(Math.round(value))} s`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function times(ratio: number): string {
  return ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1);
}
