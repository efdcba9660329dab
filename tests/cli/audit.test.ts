import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../src/cli/run-program.ts";
import { version } from "../../src/version.ts";
import { testContext } from "./contexts.ts";
import { emptyFolder } from "./processes.ts";

const topics = {
  delivery: [
    "The parcel is late again",
    "My package never arrived",
    "The courier lost my box",
    "Delivered to the wrong address",
    "When does my order arrive",
    "Tracking shows nothing new",
    "The shipment is stuck in customs",
    "My letter has not come yet",
  ],
  refund: [
    "I want my money back",
    "Please refund the payment",
    "I was charged twice",
    "The amount was debited wrongly",
    "Cancel it and return my money",
    "My card was billed for nothing",
    "Where is the refund you promised",
    "I dispute this charge",
  ],
};
const rows = Object.entries(topics).flatMap(([label, texts]) => texts.map((text) => ({ text, label })));
const wrong = 2;

function prepared() {
  const folder = emptyFolder();
  const data = join(folder, "rows.csv");
  const all = rows.map((row, i) => (i === wrong ? { ...row, label: "refund" } : row));
  all.push({ ...rows[9] });
  writeFileSync(data, `text,label\n${all.map(({ text, label }) => `${text},${label}`).join("\n")}\n`);
  return { folder, data };
}

async function run(...words: string[]) {
  const context = testContext();
  const status = await runProgram(words, version, context);
  return { status, ...context.written };
}

describe("audit", () => {
  it("lists findings, writes them to a file, and applies those that a person accepts", async () => {
    const { folder, data } = prepared();
    const [findings, corrected] = [join(folder, "findings.csv"), join(folder, "corrected.csv")];
    const found = await run("audit", "--data", data, "--output", findings);
    expect(found.status).toBe(0);
    expect(found.stdout).toContain("1 label is probably wrong");
    expect(found.stdout).toContain("1 row is repeated");
    expect(found.stdout).toContain("The courier lost my box");
    expect(found.stderr).toContain("--apply");
    const lines = readFileSync(findings, "utf8").trim().split("\n");
    expect(lines[0]).toBe("accept,kind,action,label,proposal,probability,text,source,line,reason");
    expect(lines).toHaveLength(3);
    writeFileSync(findings, lines.map((line, i) => (i === 0 ? line : `yes${line}`)).join("\n"));
    const applied = await run("audit", "--data", data, "--apply", findings, "--output", corrected);
    expect(applied.stdout).toContain("1 label changed, 1 row removed");
    expect(readFileSync(corrected, "utf8")).toBe(
      `text,label\n${rows.map(({ text, label }) => `${text},${label}\n`).join("")}`,
    );
  }, 120_000);

  it("accepts proposals from a probability on, and nothing by itself", async () => {
    const { folder, data } = prepared();
    const findings = join(folder, "findings.csv");
    await run("audit", "--data", data, "--output", findings, "--accept-from", "0.5");
    expect(readFileSync(findings, "utf8").match(/^yes,/gm)).toHaveLength(1);
  }, 120_000);

  it("says what --apply needs", async () => {
    const { folder, data } = prepared();
    const [target, findings] = ["c.csv", "f.csv"].map((name) => join(folder, name));
    expect((await run("audit", "--data", data, "--apply", "f.csv")).stderr).toContain("needs --output FILE");
    const several = await run("audit", "--data", data, data, "--apply", "f.csv", "--output", target);
    expect(several.stderr).toContain("one data file at a time");
    const notFindings = await run("audit", "--data", data, "--apply", data, "--output", target);
    expect(notFindings).toMatchObject({ status: 2 });
    expect(notFindings.stderr).toContain("This row is not a finding");
    writeFileSync(findings, "accept,action,label,proposal,text,source,line\nyes,relabel,a,b,c,other.csv,2\n");
    const ofOther = await run("audit", "--data", data, "--apply", findings, "--output", target);
    expect(ofOther.stderr).toContain("has no findings of");
    expect(existsSync(target)).toBe(false);
  });
});

describe("audit --multi-label", () => {
  it("finds missing labels, and applies several accepted findings of one row", async () => {
    const folder = emptyFolder();
    const [data, findings, corrected] = ["rows.jsonl", "findings.csv", "corrected.jsonl"].map((name) =>
      join(folder, name),
    );
    const sets = rows.map(({ text, label }) => ({ text, labels: [label] }));
    const both = { text: "The parcel is lost and I want my money back", labels: ["delivery"] };
    writeFileSync(data, [...sets, both, sets[1]].map((row) => `${JSON.stringify(row)}\n`).join(""));
    const found = await run("audit", "--data", data, "--multi-label", "--output", findings);
    expect(found.status).toBe(0);
    expect(found.stdout).toContain("18 rows with 18 labels of 2 classes.");
    expect(found.stdout).toContain("1 row is repeated");
    const [head] = readFileSync(findings, "utf8").split("\n");
    const place = `${both.text},${data},17`;
    const accepted = [
      `yes,missing-label,relabel,delivery,delivery;refund,0.9,${place},`,
      `yes,missing-label,relabel,delivery,delivery;urgent,0.9,${place},`,
      `no,missing-label,relabel,delivery,delivery;never,0.9,${place},`,
      `yes,duplicate,remove,delivery,,,${sets[1].text},${data},18,`,
    ];
    writeFileSync(findings, `${[head, ...accepted].join("\n")}\n`);
    const words = ["audit", "--data", data, "--multi-label", "--apply", findings, "--output", corrected];
    const applied = await run(...words);
    expect(applied.stdout).toContain("1 label changed, 1 row removed");
    const written = readFileSync(corrected, "utf8").trim().split("\n");
    expect(written).toHaveLength(17);
    expect(JSON.parse(written[16])).toEqual({ text: both.text, labels: ["delivery", "refund", "urgent"] });
    const rejected = await run("audit", "--data", data, "--multi-label", "--folds", "3");
    expect(rejected).toMatchObject({ status: 2 });
  }, 120_000);
});
