import { z } from "zod";
import type { Evaluation, LabelSetEvaluation } from "../../index.ts";
import { countSchema, idSchema, labelSchema, revisionSchema, shareSchema, timeSchema } from "./basics.ts";
import { studioTextSchema } from "./texts.ts";

/**
 * GET /api/projects/:project/quality -> the last evaluation. A job "evaluate" makes a new one: cross-validated on texts
 * with labels, without those that were suggested as hard cases.
 */
export const qualitySchema = z.object({
  /** Absent before the first evaluation. */
  evaluation: z.custom<Evaluation>().optional(),
  /** In a multi-label project, instead of `evaluation`. */
  labelSets: z.custom<LabelSetEvaluation>().optional(),
  /** The state that was evaluated, and when. */
  revision: revisionSchema.optional(),
  time: timeSchema.optional(),
  /** Whether the project changed since. */
  isStale: z.boolean(),
  /** Labeled texts that count, hard cases that are left out, and how many of the first an evaluation needs. */
  rows: countSchema,
  hardRows: countSchema,
  neededRows: countSchema,
});
export type Quality = z.infer<typeof qualitySchema>;

/** GET /api/projects/:project/precision?share=0.95 -> the threshold for a wanted share of correct answers */
export const precisionQuerySchema = z.strictObject({ share: z.coerce.number().gt(0).lt(1) });
const intervalSchema = z.object({ lower: shareSchema, upper: shareSchema });
export const precisionSchema = z.object({
  asked: shareSchema,
  /** Absent if there is too little evidence; `problem` says how many labels would do. */
  threshold: shareSchema.optional(),
  problem: z.string().optional(),
  /** Held-out answers: all, those above the threshold, and the correct ones of these. */
  rows: countSchema.optional(),
  answered: countSchema.optional(),
  correct: countSchema.optional(),
  /** 90 % intervals of the share of correct answers and of the share of texts that are answered. */
  precision: intervalSchema.optional(),
  coverage: intervalSchema.optional(),
  /** Texts of the project that are answered, and that are to be reviewed. PATCH the project's threshold to use it. */
  answeredTexts: countSchema.optional(),
  reviewTexts: countSchema.optional(),
});
export type Precision = z.infer<typeof precisionSchema>;

/** POST /api/projects/:project/suggestions -> what to label next, and classes that may be missing */
export const suggestSchema = z.strictObject({ count: z.int().min(1).max(200).default(20) });
export const suggestionsSchema = z.object({
  revision: revisionSchema,
  texts: z.array(studioTextSchema),
  missingClasses: z.array(
    z.object({
      name: z.string(),
      words: z.array(z.string()),
      texts: countSchema,
      examples: z.array(z.string()),
    }),
  ),
});
export type Suggestions = z.infer<typeof suggestionsSchema>;

/** A stored training. GET /api/projects/:project/versions -> Versions, the newest first */
export const versionSchema = z.object({
  id: idSchema,
  name: z.string(),
  note: z.string(),
  created: timeSchema,
  revision: revisionSchema,
  classes: countSchema,
  texts: countSchema,
  labels: countSchema,
  examples: countSchema,
  /** Whether its encoder is fine-tuned. */
  isTuned: z.boolean(),
  /** Accuracy on held-out examples in the training; absent without real examples. */
  heldOutAccuracy: shareSchema.optional(),
  /** The verdict of the evaluation of this state, if there is one. */
  verdict: z.string().optional(),
  /** Bytes that only this version needs; files that equal those of another one are shared. */
  bytes: countSchema,
  isCurrent: z.boolean(),
});
export type Version = z.infer<typeof versionSchema>;
export const versionsSchema = z.object({ versions: z.array(versionSchema) });
export type Versions = z.infer<typeof versionsSchema>;

/** POST /api/projects/:project/versions -> Version (201). Keeps the present model under a name. */
export const keepVersionSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  note: z.string().max(10_000).default(""),
});
export type KeepVersion = z.input<typeof keepVersionSchema>;

/** PATCH /api/projects/:project/versions/:id -> Version */
export const changeVersionSchema = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  note: z.string().max(10_000).optional(),
});

// DELETE /api/projects/:project/versions/:id -> 204; 422 for the current one.
// POST /api/projects/:project/versions/:id/restore -> ProjectState. Classes, labels, examples and model become those of
//   the version. The state before it is kept as a version first.

/** GET /api/projects/:project/versions/compare?one=3&other=5 -> both, and how their answers to the project's texts differ */
export const compareQuerySchema = z.strictObject({
  one: z.coerce.number().int().positive(),
  other: z.coerce.number().int().positive(),
});
export const versionComparisonSchema = z.object({
  one: versionSchema,
  other: versionSchema,
  /** Texts that were compared (at most 2,000, drawn at random), and that are answered differently. */
  compared: countSchema,
  different: countSchema,
  pairs: z.array(z.object({ one: labelSchema, other: labelSchema, texts: countSchema })),
  /** Some of them. */
  samples: z.array(z.object({ id: idSchema, text: z.string(), one: labelSchema, other: labelSchema })),
  /** Of texts with labels: how many each answers with the label. Both may have learnt from these labels. */
  labeled: countSchema,
  rightOne: countSchema,
  rightOther: countSchema,
  classes: z.object({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    described: z.array(z.object({ name: z.string(), one: z.string(), other: z.string() })),
  }),
});
export type VersionComparison = z.infer<typeof versionComparisonSchema>;
