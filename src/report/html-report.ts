import { readFile } from "node:fs/promises";
import type { Evaluation, LabelSetEvaluation } from "../index.ts";
import { PilesortError } from "../index.ts";
import { type LabelSetReportOptions, labelSetReportData } from "./build-label-set-report.ts";
import { reportData } from "./build-report.ts";
import { htmlPage, type ReportPage } from "./html-page.ts";
import type { ReportOptions } from "./report-options.ts";

/**
 * Makes a report from an evaluation: one HTML page with figures, plots and wrong rows. It is below 5 MB and works
 * without network.
 * @throws InputError if an option is invalid; PilesortError if the page is not built
 * @example await writeFile("report.html", await htmlReport(evaluate(truths, predictions)));
 */
export async function htmlReport(evaluation: Evaluation, options: ReportOptions = {}): Promise<string> {
  const data = reportData(evaluation, options);
  return htmlPage(data, await readReportPage());
}

/**
 * Makes a report from an evaluation of several labels per text, likewise.
 * @throws as htmlReport
 * @example await writeFile("report.html", await htmlLabelSetReport(evaluateLabelSets(truths, answers)));
 */
export async function htmlLabelSetReport(
  evaluation: LabelSetEvaluation,
  options: LabelSetReportOptions = {},
): Promise<string> {
  const data = labelSetReportData(evaluation, options);
  return htmlPage(data, await readReportPage());
}

/**
 * Checks that htmlReport() can work, so that no evaluation is lost because its report cannot be written.
 * @throws PilesortError if the page of reports is not built
 */
export async function checkReportPage(): Promise<void> {
  await readReportPage();
}

/**
 * Reads the page that a report is written into.
 * @param folder where it was built; default: its place in the package
 * @internal Exported for tests.
 */
export async function readReportPage(folder?: URL): Promise<ReportPage> {
  try {
    // The relative path is the same from src/report and from dist/report.
    const place = folder ?? new URL("../../dist/web/report/", import.meta.url);
    const [script, style] = await Promise.all(
      ["report.js", "report.css"].map((name) => readFile(new URL(name, place), "utf8")),
    );
    return { script, style };
  } catch (cause) {
    throw new PilesortError(
      'The page of the report is not built; run "npm run build" in the folder of pilesort.',
      { cause },
    );
  }
}
