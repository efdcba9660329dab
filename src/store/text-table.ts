import type { Database, Statement } from "./database.ts";
import { LabelCodes } from "./label-codes.ts";
import { readSettings } from "./settings.ts";
import {
  effectiveLabel,
  filterConditions,
  orderTexts,
  type TextFilter,
  type TextSort,
  whereTexts,
} from "./text-query.ts";

/** A text with its labels and its answer, as it is stored. Labels are codes, see LabelCodes; null is unlabeled. */
export interface StoredText {
  readonly id: number;
  readonly version: number;
  readonly text: string;
  readonly label: number | null;
  readonly correction: number | null;
  readonly corrected_at: string | null;
  readonly corrected_by: string | null;
  readonly hard: number;
  readonly prediction: number | null;
  readonly probability: number | null;
  readonly runner_up: number | null;
  readonly runner_up_probability: number | null;
  readonly none_probability: number | null;
  readonly scores: string | null;
  readonly top_probability: number | null;
  readonly base: number | null;
  readonly held_out: number | null;
  readonly held_out_probability: number | null;
  readonly answered: number;
}

/** An answer to store. */
export interface NewAnswer {
  readonly id: number;
  /** The id of the class; ids of all labels if a text can have several. Empty: none. */
  readonly labels: readonly number[];
  readonly probability: number;
  readonly runnerUp: number | null;
  readonly runnerUpProbability: number | null;
  readonly noneProbability: number;
  /** Pairs of class and probability: of the labels, or in a tree of the most probable node per level. */
  readonly scores?: readonly (readonly [id: number, probability: number])[];
  /** In a tree: the probability of the most probable class at the top. */
  readonly topProbability?: number;
}

const columns =
  "id, version, text, label, correction, corrected_at, corrected_by, hard, prediction, probability, runner_up, " +
  "runner_up_probability, none_probability, scores, top_probability, base, held_out, held_out_probability, answered";

export interface TextsQuery extends TextFilter {
  readonly sort?: TextSort;
  readonly descending?: boolean;
  readonly offset?: number;
  readonly limit?: number;
}

/** Returns a page of the selected texts, and how many are selected. */
export async function pageOfTexts(
  database: Database,
  { sort = "number", descending = false, offset = 0, limit = 100, ...filter }: TextsQuery,
): Promise<{ readonly total: number; readonly texts: StoredText[] }> {
  const { threshold } = await readSettings(database);
  const { sql, values } = whereTexts(filter, threshold);
  const { total } = await database.readOne<{ total: number }>(
    `SELECT count(*) AS total FROM text WHERE ${sql}`,
    values,
  );
  // Only the ids are sorted, so that the sort does not move whole texts.
  const texts = await database.read<StoredText>(
    `SELECT ${columns} FROM text WHERE id IN (SELECT id FROM text WHERE ${sql} ${orderTexts(sort, descending)} LIMIT :limit OFFSET :offset) ${orderTexts(sort, descending)}`,
    { ...values, limit, offset },
  );
  return { total, texts };
}

/** Returns the ids of the selected texts, in the order of import. */
export async function selectIds(database: Database, filter: TextFilter): Promise<number[]> {
  const { threshold } = await readSettings(database);
  const { sql, values } = whereTexts(filter, threshold);
  const rows = await database.read<{ id: number }>(`SELECT id FROM text WHERE ${sql} ORDER BY id`, values);
  return rows.map(({ id }) => id);
}

/** Returns the texts with these ids that exist, in the order of the ids given. */
export async function textsById(
  database: Pick<Database, "read">,
  ids: readonly number[],
): Promise<StoredText[]> {
  const rows = await database.read<StoredText>(
    `SELECT ${columns} FROM text WHERE deleted = 0 AND id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(ids)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Counts the texts of each filter. */
export async function countTexts(
  database: Database,
  threshold: number,
): Promise<Readonly<Record<Exclude<NonNullable<TextFilter["filter"]>, "sure">, number>>> {
  const { sure: _, ...counted } = filterConditions;
  const sums = Object.entries(counted).map(
    ([name, condition]) => `coalesce(sum(${condition.replace(":threshold", ":threshold")}), 0) AS "${name}"`,
  );
  return database.readOne(`SELECT ${sums.join(", ")} FROM text WHERE deleted = 0`, { threshold });
}

/** Returns the texts with labels, in the order in which training sees them. */
export function labeledTexts(
  database: Database,
  learnFromLabels: boolean,
): Promise<{ readonly id: number; readonly text: string; readonly label: number; readonly hard: number }[]> {
  const label = learnFromLabels ? effectiveLabel : "correction";
  return database.read(
    `SELECT id, text, ${label} AS label, hard FROM text WHERE deleted = 0 AND ${label} IS NOT NULL ORDER BY id`,
  );
}

/** Returns texts whose answers are older than a revision, from an id on. */
export function staleTexts(
  database: Database,
  revision: number,
  after: number,
  limit: number,
): Promise<{ readonly id: number; readonly text: string }[]> {
  return database.read(
    "SELECT id, text FROM text WHERE deleted = 0 AND answered < ? AND id > ? ORDER BY id LIMIT ?",
    [revision, after, limit],
  );
}

/** Stores answers of a revision. The first answer of a text is the one that later ones are compared with. */
export function writeAnswers(
  database: Database,
  answers: readonly NewAnswer[],
  revision: number,
): Promise<void> {
  return database.write(async (write) => {
    if (answers.length === 0) return;
    const codes = await LabelCodes.read(database);
    const rows = answers.map((each) => [
      each.id,
      codes.codeOf(each.labels),
      each.probability,
      each.runnerUp,
      each.runnerUpProbability,
      each.noneProbability,
      each.scores === undefined ? null : JSON.stringify(each.scores),
      each.topProbability ?? null,
    ]);
    write(...codes.inserts, { sql: storeAnswers, args: [revision, JSON.stringify(rows)] });
  });
}

const storeAnswers = `UPDATE text SET
  prediction = v.c1, probability = v.c2, runner_up = v.c3, runner_up_probability = v.c4, none_probability = v.c5,
  scores = v.c6, top_probability = v.c7, base = coalesce(base, v.c1), answered = ?
  FROM (SELECT value->>0 AS id, value->>1 AS c1, value->>2 AS c2, value->>3 AS c3, value->>4 AS c4, value->>5 AS c5,
    value->>6 AS c6, value->>7 AS c7 FROM json_each(?)) AS v
  WHERE text.id = v.id`;

/** The statements that forget what answers were before, since answers of another kind cannot be compared with them. */
export const forgetAnswers: readonly Statement[] = [
  "UPDATE text SET prediction = NULL, base = NULL, held_out = NULL, held_out_probability = NULL, answered = -1",
  "UPDATE pin SET answer = NULL, probability = NULL",
  "DELETE FROM evaluation",
];

/** Makes the present answers those that later ones are compared with. */
export const acceptAnswers: Statement = "UPDATE text SET base = prediction WHERE base <> prediction";

/** Counts the changed answers by answers before and after, the most frequent pair first. */
export function changedPairs(
  database: Database,
  limit: number,
): Promise<{ readonly before: number; readonly after: number; readonly texts: number }[]> {
  return database.read(
    "SELECT base AS before, prediction AS after, count(*) AS texts FROM text WHERE deleted = 0 AND base <> prediction GROUP BY base, prediction ORDER BY texts DESC, before, after LIMIT ?",
    [limit],
  );
}

/** Counts the changed answers that became equal to the label of their text, and those that were. */
export function fixedAndBroken(
  database: Database,
): Promise<{ readonly fixed: number; readonly broken: number }> {
  return database.readOne(
    `SELECT coalesce(sum(prediction = ${effectiveLabel}), 0) AS fixed, coalesce(sum(base = ${effectiveLabel}), 0) AS broken
      FROM text WHERE deleted = 0 AND base <> prediction`,
  );
}
