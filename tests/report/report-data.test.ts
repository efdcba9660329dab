import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { Evaluator } from "../../src/evaluation/evaluator.ts";
import { compareEvaluations } from "../../src/index.ts";
import { reportData } from "../../src/report/build-report.ts";
import { htmlReport } from "../../src/report/html-report.ts";
import { instructiveErrors } from "../../src/report/instructive-errors.ts";
import { RowSample } from "../../src/report/row-sample.ts";
import { type EvaluationFixture, readFixture } from "../evaluation/rows.ts";

const { rows } = readFixture<EvaluationFixture>("evaluation");
const truths = rows.map(({ truth }) => truth);
const details = rows.map((_, i) => ({ id: `id-${i + 1}`, text: `text ${i + 1}` }));
const evaluation = evaluate(truths, rows, { details, maxWrongAnswers: 1000 });

describe("the data of a report", () => {
  it("has the figures of the evaluation unchanged", () => {
    const { confusion, wrongAnswers, ...figures } = evaluation;
    const data = reportData(evaluation);
    expect(data.evaluation).toEqual(figures);
    const labels = data.confusion.labels;
    expect(
      data.confusion.cells.map(([truth, prediction, count]) => ({
        truth: labels[truth],
        prediction: labels[prediction],
        count,
      })),
    ).toEqual(expect.arrayContaining([...confusion]));
    expect(wrongAnswers.length).toBe(evaluation.wrong);
  });

  it("has every wrong row with id and text, the surest first", () => {
    const { wrongRows, confusion } = reportData(evaluation);
    expect(wrongRows.of).toBe(evaluation.wrong);
    expect(
      wrongRows.rows.map(({ row, id, text, truth, prediction }) => ({
        row,
        id,
        text,
        truth: confusion.labels[truth],
        prediction: confusion.labels[prediction],
      })),
    ).toEqual(
      evaluation.wrongAnswers.map(({ row, truth, prediction }) => ({
        row,
        id: `id-${row}`,
        text: `text ${row}`,
        truth,
        prediction,
      })),
    );
  });

  it("shortens long names and texts and says by how much", () => {
    const [long, longer] = ["n".repeat(5000), "t".repeat(100_000)];
    const data = reportData(
      evaluate([long], [{ prediction: "short" }], { details: [{ text: longer, id: long }] }),
    );
    expect(data.evaluation.classes.map(({ label }) => label?.length)).toEqual([200, 5]);
    expect(data.wrongRows.rows[0]).toMatchObject({ text: "t".repeat(2000), cut: 98_000 });
    expect(data.wrongRows.rows[0].id?.length).toBe(200);
    expect(data.evaluation.verdict.length).toBeLessThanOrEqual(1000);
  });

  it("does not cut a character in half", () => {
    const text = `${"x".repeat(1999)}\u{1f600}`;
    const data = reportData(evaluate(["a"], [{ prediction: "b" }], { details: [{ text }] }));
    expect(data.wrongRows.rows[0]).toMatchObject({ text: "x".repeat(1999), cut: 2 });
  });

  it("shows classes without rows, one row, all right and all wrong", () => {
    const one = reportData(evaluate(["a"], [{ prediction: "a", probabilities: { a: 1, b: 0 } }]));
    expect(one).toMatchObject({
      wrongRows: { rows: [], of: 0 },
      confusion: { labels: ["a"] },
      explained: [],
    });
    const wrong = reportData(evaluate(["a", null], [{ prediction: "b" }, { prediction: "b" }]));
    expect(wrong.confusion.labels.length).toBe(3);
    expect(wrong.wrongRows.of).toBe(2);
  });

  it("rejects options that are not what they should be", () => {
    for (const [options, message] of [
      [{ title: 3 }, "The option title must be a string."],
      [{ made: new Date("never") }, "The option made must be a valid Date."],
      [{ sample: [] }, "The option sample must be a RowSample."],
      [{ explanations: {} }, "The option explanations must be a list of explanations."],
      [null, "The options of a report must be an object."],
    ] as const) {
      expect(() => reportData(evaluation, options as never)).toThrow(message);
    }
  });
});

describe("errors to learn from", () => {
  it("are the surest error of the most confused pairs, then the surest of the others", () => {
    const chosen = instructiveErrors(evaluation, 6);
    expect(chosen.length).toBe(6);
    const pairs = evaluation.mostConfused.slice(0, 3).map(({ truth, prediction }) => [truth, prediction]);
    expect(chosen.slice(0, 3).map(({ truth, prediction }) => [truth, prediction])).toEqual(pairs);
    for (const error of chosen.slice(0, 3)) {
      const [surest] = evaluation.wrongAnswers.filter(
        ({ truth, prediction }) => truth === error.truth && prediction === error.prediction,
      );
      expect(error.row).toBe(surest.row);
    }
    expect(new Set(chosen.map(({ row }) => row)).size).toBe(6);
    expect(chosen.map(({ row }) => row)).toContain(evaluation.wrongAnswers[0].row);
  });

  it("have a text, so there are none without texts", () => {
    expect(instructiveErrors(evaluate(truths, rows))).toEqual([]);
  });
});

describe.skipIf(!existsSync(new URL("../../dist/web/report", import.meta.url)))("a large report", () => {
  it("of 100,000 rows and 3,000 classes, all with a baseline, is below 5 MB", async () => {
    const classes = Array.from(
      { length: 3000 },
      (_, i) => `occupation number ${i} of the national classification`,
    );
    const evaluator = new Evaluator({ classes, resamples: 10, maxWrongAnswers: Number.POSITIVE_INFINITY });
    const sample = new RowSample();
    const all = {
      truths: [] as string[],
      own: [] as { prediction: string }[],
      other: [] as { prediction: string }[],
    };
    for (let i = 0; i < 100_000; i++) {
      const truth = classes[i % 3000];
      // Two of five rows are wrong, each with another pair of classes.
      const prediction = i % 5 < 3 ? truth : classes[(i * 7919 + Math.floor(i / 3000) * 13) % 3000];
      const probability = 0.3 + ((i * 31) % 600) / 1000;
      const answer = { prediction, probability, probabilities: { [prediction]: probability, [truth]: 0.25 } };
      const details = { id: `row-${i}`, text: `Text ${i} of <b>some</b> length. `.repeat(8) };
      evaluator.add(truth, answer, details);
      sample.add(truth, answer, details);
      all.truths.push(truth);
      all.own.push(answer);
      all.other.push({ prediction: truth });
    }
    const options = { resamples: 2, maxChangedRows: Number.POSITIVE_INFINITY };
    const comparison = compareEvaluations(all.truths, all.own, all.other, options);
    const evaluation = evaluator.finish();
    const data = reportData(evaluation, { sample, comparison });
    expect(data.evaluation.classes.length).toBe(3000);
    expect(data.confusion.cells.length).toBe(20_000);
    expect(data.wrongRows.rows.length).toBeLessThan(data.wrongRows.of);
    expect(data.wrongRows.of).toBe(evaluation.wrong);
    const html = await htmlReport(evaluation, { sample, comparison });
    expect(Buffer.byteLength(html)).toBeLessThan(5_000_000);
    expect(Buffer.byteLength(html)).toBeGreaterThan(2_000_000);
  }, 300_000);
});

describe("a tree of classes in a report", () => {
  const cells = [
    ["Food > Milk", "Food > Milk", 6],
    ["Food > Milk", "Food > Bread", 3],
    ["Food > Bread", "Tools > Saw", 5],
    ["Tools > Saw", "Tools > Saw", 4],
  ] as const;
  const answers = cells.flatMap(([truth, prediction, count]) =>
    Array.from({ length: count }, () => ({ truth, prediction })),
  );
  const ofTree = evaluate(
    answers.map(({ truth }) => truth),
    answers,
    { hierarchy: true },
  );

  it("has the nodes with the most errors first, each after the one above it, and what is confused at the top", () => {
    const { tree } = reportData(ofTree);
    expect(tree).toMatchObject({ kind: "hierarchy", leftOut: 0 });
    expect(
      tree!.nodes.map(({ name, parent, rows, correct, inside }) => [name, parent, rows, correct, inside]),
    ).toEqual([
      ["Food", undefined, 14, 6, 9],
      ["Food > Bread", 0, 5, 0, 0],
      ["Food > Milk", 0, 9, 6, 6],
      ["Tools", undefined, 4, 4, 4],
      ["Tools > Saw", 3, 4, 4, 4],
    ]);
    const { labels, cells: top } = tree!.top;
    expect(top.map(([truth, prediction, rows]) => [labels[truth], labels[prediction], rows])).toContainEqual([
      "Food",
      "Tools",
      5,
    ]);
  });

  it("is made of groups for a flat task, and absent without groups or with a single one", () => {
    const flat = { ...ofTree, hierarchy: undefined };
    expect(reportData(flat).tree).toBeUndefined();
    expect(
      reportData(flat, { groups: [{ name: "all", classes: cells.map(([truth]) => truth) }] }).tree,
    ).toBeUndefined();
    const groups = [
      { name: "milk", classes: ["Food > Milk"] },
      { name: "rest", classes: ["Food > Bread", "Tools > Saw"] },
    ];
    const { tree } = reportData(flat, { groups });
    expect(tree).toMatchObject({ kind: "groups" });
    expect(
      tree!.nodes.filter(({ parent }) => parent === undefined).map(({ name, rows }) => [name, rows]),
    ).toEqual([
      ["rest", 9],
      ["milk", 9],
    ]);
  });

  it("of 2,942 classes stays small", () => {
    const names = Array.from(
      { length: 2942 },
      (_, i) => `Level ${i % 9} > Part ${i % 127} > Occupation number ${i}`,
    );
    const truths = Array.from({ length: 6000 }, (_, i) => names[(7 * i) % names.length]);
    const many = evaluate(
      truths,
      truths.map((truth, i) => ({ prediction: i % 3 === 0 ? names[i % names.length] : truth })),
      { hierarchy: true },
    );
    const { tree } = reportData(many);
    expect(tree!.leftOut).toBe(0);
    expect(tree!.nodes.filter(({ parent }) => parent === undefined)).toHaveLength(9);
    expect(JSON.stringify(tree).length).toBeLessThan(600_000);
  });
});

describe("what to fix first", () => {
  it("lists pairs before single classes, by the errors among their classes, with the measured share", () => {
    const truths = ["a", "a", "a", "b", "b", "c", "c", "c"];
    const predictions = ["b", "a", "b", "b", "a", "c", "a", "c"].map((prediction) => ({ prediction }));
    const shared = { message: "It overlaps.", fix: 'Drop "x".' };
    const { advice } = reportData(evaluate(truths, predictions), {
      problems: [
        { kind: "thin", classes: ["a"], ...shared },
        { kind: "overlap", classes: ["a", "c"], estimate: 0.2, ...shared },
        { kind: "overlap", classes: ["a", "b"], estimate: 0.1, ...shared },
        { kind: "swallowing", classes: ["b"], estimate: 2, ...shared },
      ],
    });
    expect(advice!.of).toBe(4);
    expect(
      advice!.problems.map(({ kind, classes, errors, estimate, measured }) => ({
        kind,
        classes,
        errors,
        estimate,
        measured,
      })),
    ).toEqual([
      { kind: "overlap", classes: ["a", "b"], errors: 3, estimate: 0.1, measured: 3 / 5 },
      { kind: "overlap", classes: ["a", "c"], errors: 1, estimate: 0.2, measured: 1 / 6 },
      { kind: "thin", classes: ["a"], errors: 4, estimate: undefined, measured: undefined },
      { kind: "swallowing", classes: ["b"], errors: 2, estimate: undefined, measured: undefined },
    ]);
    expect(reportData(evaluate(truths, predictions)).advice).toBeUndefined();
  });

  it("counts problems without an error instead of listing them, and of descriptions lists all in their order", () => {
    const shared = { message: "It overlaps.", fix: 'Drop "x".' };
    const problems = [
      { kind: "overlap", classes: ["b", "c"], estimate: 0.2, ...shared },
      { kind: "overlap", classes: ["a", "b"], estimate: 0.1, ...shared },
    ] as const;
    const truths = ["a", "b", "c"];
    const predictions = ["b", "b", "c"].map((prediction) => ({ prediction }));
    const onRows = reportData(evaluate(truths, predictions), { problems }).advice!;
    expect(onRows).toMatchObject({ of: 1, withoutErrors: 1, problems: [{ classes: ["a", "b"], errors: 1 }] });
    const basis = { source: "descriptions", isEstimate: true, notes: [] } as const;
    const onParts = reportData(evaluate(truths, predictions, { basis }), { problems }).advice!;
    expect(onParts.problems.map(({ classes }) => classes)).toEqual([
      ["b", "c"],
      ["a", "b"],
    ]);
    expect(onParts.problems.every((each) => !("errors" in each) && !("measured" in each))).toBe(true);
  });
});
