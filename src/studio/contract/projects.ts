import { z } from "zod";
import { countSchema, idSchema, nameSchema, revisionSchema, shareSchema, timeSchema } from "./basics.ts";

/** Identifies a project: the name of its folder, for example "support-mail". */
const projectIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/);

const kindSchema = z.enum(["single-label", "multi-label"]);

/** A project in the list of projects. */
const projectSummarySchema = z.object({
  id: projectIdSchema,
  name: z.string(),
  changed: timeSchema,
  texts: countSchema,
  classes: countSchema,
  corrections: countSchema,
  /** Bytes of its folder. */
  bytes: countSchema,
});
export type ProjectSummary = z.infer<typeof projectSummarySchema>;

/** GET /api/studio -> what the whole studio is */
export const studioSchema = z.object({
  version: z.string(),
  /** The folder of the projects, for people. */
  folder: z.string(),
  limits: z.record(z.string(), z.number()),
  projects: z.array(projectSummarySchema),
  /** Deleted projects, which can be restored. */
  bin: z.array(z.object({ id: projectIdSchema, name: z.string(), deleted: timeSchema })),
  /** Names of environment variables with keys of language models that are set, never their values. */
  keyVariables: z.array(z.string()),
});
export type Studio = z.infer<typeof studioSchema>;

/** POST /api/projects -> ProjectState. "example": the project of support mails, with texts and classes. */
export const createProjectSchema = z.strictObject({
  name: nameSchema,
  from: z.enum(["empty", "example"]).default("empty"),
  kind: kindSchema.default("single-label"),
});
export type CreateProject = z.input<typeof createProjectSchema>;

/** PATCH /api/projects/:project -> ProjectState. All fields are optional. */
export const changeProjectSchema = z.strictObject({
  name: nameSchema.optional(),
  /** Answer "unsure" below this probability. The precision dial sets it. */
  threshold: shareSchema.optional(),
  /** Whether "none of the classes" is an answer. */
  none: z.boolean().optional(),
  /** Whether the model learns from the labels that were imported with texts. If not, they are only compared with the answers. */
  learnFromLabels: z.boolean().optional(),
  /**
   * Whether a text may have several labels, or none. 422 if that is not possible: classes of a tree, or texts that have several
   * labels already.
   */
  kind: kindSchema.optional(),
});
export type ChangeProject = z.infer<typeof changeProjectSchema>;

// DELETE /api/projects/:project -> 204. Moves the project to the bin.
// POST /api/bin/:project/restore -> ProjectState
// DELETE /api/bin/:project -> 204. Deletes it for good.

/** How far the answers of the texts follow the state. */
export const answersStateSchema = z.object({
  /** The state whose model gave the answers. It is the present one if it equals the project's revision. */
  revision: revisionSchema,
  phase: z.enum(["current", "waiting", "embedding", "fitting", "answering", "failed"]),
  /** Of the phase: units done and in all. Zero of zero if it is not known. */
  done: countSchema,
  total: countSchema,
  /** Milliseconds from the change to new answers of the texts in view, and of all texts, the last time. */
  inViewMs: z.number().optional(),
  allMs: z.number().optional(),
  /** Why there are no new answers: fewer than two classes, or what failed. A sentence for people. */
  problem: z.string().optional(),
});
export type AnswersState = z.infer<typeof answersStateSchema>;

/** Numbers of texts by filter. */
const textCountsSchema = z.object({
  all: countSchema,
  labeled: countSchema,
  unlabeled: countSchema,
  corrected: countSchema,
  changed: countSchema,
  disagreeing: countSchema,
  unsure: countSchema,
  /** Texts of a tree that are answered with a class above others. */
  inner: countSchema,
  none: countSchema,
  hard: countSchema,
});
export type TextCounts = z.infer<typeof textCountsSchema>;

/** GET /api/projects/:project -> everything small about a project. The event "state" has the same form. */
export const projectStateSchema = z.object({
  id: projectIdSchema,
  name: z.string(),
  kind: kindSchema,
  /** Whether classes are below others. */
  isTree: z.boolean(),
  revision: revisionSchema,
  threshold: shareSchema,
  none: z.boolean(),
  learnFromLabels: z.boolean(),
  counts: textCountsSchema,
  classes: countSchema,
  examples: countSchema,
  answers: answersStateSchema,
  /** Pinned tests that are answered wrong, and all. */
  pins: z.object({ failed: countSchema, all: countSchema }),
  /** What undo and redo would take back or do again, as a sentence; absent if there is nothing. */
  undo: z.string().optional(),
  redo: z.string().optional(),
  /** The version that the present model comes from; absent before the first. */
  version: idSchema.optional(),
  /** Whether something changed since that version. */
  hasUnsavedChanges: z.boolean(),
});
export type ProjectState = z.infer<typeof projectStateSchema>;

/**
 * POST /api/projects/:project/undo and /redo -> UndoneSchema. Takes back the latest change of classes, corrections,
 * labels, examples or pins.
 */
export const undoneSchema = z.object({
  revision: revisionSchema,
  /** What was taken back or done again, as a sentence. */
  action: z.string(),
});
export type Undone = z.infer<typeof undoneSchema>;
