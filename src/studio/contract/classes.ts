import { z } from "zod";
import type { Problem } from "../../index.ts";
import { countSchema, idSchema, nameSchema, revisionSchema, studioLimits, textSchema } from "./basics.ts";

const descriptionSchema = textSchema.max(
  studioLimits.descriptionLength,
  `A description has at most ${studioLimits.descriptionLength} characters.`,
);

/** A class. Send its `version` with every change of it: if another tab changed it since, the answer is 409 with the present class. */
const classSchema = z.object({
  id: idSchema,
  version: z.int().positive(),
  /** Unique among the classes with the same parent. */
  name: z.string(),
  /** Identifies it in labels and answers: its name, or in a tree "Food > Dairy > Milk". */
  path: z.string(),
  /** Empty if it has none. */
  description: z.string(),
  /** Id of the class above it in a hierarchy; null at the top. */
  parent: idSchema.nullable(),
  /** Number of texts that are answered with it, that have it as label or correction, and of its generated examples. */
  texts: countSchema,
  labels: countSchema,
  examples: countSchema,
});
export type StudioClass = z.infer<typeof classSchema>;

/** GET /api/projects/:project/classes -> all classes in their order */
export const classesSchema = z.object({
  revision: revisionSchema,
  /** Version of the order; send it with POST classes/order. */
  orderVersion: z.int().positive(),
  classes: z.array(classSchema),
});
export type StudioClasses = z.infer<typeof classesSchema>;

/** Answer of a request that changes one class. */
export const changedClassSchema = z.object({ revision: revisionSchema, class: classSchema });
export type ChangedClass = z.infer<typeof changedClassSchema>;

/** POST /api/projects/:project/classes -> ChangedClass (201) */
export const addClassSchema = z.strictObject({
  name: nameSchema,
  description: descriptionSchema.default(""),
  parent: idSchema.nullable().default(null),
});
export type AddClass = z.input<typeof addClassSchema>;

/** PATCH /api/projects/:project/classes/:id -> ChangedClass; 409 with the present class. Absent fields do not change. */
export const changeClassSchema = z.strictObject({
  version: z.int().positive(),
  name: nameSchema.optional(),
  description: descriptionSchema.optional(),
  parent: idSchema.nullable().optional(),
});
export type ChangeClass = z.infer<typeof changeClassSchema>;

/** DELETE /api/projects/:project/classes/:id?version=N -> Changed; 409. Its labels go too; undo brings all back. */
export const removeClassQuerySchema = z.strictObject({ version: z.coerce.number().int().positive() });

/** POST /api/projects/:project/classes/order -> Changed; 409 with StudioClasses. Ids of all classes in the new order. */
export const orderClassesSchema = z.strictObject({
  orderVersion: z.int().positive(),
  ids: z.array(idSchema).max(studioLimits.classes),
});
export type OrderClasses = z.infer<typeof orderClassesSchema>;

/** POST /api/projects/:project/classes/import -> Changed. A task file or {name: description}, as JSON or YAML text. */
export const importClassesSchema = z.strictObject({
  source: z.string().max(16 * 1024 * 1024),
});
export type ImportClasses = z.infer<typeof importClassesSchema>;

/**
 * GET /api/projects/:project/findings -> what is likely to go wrong with the classes, of the state `revision`. The event
 * "findings" says that there are new ones.
 */
export const findingsSchema = z.object({
  revision: revisionSchema,
  problems: z.array(z.custom<Problem>()),
});
export type Findings = z.infer<typeof findingsSchema>;
