import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { showDiagnosis } from "../../src/cli/show-diagnosis.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder } from "./processes.ts";

it("a diagnosis shows each problem with its fix and place", () => {
  const shown = showDiagnosis({
    classes: 2,
    examples: 3,
    testExamples: 0,
    groups: [{ name: "card, pin", classes: ["card_pin", "lost_card", "pin\u001b[2J", "new_card"] }],
    problems: [
      {
        kind: "duplicate",
        classes: ["a"],
        message: "1 row is repeated.",
        fix: "Remove it.",
        rows: 1,
        place: { source: "d.csv", line: 4 },
      },
      {
        kind: "overlap",
        classes: ["a", "b\u001b"],
        message: "They overlap.",
        fix: 'Drop "x".',
        estimate: 0.1,
      },
    ],
  });
  expect(shown.split("\n")).toEqual([
    "2 classes, 3 examples: 2 problems.",
    "",
    "Descriptions that overlap, the closest first:",
    "- They overlap.",
    '  Drop "x".',
    "",
    "Repeated rows:",
    "- d.csv, line 4: 1 row is repeated.",
    "  Remove it.",
    "",
    "Groups of similar classes, the largest first:",
    "- card, pin (4): card_pin; lost_card; pin\\u001b[2J; ...",
  ]);
});

it("a diagnosis without problems says so", () => {
  expect(showDiagnosis({ classes: 2, examples: 0, testExamples: 0, groups: [], problems: [] })).toBe(
    "2 classes: no problem found.",
  );
});

it("doctor checks classes, data and test data, and says what it needs", async () => {
  const folder = emptyFolder();
  const [classes, data, test] = ["classes.yaml", "data.csv", "test.csv"].map((name) => join(folder, name));
  writeFileSync(
    classes,
    "refund: Money back.\ndelivery: A parcel is late, lost, or went to the wrong address.\n",
  );
  writeFileSync(data, "text,label\nwhere is it,delivery\nwhere is it,refund\n");
  writeFileSync(test, "text,label\nWhere is it?,delivery\n");
  const context = testContext();
  expect(
    await runProgram(["doctor", "--classes", classes, "--data", data, "--test", test], version, context),
  ).toBe(0);
  const { stdout } = context.written;
  expect(stdout).toContain("has only 2 words");
  expect(stdout).toContain("data.csv, line 2: 3 rows with texts that have several labels");
  expect(stdout).toContain(
    "test.csv, line 2: 1 row of the test data also in the training data (1 equal, 0 nearly equal)",
  );
  const empty = testContext();
  expect(await runProgram(["doctor"], version, empty)).toBe(2);
  expect(empty.written.stderr).toContain("--classes FILE");
}, 60_000);
