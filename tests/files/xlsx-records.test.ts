import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readXlsxRecords } from "../../src/files/xlsx-records.ts";
import { collect, fileOf, mistakeIn } from "../task/sources.ts";

const mails = join(import.meta.dirname, "fixtures/mails.xlsx");

describe("the rows of a spreadsheet", () => {
  it("begin after the first row that is not empty, and have their row number", async () => {
    expect(await collect(readXlsxRecords(mails))).toEqual([
      {
        line: 3,
        columns: ["text", "label", "when", "ok"],
        fields: { text: " Pay it back! ", label: "refund", when: "2026-01-02T03:04:05.000Z", ok: true },
      },
      {
        line: 5,
        columns: ["text", "label", "when", "ok"],
        fields: { text: "Lovely\nshop", label: 1, when: null, ok: null },
      },
    ]);
  });

  it("are those of the first sheet, which is reported", async () => {
    const notices: string[] = [];
    await collect(readXlsxRecords(mails, { onNotice: (sentence) => notices.push(sentence) }));
    expect(notices).toEqual([`${mails}: the sheet "Mails" is read, and not "Other".`]);
  });

  it.each<[string, string, RegExp]>([
    ["CSV under another name", "text,label\na,x\n", /cannot be read as an \.xlsx file/],
    ["an empty file", "", /cannot be read as an \.xlsx file/],
  ])("are rejected if the file is %s", async (_, content, sentence) => {
    const path = fileOf("mails.xlsx", content);
    expect(await mistakeIn(() => collect(readXlsxRecords(path)))).toMatch(sentence);
  });

  it("are rejected if the file does not exist", async () => {
    expect(await mistakeIn(() => collect(readXlsxRecords("nowhere.xlsx")))).toBe(
      "nowhere.xlsx: there is no such file.",
    );
  });

  it("need a package, which the message names", async () => {
    const load = () => Promise.reject(Object.assign(new Error(), { code: "ERR_MODULE_NOT_FOUND" }));
    expect(await mistakeIn(() => collect(readXlsxRecords(mails, {}, load)))).toBe(
      `${mails}: is read with the package read-excel-file, which is not installed; ` +
        'run "npm install read-excel-file" beside pilesort.',
    );
  });
});
