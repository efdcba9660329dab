import { describe, expect, it } from "vitest";
import { type CheckLabelsOptions, checkLabels } from "../../../src/task/labels/check-labels.ts";
import { mistakeIn } from "../sources.ts";

interface Row {
  readonly label?: string | null;
}

const rowsOf = (...labels: (string | null | undefined)[]): Row[] => labels.map((label) => ({ label }));
const classes = ["refund", "praise"];

function labelsOf(
  labels: (string | null | undefined)[],
  options: Partial<CheckLabelsOptions<Row>> = {},
): string[] {
  return checkLabels(rowsOf(...labels), { classes, ...options }).rows.map(({ label }) => label);
}

function messageFor(labels: string[], options: Partial<CheckLabelsOptions<Row>> = {}): Promise<string> {
  return mistakeIn(() => checkLabels(rowsOf(...labels), { classes, ...options }));
}

describe("a label that is nearly the name of a class is rejected", () => {
  it.each<[string, string, string]>([
    ["Refund", "refund", " (only upper and lower case differ)"],
    ["refund\u200b", "refund", " (only invisible characters differ)"],
    ["re-fund", "re fund", " (only the spelling differs)"],
    ["cafe\u0301", "café", " (only the Unicode composition of its letters differs)"],
    ["refnud", "refund", ""],
    ["1.0", "1", " (only the spelling differs)"],
  ])("%j if %j is a class", async (label, name, difference) => {
    const message = await messageFor([name, label, label], { classes: [name, "praise"] });
    const map = JSON.stringify({ [label.normalize("NFC").replace("\u200b", "")]: name });
    const shown = JSON.stringify(label).replace("\u200b", "\\u200b");
    expect(message).toBe(
      `the label ${shown} (2 rows) is nearly the name of the class "${name}"${difference}; map it to that class ` +
        `with the option labelMap (${map}), or accept it as a class of its own with the option acceptNewLabels.`,
    );
  });

  it("with its place, the names of the flags, and other rejected labels", async () => {
    const message = await messageFor(["refund", "Praise", "PRAISE", "7"], {
      placeOf: ({ label }) => ({ source: `${label}.csv`, line: 3 }),
      naming: (option) => `--${option}`,
      mappingText: (label, name) => `--map ${label}=${name}`,
    });
    expect(message).toMatch(
      /^Praise\.csv, line 3: the label "Praise" \(1 row\) .*--map Praise=praise, .*--acceptNewLabels\./,
    );
    expect(message).toMatch(/ Rejected as well: "PRAISE" \(nearest class: "praise"\), "7" \(a number\)\.$/);
  });

  it("but not if it is accepted, alone or with all others", () => {
    expect(labelsOf(["refund", "refunds"], { acceptNewLabels: true })).toEqual(["refund", "refunds"]);
    expect(labelsOf(["refund", "refunds"], { labelMap: { refunds: "refunds" } })).toEqual([
      "refund",
      "refunds",
    ]);
  });

  it("but not if it is mapped", () => {
    const labelMap = { Refund: "refund", "0": "praise" };
    expect(labelsOf(["Refund", "0", "Refund\u200b "], { labelMap })).toEqual(["refund", "praise", "refund"]);
  });

  it("also if labelMap maps to it", async () => {
    expect(await messageFor(["0"], { labelMap: { "0": "Refund" } })).toMatch(
      /^the label "0" \(1 row\) is mapped to "Refund", which is nearly the name of the class "refund"/,
    );
    expect(labelsOf(["0"], { labelMap: { "0": "shipping" } })).toEqual(["shipping"]);
  });

  it.each([[["refund", "refunds"]], [["class 1", "class 2"]], [["north", "south"]], [["Refund", "refund"]]])(
    "never if it is exactly one: %j",
    (names) => {
      expect(labelsOf(names, { classes: names })).toEqual(names);
    },
  );
});

describe("numbers", () => {
  it.each(["0", "1", "2.0", "-1"])("are rejected if classes have names: %j", async (label) => {
    expect(await messageFor([label])).toBe(
      `the label "${label}" (1 row) is a number, and the classes have names ("refund", "praise"); map each number to ` +
        "the name of its class with the option labelMap, or accept numbers as classes of their own with the option acceptNewLabels.",
    );
  });

  it("are accepted if no classes are known or a class is a number", () => {
    expect(labelsOf(["0", "1"], { classes: [] })).toEqual(["0", "1"]);
    expect(labelsOf(["0", "1", "2"], { classes: ["0", "1"] })).toEqual(["0", "1", "2"]);
  });
});

describe("a missing value", () => {
  it.each(["", " ", "\u200b", "nan", "NaN", "None", "NULL", "N/A", "null", "<NA>", null, undefined])(
    "is not a label: %j",
    (label) => {
      const checked = checkLabels(rowsOf("refund", label), { classes });
      expect(checked.rows).toEqual([{ label: "refund" }]);
      expect(checked.unlabeled).toBe(1);
      expect(checked.notices).toEqual([
        expect.stringMatching(/^1 row without a label was left out \(the label is (empty|".*")\)\.$/),
      ]);
    },
  );

  it("is a label if a class has this name", () => {
    expect(labelsOf(["None", "null"], { classes: ["None", "null"] })).toEqual(["None", "null"]);
  });

  it("may be mapped to a class, and a label to a missing value", () => {
    expect(labelsOf(["nan", "spam", "refund"], { labelMap: { nan: "praise", spam: "" } })).toEqual([
      "praise",
      "refund",
    ]);
  });

  it("is an error if all labels are missing", async () => {
    expect(await messageFor(["nan", ""])).toMatch(
      /^none of the 2 rows has a label \(the label is "nan", empty\); /,
    );
  });
});

describe("new classes", () => {
  it("are announced with their numbers of rows", () => {
    const checked = checkLabels(rowsOf("billing", "refund", "billing", "shipping"), { classes });
    expect(checked.newClasses).toEqual([
      { name: "billing", rows: 2 },
      { name: "shipping", rows: 1 },
    ]);
    expect(checked.notices).toEqual(['The data adds 2 new classes: "billing" (2 rows), "shipping" (1 row).']);
  });

  it("with nearly the same name give a warning", () => {
    const { rows, warnings } = checkLabels(rowsOf("refund", "Refund", "refund", "refnud", "praise"), {
      classes: [],
    });
    expect(rows.length).toBe(5);
    expect(warnings).toEqual([
      'The labels "refund" (2 rows), "Refund" (1 row) and "refnud" (1 row) are nearly the same; if they are one class, ' +
        "map them to one name with the option labelMap.",
    ]);
  });

  it("give no warning if they are accepted", () => {
    expect(checkLabels(rowsOf("a b", "a_b"), { classes: [], acceptNewLabels: true }).warnings).toEqual([]);
  });
});

it("an entry of labelMap that no row has gives a warning", () => {
  const { warnings } = checkLabels(rowsOf("refund"), { classes, labelMap: { Refnd: "refund" } });
  expect(warnings).toEqual(['No row has a label that the option labelMap maps: "Refnd".']);
});

it("labels may have the names of object members", () => {
  const names = ["__proto__", "constructor", "toString"];
  expect(labelsOf(names, { classes: [] })).toEqual(names);
});
