import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readParquetRecords } from "../../src/files/parquet-records.ts";
import { collect, fileOf, mistakeIn } from "../task/sources.ts";

const fixtures = join(import.meta.dirname, "fixtures");
const mails = join(fixtures, "mails.parquet");

describe("the rows of a parquet file", () => {
  it("have the names of their classes, and large numbers as digits", async () => {
    const notices: string[] = [];
    const found = await collect(
      readParquetRecords(mails, { onNotice: (sentence) => notices.push(sentence) }),
    );
    const columns = ["text", "label", "id", "tags"];
    expect(found).toEqual([
      { line: 1, columns, fields: { text: "Pay it back!", label: "refund", id: 1, tags: ["a", "b"] } },
      {
        line: 2,
        columns,
        fields: { text: "Lovely é 😀", label: "praise", id: "9007199254740993", tags: [] },
      },
      { line: 3, columns, fields: { text: null, label: null, id: 3, tags: null } },
    ]);
    expect(notices).toEqual([
      `${mails}: the numbers in "label" are read as the class names that the file gives.`,
    ]);
  });

  it("are read from all groups in their order", async () => {
    const found = await collect(readParquetRecords(join(fixtures, "groups.parquet")));
    expect(found.map(({ line, fields }) => [line, fields.text])).toEqual(
      Array.from({ length: 25 }, (_, i) => [i + 1, `text ${i}`]),
    );
  });

  it.each(["", "text,label\na,x\n"])("are rejected if the file holds %j", async (content) => {
    const path = fileOf("mails.parquet", content);
    expect(await mistakeIn(() => collect(readParquetRecords(path)))).toMatch(
      /cannot be read as a \.parquet file/,
    );
  });

  it("are rejected if the file does not exist", async () => {
    expect(await mistakeIn(() => collect(readParquetRecords("nowhere.parquet")))).toBe(
      "nowhere.parquet: there is no such file.",
    );
  });

  it("need packages, which the message names", async () => {
    const load = () => Promise.reject(Object.assign(new Error(), { code: "ERR_MODULE_NOT_FOUND" }));
    expect(await mistakeIn(() => collect(readParquetRecords(mails, {}, load)))).toMatch(
      /is read with the packages hyparquet and hyparquet-compressors, one of which is not installed; run "npm install hyparquet hyparquet-compressors" beside pilesort/,
    );
  });
});
