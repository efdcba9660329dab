import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { reportData } from "../../src/report/build-report.ts";
import { htmlPage } from "../../src/report/html-page.ts";
import { readReportPage } from "../../src/report/html-report.ts";
import { inertJson, withinBytes } from "../../src/report/inert-json.ts";
import { hostileNames, hostileTexts } from "./hostile.ts";

const page = { script: 'const closing = "</script>";', style: "body { margin: 0 }" };

describe("the page of a report", () => {
  it("holds hostile names and texts as inert JSON only", () => {
    const truths = hostileNames;
    const predictions = hostileNames.map((_, i) => ({
      prediction: hostileNames[(i + 1) % hostileNames.length],
      probability: 0.5,
    }));
    const details = hostileNames.map((_, i) => ({
      id: hostileTexts[i % hostileTexts.length],
      text: hostileTexts[i % hostileTexts.length],
    }));
    const evaluation = evaluate(truths, predictions, { details });
    const data = reportData(evaluation, { title: "<img src=x onerror=alert(1)>" });
    const html = htmlPage(data, page);
    expect(html.match(/<script/g)?.length).toBe(2);
    expect(html.match(/<\/script/g)?.length).toBe(2);
    expect(html).not.toMatch(/<(img|iframe|svg|!--)/);
    const [, json] = /id="report-data">(.*?)<\/script>/s.exec(html)!;
    expect(JSON.parse(json)).toEqual(JSON.parse(inertJson(data)));
    expect(html).toContain("&#60;img src=x");
  });

  it("allows its own script only, by hash, and no requests", () => {
    const html = htmlPage(reportData(evaluate(["a"], [{ prediction: "a" }])), page);
    const [, policy] = /Content-Security-Policy" content="([^"]+)"/.exec(html)!;
    const [, code] = /<script type="module">(.*?)<\/script>/s.exec(html)!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`'sha256-${createHash("sha256").update(code).digest("base64")}'`);
    expect(code).toBe('const closing = "<\\/script>";');
  });

  it("is the same for the same evaluation", () => {
    const make = () =>
      htmlPage(reportData(evaluate(["a", "b"], [{ prediction: "a" }, { prediction: "a" }])), page);
    expect(make()).toBe(make());
  });

  it("that is not built is an error that says how to build it", async () => {
    await expect(readReportPage(new URL("nowhere/", import.meta.url))).rejects.toThrow(
      'The page of the report is not built; run "npm run build" in the folder of pilesort.',
    );
  });
});

describe("inert JSON", () => {
  it("rounds numbers that are not whole, and has no angle bracket", () => {
    const text = inertJson({ share: 0.123456789, rows: 123456789, name: "</script><!--" });
    expect(text).not.toContain("<");
    expect(JSON.parse(text)).toEqual({ share: 0.12346, rows: 123456789, name: "</script><!--" });
  });

  it("is cut by bytes, not by characters", () => {
    expect(withinBytes(["aa", "éé", "<<"], 5)).toEqual(["aa"]);
    expect(withinBytes(["aa", "éé", "<<"], 12)).toEqual(["aa", "éé"]);
    expect(withinBytes(["aa", "éé", "<<"], 27)).toEqual(["aa", "éé", "<<"]);
  });
});
