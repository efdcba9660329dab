import { z } from "zod";

/** Name of a model in paths. */
export const modelName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "must be 1 to 64 letters, digits, dots, dashes or underscores")
  .meta({ description: "Name of a model.", example: "mail" });

export const modelParams = z.object({ name: modelName });

const versionInfo = z
  .object({
    version: z.int(),
    folder: z.string().meta({ description: "Name of the folder that it was loaded from." }),
    origin: z
      .enum(["start", "load", "training", "upload"])
      .meta({ description: "How it came to the server." }),
    loadedAt: z.string().meta({ description: "ISO 8601." }),
    isCurrent: z.boolean(),
  })
  .meta({ id: "ModelVersion", description: "A version of a model that can be returned to." });

const modelSummary = {
  name: z.string(),
  version: z.int().meta({ description: "The version that answers." }),
  classes: z.int().meta({ description: "Number of classes." }),
  loadedAt: z.string().meta({ description: "ISO 8601." }),
};

export const modelList = z
  .object({ models: z.array(z.object(modelSummary).meta({ id: "ModelSummary" })) })
  .meta({ id: "ModelList" });

export const modelCard = z
  .object({
    name: z.string(),
    version: z.int(),
    loadedAt: z.string(),
    versions: z.array(versionInfo),
    classes: z.array(
      z
        .object({
          name: z.string(),
          description: z.string().optional(),
          examples: z.int().meta({ description: "Number of the user's own examples." }),
          generated: z.int().meta({ description: "Number of generated examples." }),
        })
        .meta({ id: "ClassInfo" }),
    ),
    multiLabel: z.boolean().meta({ description: "Whether a text may have several labels." }),
    levels: z
      .int()
      .meta({ description: "Number of levels of the hierarchy of the classes; 1 if there is none." }),
    openCorrections: z.int().meta({ description: "Corrections that no training has learnt from yet." }),
    training: z.looseObject({}).optional().meta({ description: "Report of the last training." }),
  })
  .meta({ id: "ModelCard", description: "What a model is, what it was trained on, and its versions." });

export const zipBody = z.string().meta({ format: "binary", description: "A zip file of a model folder." });

export const loadRequest = z
  .strictObject({
    folder: z.string().min(1).max(500).optional().meta({
      description: "Folder within the folder of models. Default: the one that the model was loaded from.",
    }),
  })
  .meta({ id: "LoadRequest" });

export const rollbackRequest = z
  .strictObject({
    version: z.int().min(1).optional().meta({ description: "Default: the version before the current one." }),
  })
  .meta({ id: "RollbackRequest" });

export const correction = z
  .strictObject({
    text: z.string(),
    label: z.string().min(1).max(1000).optional(),
    labels: z
      .array(z.string().min(1).max(1000))
      .max(3000)
      .optional()
      .meta({ description: "If texts may have several labels: all labels of the text." }),
  })
  .refine((row) => (row.label === undefined) !== (row.labels === undefined), {
    error: "must have either label or labels",
  })
  .meta({ id: "Correction" });

export const correctRequest = z
  .strictObject({
    corrections: z.array(correction).min(1),
    pin: z.boolean().optional().meta({ description: "Keep the texts as pinned tests. Default: false." }),
    acceptNewLabels: z.boolean().optional().meta({
      description: "Whether labels that are nearly the name of a class become new classes. Default: false.",
    }),
  })
  .meta({ id: "CorrectRequest", description: "Texts whose answers are wrong, with their true classes." });

export const correctReply = z
  .looseObject({ model: z.string(), version: z.int() })
  .meta({ id: "CorrectReply", description: "What was corrected, and which other answers changed." });

export const correctionList = z
  .object({ corrections: z.array(z.looseObject({})) })
  .meta({ id: "CorrectionList", description: "All corrections in the order in which they were made." });

const evaluationRow = z
  .strictObject({
    text: z.string(),
    label: z.string().max(1000).nullable().optional(),
    labels: z.array(z.string().min(1).max(1000)).max(3000).optional(),
  })
  .refine((row) => (row.label === undefined) !== (row.labels === undefined), {
    error: "must have either label or labels",
  })
  .meta({ id: "EvaluationRow" });

export const evaluateRequest = z
  .strictObject({
    rows: z.array(evaluationRow).min(1).meta({
      description:
        "Labeled texts: with `label`, where null stands for a text that belongs to no class, or with `labels` if texts may have several.",
    }),
    none: z.boolean().optional(),
    threshold: z.number().min(0).max(1).optional(),
  })
  .meta({ id: "EvaluateRequest" });

export const evaluateReply = z
  .looseObject({
    model: z.string(),
    version: z.int(),
    kind: z.enum(["single-label", "multi-label"]),
    verdict: z.string().optional().meta({ description: "If texts have one label each." }),
    accuracy: z.number().optional().meta({ description: "If texts have one label each." }),
    microF1: z.number().optional().meta({ description: "If texts may have several labels." }),
  })
  .meta({ id: "EvaluateReply", description: "All figures; docs/json-output.md describes the fields." });
