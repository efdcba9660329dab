import { z } from "zod";

/** Largest sizes that the studio accepts. GET /api/studio returns them, so that the page can say them beforehand. */
export const studioLimits = {
  projects: 1000,
  texts: 1_000_000,
  classes: 5000,
  /** Characters of a name of a class or project, of a description, and of a text. */
  nameLength: 200,
  descriptionLength: 20_000,
  textLength: 200_000,
  /** Bytes of one import. */
  importBytes: 256 * 1024 * 1024,
  /** Texts per page of a table. */
  pageTexts: 500,
  /** Texts that are named one by one in one request. A filter can select more. */
  selectedTexts: 10_000,
  pins: 1000,
} as const;

export const idSchema = z.int().positive();
export const countSchema = z.int().nonnegative();
export const shareSchema = z.number().min(0).max(1);
/** ISO 8601 in UTC: "2026-11-28T09:30:00.000Z". */
export const timeSchema = z.string();
/** Number of a state: it grows with every change of a project that is stored. */
export const revisionSchema = z.int().nonnegative();

/** Which rows of a list a query asks for. */
export const pageFields = {
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(studioLimits.pageTexts).default(100),
};

/** SQLite and UTF-8 cannot hold every string: zeros and halves of surrogate pairs become U+FFFD. */
export function storable(text: string): string {
  return text.replace(/\p{Surrogate}|\0/gu, "\uFFFD");
}

export const nameSchema = z
  .string()
  .overwrite(storable)
  .trim()
  .min(1, "A name must have a visible character.")
  .max(studioLimits.nameLength, `A name has at most ${studioLimits.nameLength} characters.`);
export const textSchema = z
  .string()
  .overwrite(storable)
  .max(studioLimits.textLength, `A text has at most ${studioLimits.textLength} characters.`);
/** Name of a class. In a tree it is its path, "Food > Dairy > Milk", or the last part if only one class has it. */
export const classPathSchema = z
  .string()
  .overwrite(storable)
  .trim()
  .min(1, "A name must have a visible character.")
  .max(4000, "A path has at most 4000 characters.");
/**
 * What a text is answered or labeled with: a class, or null for "none of the classes". In a multi-label project it is a
 * list of classes, which may be empty.
 */
export const labelSchema = z.union([
  classPathSchema.nullable(),
  z.array(classPathSchema).max(1000).readonly(),
]);
export type Label = z.infer<typeof labelSchema>;

/**
 * Answer of every request that fails (RFC 9457, application/problem+json). Status 400 "invalid-request", 401
 * "unauthorized", 403 "forbidden", 404 "not-found", 409 "conflict", 413 "too-large", 422 "unusable-input" (understood, but
 * it cannot be done), 429 "too-many-requests", 500 "internal-error", 502 "remote-error" (a language model).
 */
export const failureSchema = z.object({
  status: z.int(),
  title: z.string(),
  /** A stable name of the problem. */
  code: z.string(),
  /** What happened and what to do next, for people. */
  detail: z.string(),
  requestId: z.string(),
  /** The field of the request that is invalid: "description". Absent if it is not about one. */
  field: z.string().optional(),
  /** Only of 409: the present state of what the request wanted to change, in the form that its GET returns. */
  current: z.unknown().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/** Answer of every change: the number of the new state. The answers of texts follow as events. */
export const changedSchema = z.object({ revision: revisionSchema });
export type Changed = z.infer<typeof changedSchema>;
