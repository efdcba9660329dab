import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createRowWriter, readRows } from "../../src/index.ts";
import { applyFindings, type DecidedFinding } from "../../src/service/apply-findings.ts";

const folder = mkdtempSync(join(tmpdir(), "pilesort-apply-"));

const accepted: DecidedFinding = {
  line: 2,
  text: "late, again",
  label: "refund",
  action: "relabel",
  proposal: "delivery",
  isAccepted: true,
};

async function applied(
  name: string,
  content: string,
  findings: readonly DecidedFinding[],
  labelField?: string,
) {
  const [path, target] = [join(folder, name), join(folder, `new-${name}`)];
  writeFileSync(path, content);
  const writer = await createRowWriter(target);
  const counts = await applyFindings(readRows(path), findings, writer, { labelField });
  await writer.finish();
  return { counts, written: readFileSync(target, "utf8") };
}

it("changes accepted labels, removes accepted rows, and keeps all other fields and their order", async () => {
  const csv = 'id,text,label\n1,"late, again",refund\n2,hello,praise\n3,thanks,praise\n';
  const remove = {
    ...accepted,
    line: 3,
    text: "hello",
    label: "praise",
    action: "remove",
    proposal: "",
  } as const;
  const rejected = { ...accepted, line: 4, text: "thanks", label: "praise", isAccepted: false };
  expect(await applied("a.csv", csv, [accepted, remove, rejected])).toEqual({
    counts: { rows: 3, relabeled: 1, removed: 1 },
    written: 'id,text,label\n1,"late, again",delivery\n3,thanks,praise\n',
  });
});

it("keeps rows of JSON that do not change as they are", async () => {
  const jsonl = '{"text":"hi","label":"praise","n":1.0}\n{"text":"late, again","label":"refund","n":2}\n';
  const { written } = await applied("a.jsonl", jsonl, [accepted]);
  expect(written).toBe(
    '{"text":"hi","label":"praise","n":1.0}\n{"text": "late, again", "label": "delivery", "n": 2}\n',
  );
});

it("finds a label field of another name, and asks for its name if several fields hold the label", async () => {
  const one = '{"text":"hi","intent":"praise"}\n{"text":"late, again","intent":"refund"}\n';
  expect((await applied("b.jsonl", one, [accepted])).written).toContain('"intent": "delivery"');
  const two = '{"text":"hi","x":"a","y":"a"}\n{"text":"late, again","x":"refund","y":"refund"}\n';
  await expect(applied("c.jsonl", two, [accepted])).rejects.toThrow("name the field of the label");
  expect((await applied("d.jsonl", two, [accepted], "y")).written).toContain(
    '"x": "refund", "y": "delivery"',
  );
});

it("accepts texts that a spreadsheet changed in blanks or marked as no formula", async () => {
  const csv = "text,label\n=SUM(1)  x,refund\n";
  const { counts } = await applied("e.csv", csv, [{ ...accepted, text: "'=SUM(1) x" }]);
  expect(counts.relabeled).toBe(1);
});

it("rejects findings of data that has changed", async () => {
  await expect(applied("f.csv", "text,label\nother,refund\n", [accepted])).rejects.toThrow(
    "audit the data again",
  );
  await expect(applied("g.csv", "text,label\n", [accepted])).rejects.toThrow("no row at line 2");
});
