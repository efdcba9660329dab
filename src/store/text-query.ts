import type { InValue } from "@libsql/client";

/** Which texts are selected. All parts must hold. */
export interface TextFilter {
  readonly filter?:
    | "all"
    | "labeled"
    | "unlabeled"
    | "corrected"
    | "changed"
    | "disagreeing"
    | "unsure"
    | "sure"
    | "inner"
    | "none"
    | "hard";
  /** Id of the class that texts are answered with, or of one above it. */
  readonly class?: number;
  /** Answers before and after the last changes: ids of classes, 0 for none. */
  readonly from?: number;
  readonly to?: number;
  readonly search?: string;
}

export type TextSort = "number" | "probability" | "margin" | "none" | "prediction" | "text";

/** A part of an SQL query with its values. */
interface Condition {
  readonly sql: string;
  readonly values: Record<string, InValue>;
}

/** The label that counts: that of a person in the studio, else the imported one. */
export const effectiveLabel = "coalesce(correction, label)";

/** How probable the answer is: in a tree that of the most probable class at the top. */
const certainty = "coalesce(top_probability, probability)";

/** Conditions of the filters. A text without an answer is neither sure nor unsure. */
export const filterConditions = {
  all: "1",
  labeled: `${effectiveLabel} IS NOT NULL`,
  unlabeled: `${effectiveLabel} IS NULL`,
  corrected: "correction IS NOT NULL",
  changed: "base <> prediction",
  // The answer of a model that has not learnt from the text tells more than that of one that has.
  disagreeing: `${effectiveLabel} <> coalesce(held_out, prediction)`,
  unsure: `prediction <> 0 AND ${certainty} < :threshold`,
  sure: `prediction <> 0 AND ${certainty} >= :threshold`,
  inner: "prediction <> 0 AND top_probability >= :threshold AND probability < :threshold",
  none: "prediction = 0",
  hard: "hard = 1",
} as const;

const orders = {
  number: "id",
  probability: "probability",
  margin: "probability - coalesce(runner_up_probability, 0)",
  none: "none_probability",
  prediction:
    "(SELECT name FROM class WHERE class.id = coalesce((SELECT classes->>0 FROM label_set WHERE label_set.id = prediction), prediction))",
  text: "coalesce(folded, text)",
} as const;

/** The codes of the labels that have a class or one below it. */
const withClass = `WITH RECURSIVE below(id) AS (
    SELECT :class UNION SELECT class.id FROM class JOIN below ON class.parent = below.id WHERE class.deleted = 0)
  SELECT id FROM below UNION
  SELECT label_set.id FROM label_set, json_each(label_set.classes) WHERE value IN (SELECT id FROM below)`;

/** Returns the condition of a query for texts. */
export function whereTexts(
  { filter = "all", class: answer, from, to, search }: TextFilter,
  threshold: number,
): Condition {
  const parts = ["deleted = 0", `(${filterConditions[filter]})`];
  const values: Record<string, InValue> = { threshold };
  const add = (sql: string, name: string, value: InValue) => {
    parts.push(sql);
    values[name] = value;
  };
  if (answer !== undefined) add(`prediction IN (${withClass})`, "class", answer);
  if (from !== undefined) add("base = :from", "from", from);
  if (to !== undefined) add("prediction = :to", "to", to);
  if (search) add("instr(coalesce(folded, text), :search) > 0", "search", fold(search));
  const sql = parts.join(" AND ");
  // SQLite rejects values that the query does not name.
  const used = Object.entries(values).filter(([name]) => sql.includes(`:${name}`));
  return { sql, values: Object.fromEntries(used) };
}

/** Returns the end of a query that sorts texts. Texts without the value come last. */
export function orderTexts(sort: TextSort, descending: boolean): string {
  const way = descending ? "DESC" : "ASC";
  return sort === "number" ? `ORDER BY id ${way}` : `ORDER BY ${orders[sort]} ${way} NULLS LAST, id`;
}

/** Returns a text as the search compares it. */
export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}
