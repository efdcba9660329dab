import { act, type RowChange } from "./change-log.ts";
import { currentClass, requireFreeName } from "./class-table.ts";
import type { Database } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";

/** Removes a class with its labels, corrections and examples. Classes below it move up. @throws ConflictError, NotFoundError */
export function removeClass(database: Database, id: number, version: number) {
  return act(database, async () => {
    const { classes, old } = await currentClass(database, id, version);
    const below = classes.filter(({ parent }) => parent === id);
    for (const { name } of below) {
      const others = classes.filter((each) => each.id !== id && each.parent !== id);
      requireFreeName(others, name, old.parent);
    }
    const labels = await labelsWithout(database, id);
    const changes: RowChange[] = [
      { table: "class", id, before: { deleted: 0 }, after: { deleted: 1 } },
      ...below.map(
        (each): RowChange => ({
          table: "class",
          id: each.id,
          before: { parent: id },
          after: { parent: old.parent },
        }),
      ),
      ...labels.changes,
      ...(await examplesOf(database, id)),
    ];
    return { what: `Removed the class ${JSON.stringify(old.name)}.`, changes, inserts: labels.inserts };
  });
}

/** Returns the changes that take a class out of all labels. Labels that are left without a class go. */
async function labelsWithout(database: Database, id: number) {
  const codes = await LabelCodes.read(database);
  const without = (code: number) => {
    const left = codes.idsOf(code).filter((each) => each !== id);
    return left.length === 0 ? null : codes.codeOf(left);
  };
  const concerned = JSON.stringify([id, ...codes.setsWith(id)]);
  const read = <Row>(sql: string) => database.read<Row & { id: number; code: number }>(sql, [concerned]);
  const inSets = "IN (SELECT value FROM json_each(?))";
  const labels = await read(`SELECT id, label AS code FROM text WHERE label ${inSets}`);
  const corrections = await read<{ corrected_at: string; corrected_by: string }>(
    `SELECT id, correction AS code, corrected_at, corrected_by FROM text WHERE correction ${inSets}`,
  );
  const pins = await read(`SELECT id, label AS code FROM pin WHERE deleted = 0 AND label ${inSets}`);
  const changes: RowChange[] = [
    ...labels.map(({ id: text, code }): RowChange => {
      return { table: "text", id: text, before: { label: code }, after: { label: without(code) } };
    }),
    ...corrections.map(({ id: text, code, ...by }): RowChange => {
      const correction = without(code);
      const after =
        correction === null ? { correction, corrected_at: null, corrected_by: null } : { correction, ...by };
      return { table: "text", id: text, before: { correction: code, ...by }, after };
    }),
    ...pins.map(({ id: pin, code }): RowChange => {
      const label = without(code);
      return label === null
        ? { table: "pin", id: pin, before: { deleted: 0 }, after: { deleted: 1 } }
        : { table: "pin", id: pin, before: { label: code }, after: { label } };
    }),
  ];
  return { changes, inserts: codes.inserts };
}

/** Returns the changes that delete the generated examples of a class. */
async function examplesOf(database: Database, id: number): Promise<RowChange[]> {
  const rows = await database.read<{ id: number }>("SELECT id FROM example WHERE deleted = 0 AND label = ?", [
    id,
  ]);
  return rows.map((row) => ({ table: "example", id: row.id, before: { deleted: 0 }, after: { deleted: 1 } }));
}
