import { createHash } from "node:crypto";
import { inertJson } from "./inert-json.ts";
import type { LabelSetReportData } from "./label-set-report-data.ts";
import type { ReportData } from "./report-data.ts";

/** Code and style of the page that shows a report. */
export interface ReportPage {
  readonly script: string;
  readonly style: string;
}

/**
 * Writes a report as one HTML page that needs nothing else. All data of the user is inert JSON or escaped text. A policy
 * in the page lets the browser run this script only, and forbids all requests.
 */
export function htmlPage(data: ReportData | LabelSetReportData, { script, style }: ReportPage): string {
  const code = script.replaceAll(/<\/(script)/gi, "<\\/$1").trim();
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${createHash("sha256").update(code).digest("base64")}'`,
    // Plots set styles of their elements.
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="generator" content="pilesort ${escapeHtml(data.version)}">
<title>${escapeHtml(data.title)}</title>
<style>${style.trim()}</style>
</head>
<body>
<div id="report">
<main>
<h1>${escapeHtml(data.title)}</h1>
<p>${escapeHtml(data.evaluation.verdict)}</p>
<noscript><p>The plots and tables of this report need JavaScript.</p></noscript>
</main>
</div>
<script type="application/json" id="report-data">${inertJson(data)}</script>
<script type="module">${code}</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
