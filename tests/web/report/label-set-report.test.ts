import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { compareLabelSets, evaluateLabelSets } from "../../../src/index.ts";
import { instructiveLabelErrors } from "../../../src/report/build-label-set-report.ts";
import { htmlLabelSetReport } from "../../../src/report/html-report.ts";
import { percent } from "../../../web/shared/numbers.ts";
import { accessibilityFaults, describeInBrowser } from "../../browser/browser.ts";
import { hostileNames, hostileTexts } from "../../report/hostile.ts";
import { labelExplanation, labelSetRows } from "../../report/label-set-rows.ts";
import { isReportBuilt, reportPages } from "./report-pages.ts";

const suite = isReportBuilt ? describeInBrowser : describeInBrowser.skip;

const { truths, answers, baseline, details, thresholds } = labelSetRows(300);
const evaluation = evaluateLabelSets(truths, answers, {
  details,
  thresholds,
  basis: { source: "test rows", notes: [] },
  maxWrongAnswers: Number.POSITIVE_INFINITY,
});
const comparison = compareLabelSets(truths, answers, baseline, { details });

function fullReport(): Promise<string> {
  const explanations = instructiveLabelErrors(evaluation).map((error) => labelExplanation(error.text, error));
  return htmlLabelSetReport(evaluation, { title: "Evaluation of models/topics", explanations, comparison });
}

suite("the page of a report on several labels per text", () => {
  const { open } = reportPages();

  async function openAll(page: Page): Promise<void> {
    await page.evaluate(() => {
      for (const each of document.querySelectorAll("details")) each.open = true;
    });
  }

  it.each([
    [1280, false],
    [1280, true],
    [390, false],
    [390, true],
  ])(
    "at a width of %i (dark: %s) has no faults of accessibility, errors or requests, and fits",
    async (width, isDark) => {
      const { page, problems } = await open(await fullReport(), { width, isDark, isTested: true });
      await openAll(page);
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(problems).toEqual([]);
      const widths = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ]);
      expect(widths[0]).toBe(widths[1]);
      await page.context().close();
    },
  );

  it("shows the figures, the labels, the mistakes and the comparison", async () => {
    const { page, problems } = await open(await fullReport());
    const text = async (id: string) => (await page.locator(id).textContent()) ?? "";
    const { exactMatch, microF1, macroF1, meanAveragePrecision, calibrationError, intervals } = evaluation;
    for (const share of [exactMatch, microF1, macroF1, meanAveragePrecision!, calibrationError!])
      expect(await text("#figures")).toContain(percent(share));
    expect(await text("#figures")).toContain(percent(intervals!.microF1!.upper));
    const verdict = (await text(".verdict")).replaceAll(/\s+/g, " ");
    for (const sentence of evaluation.verdict.slice(0, -1).split(/\. (?=[A-Z])/))
      expect(verdict).toContain(sentence);
    const rows = await page.locator("#labels tbody tr").allTextContents();
    const expected = evaluation.labels.toSorted((a, b) => a.f1! - b.f1!);
    for (const [i, figures] of expected.entries())
      for (const value of [figures.f1, figures.precision, figures.recall, figures.averagePrecision])
        expect(rows[i]).toContain(percent(value!));
    const [mistake] = evaluation.forgotten;
    expect(await page.locator("#mistakes tbody tr").first().textContent()).toContain(
      `${mistake.label}${mistake.with}${mistake.count}${mistake.of}`,
    );
    expect(await text("#baseline")).toContain(comparison.verdict);
    expect(await page.locator("#explained li article").count()).toBe(12);
    expect(await page.locator("#explained mark.for").count()).toBeGreaterThan(5);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("draws every plot with a name for screen readers, and the curve of a label that is chosen", async () => {
    const { page } = await open(await fullReport());
    const names = await page
      .locator("svg[role=img], figure[role=img]")
      .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
    expect(names).toEqual([
      "F1, precision, recall, average precision and threshold of labels.",
      "Precision against recall for all thresholds.",
      "Share of correct answers against their probability.",
      "Number of answers per probability.",
    ]);
    const section = page.locator("#precision-recall");
    const lines = () => section.locator("svg path[stroke-width='2'], svg g[stroke-width='2'] path").count();
    expect(await lines()).toBe(1);
    await section.getByLabel("Label").selectOption({ label: "damage" });
    // The plot is drawn after the choice.
    await expect.poll(lines).toBe(2);
    const damage = evaluation.labels.find(({ label }) => label === "damage")!;
    expect(await section.locator("output").textContent()).toBe(
      `The threshold is 0.400. Precision ${percent(damage.precision!)}, recall ${percent(damage.recall!)}.`,
    );
    await page.context().close();
  });

  it("marks what is forgotten and added, also for screen readers, and finds wrong rows", async () => {
    const { page } = await open(await fullReport());
    const section = page.locator("#wrong");
    const [first] = evaluation.wrongAnswers;
    await section.getByLabel("Search").fill(first.id!);
    const row = section.locator("tbody tr", { hasText: first.text! }).first();
    const marks = await row.locator(".label-mark.forgotten, .label-mark.added").allTextContents();
    expect(marks).toEqual([
      ...first.forgotten.map(({ label }) => `−forgotten: ${label}`),
      ...first.added.map(({ label }) => `+added: ${label}`),
    ]);
    await page.context().close();
  });

  it("shows hostile names and texts as text", async () => {
    const names = hostileNames.filter((name) => name.length < 1000);
    const some = names.map((name, i) => [name, names[(i + 1) % names.length]]);
    const found = evaluateLabelSets(
      some,
      names.map((name, i) => ({ labels: [names[(i + 2) % names.length]], probabilities: { [name]: 0.4 } })),
      { details: names.map((_, i) => ({ id: hostileTexts[i % 9], text: hostileTexts[i % 9] })) },
    );
    const explanations = instructiveLabelErrors(found).map((error) => labelExplanation(error.text, error));
    const html = await htmlLabelSetReport(found, { title: hostileTexts[2], explanations });
    expect(html.match(/<script/g)?.length).toBe(2);
    const { page, problems } = await open(html, { isTested: true });
    await openAll(page);
    expect(await page.title()).toBe(hostileTexts[2]);
    expect(await page.locator("#report img, #report iframe, #report script").count()).toBe(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("of one row, and of 500 labels, can be opened, and is below 5 MB", async () => {
    const tiny = await open(await htmlLabelSetReport(evaluateLabelSets([[]], [{ labels: [] }])));
    expect(await tiny.page.locator("#wrong").textContent()).toContain("There are none.");
    expect(tiny.problems).toEqual([]);
    await tiny.page.context().close();
    const names = Array.from({ length: 500 }, (_, c) => `label ${c} ${"of some length ".repeat(6)}`);
    const large = labelSetRows(200, names);
    const found = evaluateLabelSets(large.truths, large.answers, {
      details: large.details,
      thresholds: large.thresholds,
      resamples: 20,
      maxWrongAnswers: Number.POSITIVE_INFINITY,
    });
    const html = await htmlLabelSetReport(found);
    expect(Buffer.byteLength(html)).toBeLessThan(5e6);
    const { page, problems } = await open(html);
    expect(await page.locator("#labels").textContent()).toContain("500");
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
