import { InputError } from "../index.ts";
import { act, nextId, type RowChange } from "./change-log.ts";
import type { Database } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";
import { found } from "./refusals.ts";

/** A text that must be answered with its label, a code (see LabelCodes). */
export interface StoredPin {
  readonly id: number;
  readonly text: string;
  readonly label: number;
  /** The present answer; null before the first. */
  readonly answer: number | null;
  readonly probability: number | null;
}

/** Maximum number of pinned tests. All of them are answered after each change. */
const maxPins = 1000;

export function listPins(database: Pick<Database, "read">): Promise<StoredPin[]> {
  return database.read("SELECT id, text, label, answer, probability FROM pin WHERE deleted = 0 ORDER BY id");
}

/**
 * Pins a text to a label, or changes the label of a pinned text.
 * @param labels ids of classes; empty for none
 * @throws InputError if there are too many
 */
export function addPin(database: Database, text: string, labels: readonly number[]) {
  return act(database, async () => {
    const pins = await listPins(database);
    const codes = await LabelCodes.read(database);
    const label = codes.codeOf(labels);
    const what = "Pinned a test.";
    const old = pins.find((each) => each.text === text);
    if (old !== undefined) {
      const changes: RowChange[] =
        old.label === label
          ? []
          : [{ table: "pin", id: old.id, before: { label: old.label }, after: { label } }];
      return { what, changes, inserts: changes.length === 0 ? [] : codes.inserts };
    }
    if (pins.length >= maxPins)
      throw new InputError(`A project has at most ${maxPins} pinned tests; remove some first.`);
    const id = await nextId(database, "pin");
    return {
      what,
      changes: [{ table: "pin" as const, id, before: { deleted: 1 }, after: { deleted: 0 } }],
      inserts: [
        ...codes.inserts,
        {
          sql: "INSERT INTO pin (id, version, text, label, deleted) VALUES (?, 0, ?, ?, 1)",
          args: [id, text, label],
        },
      ],
    };
  });
}

/** Removes a pinned test. @throws NotFoundError */
export function removePin(database: Database, id: number) {
  return act(database, async () => {
    found(
      (await listPins(database)).find((each) => each.id === id),
      "pinned test",
      id,
    );
    const changes: RowChange[] = [{ table: "pin", id, before: { deleted: 0 }, after: { deleted: 1 } }];
    return { what: "Removed a pinned test.", changes };
  });
}

/** Stores the present answers to pinned tests. */
export function writePinAnswers(
  database: Database,
  answers: readonly {
    readonly id: number;
    readonly labels: readonly number[];
    readonly probability: number;
  }[],
): Promise<void> {
  return database.write(async (write) => {
    const codes = await LabelCodes.read(database);
    const rows = answers.map(({ id, labels, probability }) => [codes.codeOf(labels), probability, id]);
    write(...codes.inserts);
    for (const args of rows) write({ sql: "UPDATE pin SET answer = ?, probability = ? WHERE id = ?", args });
  });
}
