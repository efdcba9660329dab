import { z } from "zod";
import { countSchema, idSchema, revisionSchema } from "./basics.ts";

/** Format of imported texts. "lines": one text per line. */
const importFormatSchema = z.enum(["jsonl", "csv", "lines"]);
export type ImportFormat = z.infer<typeof importFormatSchema>;

/**
 * POST /api/projects/:project/imports/preview?format=csv&name=mails.csv -> ImportPreview. The body is the file itself, or
 * its first part (1 MB is enough). Without `format` it is guessed.
 */
export const previewQuerySchema = z.strictObject({
  format: importFormatSchema.optional(),
  name: z.string().max(300).optional(),
  text: z.string().optional(),
  label: z.string().optional(),
});

export const importPreviewSchema = z.object({
  format: importFormatSchema,
  /** Names of columns or fields; empty for lines. */
  columns: z.array(z.string()),
  /** The columns that are taken unless others are chosen. */
  text: z.string().nullable(),
  label: z.string().nullable(),
  /** The first rows, at most 20, as they would be imported. */
  rows: z.array(
    z.object({
      text: z.string(),
      /** In a multi-label project: the labels, which may be none. */
      labels: z.array(z.string()).optional(),
      label: z.string().nullable(),
      fields: z.record(z.string(), z.string()),
    }),
  ),
  /** Labels of these rows that are not classes yet. */
  newLabels: z.array(z.string()),
  /** Sentences about rows that would be skipped, and the like. */
  notices: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/**
 * POST /api/projects/:project/imports?format=csv&name=mails.csv&text=body&label=queue -> Imported. The body is the whole
 * file. Without a label column no labels are imported. All of it is stored, or nothing.
 */
export const importQuerySchema = z.strictObject({
  format: importFormatSchema,
  name: z.string().max(300).optional(),
  /** Column of the text. Default: the one that the preview names. */
  text: z.string().optional(),
  /** Column of the label. Default: no labels. In a multi-label project: of all labels, as a list or separated by semicolons. */
  label: z.string().optional(),
  /** What happens to labels that are not classes: they become classes, or their texts have no label. */
  newLabels: z.enum(["add", "ignore"]).default("add"),
});
export type ImportQuery = z.input<typeof importQuerySchema>;

export const importedSchema = z.object({
  revision: revisionSchema,
  import: idSchema,
  /** Texts added; rows whose text and label were there already; empty and invalid rows. */
  texts: countSchema,
  repeated: countSchema,
  skipped: countSchema,
  labels: countSchema,
  newClasses: z.array(z.string()),
  notices: z.array(z.string()),
});
export type Imported = z.infer<typeof importedSchema>;

// DELETE /api/projects/:project/imports/:id -> Changed. Removes the texts of an import; undo brings them back.
