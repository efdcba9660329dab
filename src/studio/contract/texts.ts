import { z } from "zod";
import type { Explanation, LabelSetExplanation } from "../../index.ts";
import {
  classPathSchema,
  countSchema,
  idSchema,
  labelSchema,
  nameSchema,
  pageFields,
  revisionSchema,
  shareSchema,
  studioLimits,
  textSchema,
  timeSchema,
} from "./basics.ts";

/** A class and its probability. */
const scoreSchema = z.object({ label: z.string(), probability: shareSchema });

/** A text and its answer: one row of the table. */
export const studioTextSchema = z.object({
  id: idSchema,
  /** Grows with each change of the text's labels. */
  version: z.int().positive(),
  /** Place in the order of import, from 1. */
  number: z.int().positive(),
  text: z.string(),
  /**
   * The most probable class; null if the answer is "none", or if the text still waits for its answer. For "inner" the class
   * above. In a multi-label project all labels, the most probable first.
   */
  prediction: labelSchema,
  /**
   * "unsure": the probability is below the project's threshold. "inner": only in a tree: the deepest class above others whose
   * probability reaches the threshold, since no class at the bottom does. "waiting": the answer is not known yet.
   */
  outcome: z.enum(["class", "inner", "none", "unsure", "waiting"]),
  probability: shareSchema,
  runnerUp: scoreSchema.nullable(),
  noneProbability: shareSchema,
  /** The labels with their probabilities; only in multi-label projects. */
  labels: z.array(scoreSchema).optional(),
  /** The most probable class at the bottom of the tree; only with the outcome "inner". */
  bestClass: scoreSchema.optional(),
  /** The label that came with the text: absent if it has none, null for "none of the classes". */
  label: labelSchema.optional(),
  /** The label that a person gave in the studio. Absent as `label`. */
  correction: labelSchema.optional(),
  correctedAt: timeSchema.optional(),
  correctedBy: z.string().optional(),
  /** Whether the label was asked for by "suggest", so that it does not count in the quality. */
  isHard: z.boolean(),
  /** The answer in the last accepted state, if it differs: a class, or null for "none". Absent if nothing changed. */
  changedFrom: labelSchema.optional(),
  /** The answer of a cross-validation without this text. Absent before one, and for texts without labels. */
  heldOut: z.object({ prediction: labelSchema, probability: shareSchema }).optional(),
  /** Whether the answer is older than the project's state; a new one is on its way. */
  isStale: z.boolean(),
});
export type StudioText = z.infer<typeof studioTextSchema>;

const textFilterSchema = z.enum([
  "all",
  "labeled",
  "unlabeled",
  "corrected",
  "changed",
  "disagreeing",
  "unsure",
  "sure",
  "inner",
  "none",
  "hard",
]);
export type TextFilter = z.infer<typeof textFilterSchema>;

/** What selects texts. All parts must hold. */
const textSelectionSchema = z.strictObject({
  filter: textFilterSchema.default("all"),
  /** Id of the class that texts are answered with, or of one above it. */
  class: z.coerce.number().int().positive().optional(),
  /** Of changed answers: ids of the answers before and after, as Changes has them; 0 is "none". */
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
  /** A part of the text. Case does not matter. */
  search: z.string().max(1000).optional(),
});
export type TextSelection = z.input<typeof textSelectionSchema>;

/** GET /api/projects/:project/texts?filter=unsure&class=3&search=refund&sort=probability&descending=true&offset=0&limit=100 */
export const textsQuerySchema = textSelectionSchema.extend({
  sort: z.enum(["number", "probability", "margin", "none", "prediction", "text"]).default("number"),
  descending: z.stringbool().default(false),
  ...pageFields,
});
export type TextsQuery = z.input<typeof textsQuerySchema>;

export const textsPageSchema = z.object({
  revision: revisionSchema,
  /** Number of texts that the query selects. */
  total: countSchema,
  offset: countSchema,
  texts: z.array(studioTextSchema),
});
export type TextsPage = z.infer<typeof textsPageSchema>;

// GET /api/projects/:project/texts/:id -> StudioText

/**
 * POST /api/projects/:project/texts/:id/explain -> StudioExplanation. Takes up to a few hundred milliseconds. A project
 * with several labels has an explanation of each label, a tree `levels` from the top down.
 */
export const studioExplanationSchema = z.custom<StudioExplanation>();
export type StudioExplanation = Explanation | LabelSetExplanation;

/**
 * POST /api/projects/:project/corrections -> Corrected. One text, several, or all that a filter selects. With `version`
 * (one text only) another tab's newer label is not overwritten: 409 with the present StudioText.
 */
export const correctSchema = z
  .strictObject({
    ids: z.array(idSchema).min(1).max(studioLimits.selectedTexts).optional(),
    selection: textSelectionSchema.optional(),
    version: z.int().positive().optional(),
    /** A class, null for "none of the classes", or undefined with `clear` to take a correction away. A list in multi-label projects. */
    label: labelSchema.optional(),
    /** Only in multi-label projects: a label that all the texts get beside their others; if all have it, it is taken from them. */
    toggle: classPathSchema.optional(),
    /** Take the corrections away instead of giving a label. */
    clear: z.boolean().default(false),
    /** Confirm the answer of each text as its label, instead of giving one. A text that was corrected keeps its correction. */
    confirm: z.boolean().default(false),
    /**
     * With `confirm` or `toggle`: the labels that the person saw of these texts, at most one per text. They count instead of the
     * present answers. The request is rejected if one of their classes does not exist any more.
     */
    shown: z
      .array(z.strictObject({ id: idSchema, label: labelSchema }))
      .max(studioLimits.selectedTexts)
      .optional(),
    /** Whether the texts were suggested for labeling, so that they are marked as hard cases. */
    isSuggested: z.boolean().default(false),
    /** Who corrects. Default: "studio". */
    author: nameSchema.optional(),
  })
  .refine(({ ids, selection }) => (ids === undefined) !== (selection === undefined), {
    message: "Give either ids or selection.",
  })
  .refine(
    ({ label, toggle, clear, confirm }) =>
      [label !== undefined, toggle !== undefined, clear, confirm].filter(Boolean).length === 1,
    {
      message: "Give one of label, toggle, clear and confirm.",
    },
  )
  .refine(({ shown, confirm, toggle }) => shown === undefined || confirm || toggle !== undefined, {
    message: "Give shown only with confirm or toggle.",
  });
export type Correct = z.input<typeof correctSchema>;

export const correctedSchema = z.object({
  revision: revisionSchema,
  /** Number of texts whose label changed. */
  texts: countSchema,
  /** The changed texts, at most 100 of them. */
  changed: z.array(studioTextSchema),
});
export type Corrected = z.infer<typeof correctedSchema>;

/** GET /api/projects/:project/changes -> what changed since the last accepted state */
export const changesSchema = z.object({
  revision: revisionSchema,
  /** Number of texts with another answer. The filter "changed" lists them. */
  texts: countSchema,
  /** By answers before and after, the most frequent first, at most 200. Null and id 0: "none". Several labels have an id below 0. */
  pairs: z.array(
    z.object({
      before: labelSchema,
      beforeId: z.int(),
      after: labelSchema,
      afterId: z.int(),
      texts: countSchema,
    }),
  ),
  /** Of texts with labels: how many answers became right, and how many wrong. */
  fixed: countSchema,
  broken: countSchema,
  /** What was done since, the latest first, at most 50. */
  actions: z.array(z.object({ id: idSchema, time: timeSchema, what: z.string(), author: z.string() })),
});
export type Changes = z.infer<typeof changesSchema>;

// POST /api/projects/:project/changes/accept -> Changed. The present answers become the state to compare with.
// POST /api/projects/:project/changes/undo -> Undone. Takes back every action since the last accepted state.

/** A text that must be answered with its label. GET /api/projects/:project/pins -> Pins */
const pinSchema = z.object({
  id: idSchema,
  text: z.string(),
  label: labelSchema,
  /** The present answer; absent before the first. */
  answer: labelSchema.optional(),
  probability: shareSchema.optional(),
  isRight: z.boolean().optional(),
});
export type Pin = z.infer<typeof pinSchema>;
export const pinsSchema = z.object({ revision: revisionSchema, pins: z.array(pinSchema) });
export type Pins = z.infer<typeof pinsSchema>;

/** POST /api/projects/:project/pins -> Pins (201). A text, or the id of one of the project's texts. */
export const addPinSchema = z
  .strictObject({ text: textSchema.optional(), textId: idSchema.optional(), label: labelSchema })
  .refine(({ text, textId }) => (text === undefined) !== (textId === undefined), {
    message: "Give either text or textId.",
  });
export type AddPin = z.infer<typeof addPinSchema>;
// DELETE /api/projects/:project/pins/:id -> Pins
