import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { evaluate } from "../../../src/evaluation/evaluate.ts";
import type { Explanation } from "../../../src/index.ts";
import { compareEvaluations } from "../../../src/index.ts";
import { htmlReport } from "../../../src/report/html-report.ts";
import { RowSample } from "../../../src/report/row-sample.ts";
import { percent } from "../../../web/shared/numbers.ts";
import { accessibilityFaults, describeInBrowser } from "../../browser/browser.ts";
import { type EvaluationFixture, readFixture } from "../../evaluation/rows.ts";
import { hostileNames, hostileTexts } from "../../report/hostile.ts";
import { isReportBuilt, reportPages } from "./report-pages.ts";

const suite = isReportBuilt ? describeInBrowser : describeInBrowser.skip;

suite("the page of a report", () => {
  const { open } = reportPages();

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

  it("shows the figures of the evaluation", async () => {
    const { page, problems } = await open(await fullReport());
    const { accuracy, macroF1, expectedCalibrationError, logLoss, intervals } = evaluation;
    const figures = await page.locator("#figures").textContent();
    for (const share of [accuracy, macroF1, expectedCalibrationError!])
      expect(figures).toContain(percent(share));
    expect(figures).toContain(logLoss!.toFixed(3));
    expect(figures).toContain(
      `${(100 * intervals!.accuracy!.lower).toFixed(1)} to ${percent(intervals!.accuracy!.upper)}`,
    );
    const verdict = ((await page.locator(".verdict").textContent()) ?? "").replaceAll(/\s+/g, " ");
    for (const sentence of evaluation.verdict.slice(0, -1).split(". ")) expect(verdict).toContain(sentence);
    const classes = await page.locator("#classes tbody tr").allTextContents();
    const lines = evaluation.classes
      .toSorted((a, b) => a.f1 - b.f1)
      .map(({ f1, precision, recall, support }) => [
        percent(f1),
        percent(precision),
        percent(recall),
        String(support),
      ]);
    expect(classes.length).toBe(lines.length);
    for (const [i, line] of lines.entries()) for (const cell of line) expect(classes[i]).toContain(cell);
    expect(await page.locator("#baseline").textContent()).toContain(comparison.verdict);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("draws every plot with a name for screen readers", async () => {
    const { page } = await open(await fullReport());
    const names = await page
      .locator("svg[role=img], figure[role=img]")
      .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
    expect(names).toEqual([
      "Precision of the answers against the share of texts that are answered.",
      "Share of correct answers against their probability.",
      "Number of answers per probability.",
      "F1, precision and recall of classes.",
      "Part of the confusion matrix, with the number of rows per true and predicted class.",
      "Map of texts, colored by their true class; crosses are errors.",
    ]);
    expect(await page.locator("#map svg circle, #map svg path").count()).toBeGreaterThan(100);
    await page.context().close();
  });

  it("finds wrong rows by id and text, turns pages, and sorts by a column", async () => {
    const { page } = await open(await fullReport());
    const section = page.locator("#wrong");
    const rows = section.locator("tbody tr");
    expect(await rows.count()).toBe(Math.min(25, evaluation.wrong));
    const [, second] = evaluation.wrongAnswers;
    await section.getByLabel("Search").fill(second.id!);
    expect((await rows.allTextContents()).some((text) => text.includes(second.text!))).toBe(true);
    expect(await rows.count()).toBeLessThan(25);
    await section.getByLabel("Search").fill("");
    await section.getByRole("button", { name: "Next" }).click();
    expect(await section.getByText(/Page 2 of/).count()).toBe(1);
    await section.getByRole("button", { name: "row" }).click();
    const numbers = (await rows.locator("td:first-child").allTextContents()).map(Number);
    expect(numbers[0]).toBe(Math.max(...evaluation.wrongAnswers.map(({ row }) => row)));
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    await page.context().close();
  });

  it("says what a precision costs for the dial", async () => {
    const { page } = await open(await fullReport());
    const point = evaluation.coverage.findLast(({ accuracy }) => accuracy >= 0.8)!;
    await page.getByLabel("Wanted precision").fill("80");
    expect(await page.locator("#coverage output").textContent()).toContain(
      `${percent(point.coverage)} get an answer`,
    );
    await page.context().close();
  });

  it("moves through a large confusion matrix with the keyboard, and zooms into groups", async () => {
    const { page, problems } = await open(await manyClasses(150));
    const status = page.locator("#confusion .matrix-detail [role=status]");
    const groups = page.locator("#confusion .blocks button");
    expect(await groups.count()).toBe(8);
    await groups.nth(1).click();
    expect(await groups.nth(1).getAttribute("aria-pressed")).toBe("true");
    const before = await status.textContent();
    await page.locator(".overview").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
    expect(await status.textContent()).not.toBe(before);
    expect(await status.textContent()).toMatch(/ 150 of 150: /);
    const box = (await page.locator(".overview svg").boundingBox())!;
    await page.locator(".overview svg").click({ position: { x: box.width - 8, y: box.height / 2 } });
    expect(await status.textContent()).toMatch(
      /^True classes .* against predicted classes 135 to 150 of 150: /,
    );
    await page.getByLabel("Go to class").fill("class 77");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.locator("#confusion .matrix-detail svg").textContent())
      .toContain("class 77");
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("shows hostile names and texts as text", async () => {
    const { page, problems } = await open(await hostileReport());
    await openAll(page);
    expect(problems).toEqual([]);
    expect(await page.title()).toBe("</title><script>alert(1)</script>");
    const text = await page.locator("#wrong").textContent();
    for (const shown of [
      hostileTexts[0],
      hostileTexts[1],
      hostileTexts[2],
      "\u241b[31mred",
      "more characters",
    ])
      expect(text).toContain(shown);
    expect(await page.locator("#report script, #report img, #report iframe").count()).toBe(0);
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(widths[0]).toBe(widths[1]);
    await page.context().close();
  });

  it("shows an evaluation of one row without probabilities", async () => {
    const { page, problems } = await open(await htmlReport(evaluate(["a"], [{ prediction: "a" }])));
    expect(await page.locator("main section h2").allTextContents()).toEqual([
      "Key figures",
      "Classes",
      "Which classes are confused?",
      "Wrong answers",
      "How this was measured",
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("shows the accuracy per level of a tree of classes", async () => {
    const paths = ["Food > Dairy", "Food > Bread", "Toys"];
    const answers = ["Food > Bread", "Food > Bread", "Toys"].map((prediction) => ({
      prediction,
      probabilities: { ...Object.fromEntries(paths.map((path) => [path, 0.1])), [prediction]: 0.8 },
    }));
    const html = await htmlReport(evaluate(paths, answers, { classes: paths, hierarchy: true }));
    const { page, problems } = await open(html, { isTested: true });
    const levels = page.locator("#levels tbody").first().locator("tr");
    expect(await levels.locator("td:nth-child(2)").allTextContents()).toEqual(["100.0 %", "66.7 %"]);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it("keeps the columns of a small matrix apart on a phone, and scrolls the matrix", async () => {
    const { page, problems } = await open(await manyClasses(20), { width: 390, isTested: true });
    const matrix = page.getByRole("region", { name: "Confusion matrix" });
    const lefts = await matrix
      .locator("svg g rect[width]")
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left));
    const columns = [...new Set(lefts.map(Math.round))].sort((a, b) => a - b);
    const steps = columns.slice(1).map((left, i) => left - columns[i]);
    expect(columns.length).toBeGreaterThan(10);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(20);
    expect(await matrix.evaluate((each) => each.scrollWidth > each.clientWidth)).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  it.each([
    ["count", "4 rows, 2 of them out of scope"],
    ["separate", "2 rows, 2 more out of scope"],
  ] as const)("says whether rows out of scope are counted: %s", async (outOfScope, said) => {
    const answers = ["a", "b", "a", null].map((prediction) => ({ prediction, noneProbability: 0.2 }));
    const found = evaluate(["a", "b", null, null], answers, { outOfScope, resamples: 0 });
    const { page } = await open(await htmlReport(found));
    expect(await page.locator(".verdict").textContent()).toContain(said);
    await page.context().close();
  });

  it("is printed in light colors, without its controls, and fits on paper", async () => {
    const { page } = await open(await fullReport(), { isDark: true, width: 720 });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(28, 27, 25)");
    expect(await page.locator(".contents").isVisible()).toBe(false);
    expect(await page.getByLabel("Search").first().isVisible()).toBe(false);
    const widths = () =>
      page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    await expect.poll(widths).toEqual([720, 720]);
    await page.context().close();
  });
});

const { rows } = readFixture<EvaluationFixture>("evaluation");
const truths = rows.map(({ truth }, i) => (i % 40 === 7 ? null : truth));
const predictions = rows.map((row, i) => ({ ...row, noneProbability: (i % 40 === 7 ? 60 : i % 50) / 100 }));
const details = rows.map((_, i) => ({
  id: `id-${i + 1}`,
  text: `The text of the customer with number ${i + 1}`,
}));
const options = { details, resamples: 50, maxWrongAnswers: 1000, outOfScope: "separate" } as const;
const evaluation = evaluate(truths, predictions, options);
const comparison = compareEvaluations(
  truths,
  predictions,
  predictions.map(({ probabilities }, i) => ({
    prediction: Object.keys(probabilities)[i % 3],
    probabilities,
  })),
  { details, resamples: 50, outOfScope: "separate" },
);

async function fullReport(): Promise<string> {
  const sample = new RowSample();
  for (const [i, truth] of truths.entries()) sample.add(truth, predictions[i], details[i]);
  const explanations = evaluation.wrongAnswers
    .slice(0, 2)
    .map(({ text, prediction }) => explanationOf(text!, prediction!));
  return htmlReport(evaluation, {
    title: "Evaluation of models/mail",
    sample,
    comparison,
    explanations,
    made: new Date(0),
  });
}

function explanationOf(text: string, label: string): Explanation {
  const removal = {
    part: "customer",
    remaining: "",
    probability: 0.4,
    change: -0.2,
    oddsChange: -1,
    noneProbability: 0,
    prediction: "b",
  };
  const start = text.indexOf("customer");
  return {
    text,
    explained: { label, probability: 0.6 },
    words: [{ ...removal, places: [{ start, end: start + 8 }] }],
    nearest: [{ label: "b", text: "A similar text", origin: "real", similarity: 0.87 }],
    runnerUp: { label: "b", probability: 0.3, wordsAgainst: [], wordsFor: [] },
    changedBy: { words: ["customer"], remaining: "", prediction: "b", probability: 0.5 },
  } as unknown as Explanation;
}

/** A report of this number of classes, of which five neighbors at a time are confused. */
async function manyClasses(classes: number): Promise<string> {
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const all = Array.from({ length: classes * 20 }, (_, i) => {
    const truth = i % classes;
    const isWrong = (i * 7919) % 10 < 3;
    return { truth: names[truth], prediction: names[isWrong ? truth - (truth % 5) + ((i >> 3) % 5) : truth] };
  });
  return htmlReport(
    evaluate(
      all.map(({ truth }) => truth),
      all,
      { resamples: 0, maxWrongAnswers: 1e9 },
    ),
  );
}

async function hostileReport(): Promise<string> {
  const sample = new RowSample();
  const answers = hostileNames.map((_, i) => {
    const prediction = hostileNames[(i + 1) % hostileNames.length];
    return {
      prediction,
      probability: 0.6,
      probabilities: Object.fromEntries([
        [prediction, 0.6],
        [hostileNames[i], 0.4],
      ]),
    };
  });
  const all = hostileNames.map((_, i) => ({
    id: hostileTexts[i % hostileTexts.length],
    text: hostileTexts[i % hostileTexts.length],
  }));
  for (const [i, name] of hostileNames.entries()) sample.add(name, answers[i], all[i]);
  const hostile = evaluate(hostileNames, answers, { details: all, resamples: 20 });
  const compared = compareEvaluations(
    hostileNames,
    answers,
    hostileNames.map((prediction) => ({ prediction })),
    { details: all, resamples: 20 },
  );
  return htmlReport(hostile, { title: "</title><script>alert(1)</script>", sample, comparison: compared });
}

async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const each of document.querySelectorAll("details")) each.open = true;
  });
}
