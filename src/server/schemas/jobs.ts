import { z } from "zod";

const label = z.string().min(1).max(1000);

const labeledText = z
  .strictObject({ text: z.string(), label: label.optional(), labels: z.array(label).max(3000).optional() })
  .refine((row) => (row.label === undefined) !== (row.labels === undefined), {
    error: "must have either label or labels",
  })
  .meta({ id: "LabeledText" });

export const trainRequest = z
  .strictObject({
    classes: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(1000),
          description: z.string().max(100_000).optional(),
        }),
      )
      .optional()
      .meta({ description: "Classes to add or to describe anew. For a new model: all of its classes." }),
    examples: z
      .array(labeledText)
      .optional()
      .meta({ description: "Labeled texts to add: with `label`, or `labels` if texts may have several." }),
    multiLabel: z
      .boolean()
      .optional()
      .meta({ description: "For a new model: whether a text may have several labels. Default: false." }),
    tune: z
      .union([z.boolean(), z.literal("auto")])
      .optional()
      .meta({ description: "Whether to fine-tune the encoder. Default: false, since it takes minutes." }),
    words: z
      .boolean()
      .optional()
      .meta({ description: "Whether to train on words too, if it helps. Default: true." }),
  })
  .meta({
    id: "TrainRequest",
    description: "What to add to a model before it is trained again, or a new model.",
  });

export const generateRequest = z
  .strictObject({
    examplesPerClass: z.int().min(1).max(1000).optional().meta({ description: "Default: 24." }),
    task: z.string().max(10_000).optional().meta({ description: "What the whole task is about." }),
    maxCalls: z.int().min(1).optional().meta({ description: "Cap on calls, below that of the server." }),
  })
  .meta({ id: "GenerateRequest", description: "How many examples the server's language model generates." });

export const job = z
  .object({
    id: z.string(),
    kind: z.enum(["train", "generate", "evaluate"]),
    subject: z.string().meta({ description: "Name of the model." }),
    state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    createdAt: z.string().meta({ description: "ISO 8601." }),
    startedAt: z.string().optional(),
    endedAt: z.string().optional(),
    progress: z
      .looseObject({ stage: z.string(), done: z.number(), total: z.number().optional(), unit: z.string() })
      .optional(),
    result: z.looseObject({}).optional().meta({ description: "If the state is `done`." }),
    error: z.string().optional().meta({ description: "One sentence, if the state is `failed`." }),
  })
  .meta({ id: "Job", description: "Training, generation or evaluation in a process of the server." });

export const jobEvent = z
  .object({ event: z.literal("job"), data: z.string().meta({ description: "The job, as JSON." }) })
  .meta({ id: "JobEvent", description: "A server-sent event: what has become of a job." });

export const jobList = z.object({ jobs: z.array(job) }).meta({ id: "JobList" });

export const jobParams = z.object({ id: z.string().max(64).meta({ description: "Id of a job." }) });
