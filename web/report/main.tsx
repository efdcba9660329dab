import "../shared/theme.css";
import "../plots/plots.css";
import "./report.css";
import { render } from "preact";
import type { ReportData } from "../../src/report/report-data.ts";
import { Report } from "./report.tsx";

const data: ReportData = JSON.parse(document.getElementById("report-data")?.textContent ?? "");
const place = document.getElementById("report");
if (place !== null) {
  // The page holds the verdict already, for browsers that run no scripts.
  place.replaceChildren();
  render(<Report data={data} />, place);
}
