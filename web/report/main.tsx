import "../shared/theme.css";
import "../plots/plots.css";
import "./report.css";
import { render } from "preact";
import type { LabelSetReportData } from "../../src/report/label-set-report-data.ts";
import type { ReportData } from "../../src/report/report-data.ts";
import { LabelSetReport } from "./label-sets/label-set-report.tsx";
import { Report } from "./report.tsx";

const data: ReportData | LabelSetReportData = JSON.parse(
  document.getElementById("report-data")?.textContent ?? "",
);
const place = document.getElementById("report");
if (place !== null) {
  // The page holds the verdict already, for browsers that run no scripts.
  place.replaceChildren();
  render(hasLabelSets(data) ? <LabelSetReport data={data} /> : <Report data={data} />, place);
}

function hasLabelSets(given: ReportData | LabelSetReportData): given is LabelSetReportData {
  return given.evaluation.kind === "multi-label";
}
