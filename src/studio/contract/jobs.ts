import { z } from "zod";
import type { DropReason, GenerationPlan } from "../../index.ts";
import {
  classPathSchema,
  countSchema,
  idSchema,
  pageFields,
  revisionSchema,
  shareSchema,
  studioLimits,
  textSchema,
  timeSchema,
} from "./basics.ts";

/** A long piece of work. GET /api/projects/:project/jobs -> Jobs, the newest first */
export const jobSchema = z.object({
  id: idSchema,
  kind: z.enum(["train", "generate", "evaluate"]),
  /** "interrupted": the studio was closed or killed while it ran. It can be resumed if it is a generation or training. */
  state: z.enum(["waiting", "running", "stopping", "done", "stopped", "failed", "interrupted"]),
  created: timeSchema,
  ended: timeSchema.optional(),
  /** What it does, as a sentence. */
  title: z.string(),
  progress: z.object({
    /** "embed", "fit", "tune", "generate" and so on; empty before the first step. */
    stage: z.string(),
    unit: z.string(),
    done: countSchema,
    total: countSchema.optional(),
    /** Of fine-tuning. */
    epoch: countSchema.optional(),
    epochs: countSchema.optional(),
    heldOutAccuracy: shareSchema.optional(),
    /** Of a generation. */
    examples: countSchema.optional(),
    dropped: countSchema.optional(),
    tokensIn: countSchema.optional(),
    tokensOut: countSchema.optional(),
    cost: z.number().optional(),
  }),
  /** Why it failed, and what to do. */
  problem: z.string().optional(),
  /** Sentences about its result. */
  results: z.array(z.string()),
  /** The version that it made. */
  version: idSchema.optional(),
});
export type Job = z.infer<typeof jobSchema>;
export const jobsSchema = z.object({ jobs: z.array(jobSchema) });
export type Jobs = z.infer<typeof jobsSchema>;

/** Which language model generates, and how much. */
const generationSchema = z.strictObject({
  /** "openai:NAME", "anthropic:NAME", "ollama:NAME", "gguf:PATH", or any name with `url`. */
  model: z.string().trim().min(1).max(500),
  url: z.string().max(2000).optional(),
  /** Name of the environment variable with the key. */
  keyVariable: z.string().max(200).optional(),
  /** A key for this run only. It is never stored or logged. */
  key: z.string().max(2000).optional(),
  /** What all texts are about. */
  task: z.string().max(4000).optional(),
  examplesPerClass: z.int().min(1).max(1000).default(40),
  shareExamples: z.int().min(0).max(1000).default(0),
  concurrency: z.int().min(1).max(64).optional(),
  maxCalls: z.int().min(1).optional(),
  maxCost: z.number().positive().optional(),
  /** Price per million tokens, for the cost. */
  prices: z.strictObject({ in: z.number().nonnegative(), out: z.number().nonnegative() }).optional(),
});
export type Generation = z.input<typeof generationSchema>;

/** POST /api/projects/:project/generation/plan -> GenerationPlan. Sends nothing to any language model. */
export const planGenerationSchema = generationSchema
  .pick({ task: true, examplesPerClass: true, shareExamples: true, concurrency: true, prices: true })
  .partial();
export type PlanGeneration = z.input<typeof planGenerationSchema>;
export const generationPlanSchema = z.custom<GenerationPlan>();

/** POST /api/projects/:project/jobs -> Job (201); 429 if as many jobs run already as may. */
export const startJobSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("train"),
    /** Whether the encoder is fine-tuned. */
    tune: z.union([z.boolean(), z.literal("auto")]).default("auto"),
    /** Name of the version that it makes. */
    name: z.string().trim().min(1).max(200).optional(),
  }),
  z.strictObject({ kind: z.literal("generate"), generation: generationSchema }),
  z.strictObject({ kind: z.literal("evaluate") }),
]);
export type StartJob = z.input<typeof startJobSchema>;

// GET /api/projects/:project/jobs/:id -> Job
/** POST /api/projects/:project/jobs/:id/stop -> Job. "finish": fine-tuning ends early and keeps the best state so far. */
export const stopJobSchema = z.strictObject({ how: z.enum(["finish", "cancel"]).default("cancel") });
export type StopJob = z.input<typeof stopJobSchema>;
/** POST /api/projects/:project/jobs/:id/resume -> Job. The key is not stored, so it is given again. */
export const resumeJobSchema = z.strictObject({ key: z.string().max(2000).optional() });

/** A generated example. */
export const studioExampleSchema = z.object({
  id: idSchema,
  version: z.int().positive(),
  /** Null for a text that is out of scope. */
  label: z.string().nullable(),
  text: z.string(),
  generator: z.string(),
  isEdited: z.boolean(),
});
export type StudioExample = z.infer<typeof studioExampleSchema>;

/** GET /api/projects/:project/examples?class=3&search=refund&offset=0&limit=100 -> ExamplesPage. Class 0: out of scope. */
export const examplesQuerySchema = z.strictObject({
  class: z.coerce.number().int().nonnegative().optional(),
  search: z.string().max(1000).optional(),
  ...pageFields,
});
export type ExamplesQuery = z.input<typeof examplesQuerySchema>;
export const examplesPageSchema = z.object({
  revision: revisionSchema,
  total: countSchema,
  offset: countSchema,
  examples: z.array(studioExampleSchema),
});
export type ExamplesPage = z.infer<typeof examplesPageSchema>;

/** POST /api/projects/:project/examples -> StudioExample (201) */
export const addExampleSchema = z.strictObject({
  label: classPathSchema.nullable(),
  text: textSchema.min(1),
});
export type AddExample = z.infer<typeof addExampleSchema>;
/** PATCH /api/projects/:project/examples/:id -> StudioExample; 409 with the present one */
export const changeExampleSchema = z.strictObject({
  version: z.int().positive(),
  label: classPathSchema.nullable().optional(),
  text: textSchema.min(1).optional(),
});
export type ChangeExample = z.infer<typeof changeExampleSchema>;
/** POST /api/projects/:project/examples/delete -> Changed */
export const deleteExamplesSchema = z.strictObject({
  ids: z.array(idSchema).min(1).max(studioLimits.selectedTexts),
});
export type DeleteExamples = z.infer<typeof deleteExamplesSchema>;

export const dropsQuerySchema = z.strictObject({
  ...pageFields,
});
/** GET /api/projects/:project/drops?offset=0&limit=100 -> generated texts that were dropped, with reasons */
export const dropsSchema = z.object({
  total: countSchema,
  offset: countSchema,
  /** Number of drops by reason. */
  reasons: z.record(z.string(), countSchema),
  drops: z.array(
    z.object({ label: z.string().nullable(), text: z.string(), reason: z.custom<DropReason>() }),
  ),
});
export type Drops = z.infer<typeof dropsSchema>;
