import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { runProgram } from "../../src/cli/run-program.ts";
import type { ReportData } from "../../src/report/index.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder, root } from "./processes.ts";

async function run(words: readonly string[]) {
  const context = testContext();
  const status = await runProgram(words, version, context);
  return { status, ...context.written };
}

function dataOf(file: string): ReportData {
  const [, json] = /id="report-data">(.*?)<\/script>/s.exec(readFileSync(file, "utf8"))!;
  return JSON.parse(json);
}

const rows = [
  { id: "1", text: "I was charged twice.", label: "refund" },
  { id: "2", text: "My parcel is lost, I want my money back.", label: "delivery" },
  { id: "3", text: "You are great!", label: "praise" },
  { id: "4", text: "Are you hiring?", label: null },
];

describe.skipIf(!existsSync(join(root, "dist/web/report")))("evaluate --html", () => {
  it("writes a report of predictions with a baseline", async () => {
    const folder = emptyFolder();
    const [own, other, html] = ["own.csv", "other.csv", "report.html"].map((name) => join(folder, name));
    writeFileSync(own, "id,text,label,prediction,probability\n7,one,a,b,0.9\n8,two,b,b,0.8\n");
    writeFileSync(other, "id,prediction\n7,a\n8,a\n");
    const { status, stderr } = await run([
      "evaluate",
      "--predictions",
      own,
      "--baseline",
      other,
      "--html",
      html,
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: `Wrote the report to ${html}.\n` });
    const data = dataOf(html);
    expect(data).toMatchObject({
      title: `Evaluation of ${own}`,
      evaluation: { accuracy: 0.5, basis: { source: "predictions" } },
      wrongRows: { of: 1, rows: [{ row: 1, id: "7", text: "one", probability: 0.9 }] },
      comparison: { changed: 2 },
      explained: [],
    });
    expect(data.map).toBeUndefined();
  });

  it("writes a report of a model on test rows with explained errors and a map, and of a cross-validation", async () => {
    const folder = emptyFolder();
    const [model, file, html] = ["model", "rows.jsonl", "report.html"].map((name) => join(folder, name));
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const classifier = new Classifier();
    classifier.addDataToClass("refund", ["Give me my money", "I want a refund now", "You charged me twice"]);
    classifier.addDataToClass("delivery", ["My parcel is lost.", "Where is my order", "It never came"]);
    classifier.addDataToClass("praise", ["Thank you so much", "Great shop", "I love it"]);
    await classifier.train({ tune: false });
    await classifier.save(model);
    await classifier.dispose();

    const tested = await run(["evaluate", "--load", model, "--data", file, "--html", html, "--json"]);
    expect(tested.status).toBe(0);
    const { evaluation, map, explained, wrongRows } = dataOf(html);
    const { accuracy, rows: count, wrong } = JSON.parse(tested.stdout);
    expect(evaluation).toMatchObject({
      accuracy: Number(accuracy.toPrecision(5)),
      rows: count,
      outOfScope: { rows: 1 },
    });
    expect(map?.points.length).toBe(4);
    expect(wrongRows.of).toBe(wrong);
    expect(explained.map(({ row }) => row).sort()).toEqual(wrongRows.rows.map(({ row }) => row).sort());
    for (const { words, nearest } of explained) {
      expect(words.length).toBeGreaterThan(0);
      expect(nearest.length).toBe(3);
    }

    const crossValidated = await run(["evaluate", "--load", model, "--html", html]);
    expect(crossValidated.status).toBe(0);
    expect(dataOf(html)).toMatchObject({ evaluation: { rows: 9, basis: { folds: 4 } }, explained: [] });
  }, 300_000);

  it("that cannot be written ends before the evaluation, and a failed evaluation leaves an older report", async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, "report.html"));
    const own = join(folder, "own.csv");
    writeFileSync(own, "label,prediction\na,b\n");
    const blocked = await run(["evaluate", "--predictions", own, "--html", join(folder, "report.html")]);
    expect(blocked).toMatchObject({ status: 2, stdout: "" });
    expect(blocked.stderr).toContain("is a folder; name a file in it.");
    const older = join(folder, "older.html");
    writeFileSync(older, "older");
    const failed = await run(["evaluate", "--predictions", join(folder, "none.csv"), "--html", older]);
    expect(failed.status).toBe(2);
    expect(readFileSync(older, "utf8")).toBe("older");
  });
});
