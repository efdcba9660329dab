import type { Database } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";

/** The answer of a cross-validation to a text. */
export interface HeldOutAnswer {
  /** Of the text. */
  readonly id: number;
  /** Ids of classes; empty for none. */
  readonly labels: readonly number[];
  readonly probability: number;
}

/** An evaluation, as it is stored. */
export interface StoredEvaluation {
  /** The state that was evaluated. */
  readonly revision: number;
  readonly time: string;
  /** The figures, as JSON. */
  readonly result: string;
}

/** Stores an evaluation with its answers, instead of the answers of the one before. */
export function storeEvaluation(
  database: Database,
  found: { readonly revision: number; readonly result: object; readonly heldOut: readonly HeldOutAnswer[] },
): Promise<void> {
  return database.write(async (write) => {
    const codes = await LabelCodes.read(database);
    const rows = found.heldOut.map(({ id, labels, probability }) => [id, codes.codeOf(labels), probability]);
    write(
      ...codes.inserts,
      "UPDATE text SET held_out = NULL, held_out_probability = NULL WHERE held_out IS NOT NULL",
      {
        sql: `UPDATE text SET held_out = v.c1, held_out_probability = v.c2
          FROM (SELECT value->>0 AS id, value->>1 AS c1, value->>2 AS c2 FROM json_each(?)) AS v WHERE text.id = v.id`,
        args: [JSON.stringify(rows)],
      },
      {
        sql: "INSERT INTO evaluation (revision, time, result) VALUES (?, ?, ?)",
        args: [found.revision, new Date().toISOString(), JSON.stringify(found.result)],
      },
    );
  });
}

/** Returns the last evaluation; undefined before the first. */
export async function lastEvaluation(database: Database): Promise<StoredEvaluation | undefined> {
  const [last] = await database.read<StoredEvaluation>(
    "SELECT revision, time, result FROM evaluation ORDER BY id DESC LIMIT 1",
  );
  return last;
}
