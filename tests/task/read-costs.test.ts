import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCosts } from "../../src/task/read-costs.ts";

function file(name: string, text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "pilesort-costs-")), name);
  writeFileSync(path, text);
  return path;
}

describe("readCosts", () => {
  const expected = { spam: { mail: 1, unsure: 0.2 }, mail: { spam: 20, unsure: 0.2 } };

  it.each([
    ["costs.csv", "truth,spam,mail,unsure\nspam,,1,0.2\nmail,20,,0.2\n"],
    ["costs.tsv", "truth\tspam\tmail\tunsure\nspam\t\t1\t0.2\nmail\t20\t\t0.2\n"],
    ["costs.csv", "truth,prediction,cost\nspam,mail,1\nmail,spam,20\nspam,unsure,0.2\nmail,unsure,0.2\n"],
    ["costs.json", JSON.stringify(expected)],
    ["costs.yaml", "spam: {mail: 1, unsure: 0.2}\nmail: {spam: 20, unsure: 0.2}\n"],
  ])("reads %s", async (name, text) => {
    expect(await readCosts(file(name, text))).toEqual(expected);
  });

  it.each([
    ["costs.csv", "truth,a,b\na,0,much\n", 'costs.csv, line 2: has the cost "much" for "b"'],
    ["costs.csv", "truth,a,b\na,0,1\na,0,1\n", 'costs.csv, line 3: has the true class "a" twice'],
    ["costs.csv", "truth,prediction,cost\na,b,\n", 'costs.csv, line 2: has the cost "" for "b"'],
    [
      "costs.csv",
      "truth,prediction,cost\na,b,1\na,b,2\n",
      'the true class "a" with the prediction "b" twice',
    ],
    ["costs.json", "[1]", "must be an object"],
  ])("rejects %s with %j", async (name, text, message) => {
    await expect(readCosts(file(name, text))).rejects.toThrow(message);
  });
});
