import { z } from "zod";

/**
 * Zero-shot classification of the Hugging Face inference API.
 * https://huggingface.co/docs/inference-providers/tasks/zero-shot-classification
 */
export const zeroShotRequest = z
  .object({
    inputs: z.union([z.string(), z.array(z.string()).min(1)]).meta({ description: "One text or several." }),
    parameters: z
      .object({
        candidate_labels: z
          .union([z.array(z.string().min(1).max(1000)).min(1), z.string().min(1)])
          .optional()
          .meta({
            description:
              "Labels, as a list or separated by commas. Labels that are classes of the model are answered by it; other ones by their names. Default: the classes of the model.",
          }),
        multi_label: z.boolean().nullish().meta({
          description:
            "Whether a text may have several labels. The scores are then probabilities of their own that do not sum to 1. Default: false.",
        }),
        hypothesis_template: z
          .string()
          .max(1000)
          .nullish()
          .meta({ description: "Describes a label; `{}` stands for it." }),
      })
      .nullish(),
    options: z.looseObject({}).nullish().meta({ description: "Not used." }),
  })
  .meta({ id: "ZeroShotRequest" });

const zeroShotScores = z.array(
  z.object({ label: z.string(), score: z.number() }).meta({ id: "ZeroShotScore" }),
);

export const zeroShotReply = z.union([zeroShotScores, z.array(zeroShotScores)]);

/** Cohere's v1/classify. https://docs.cohere.com/v1/reference/classify */
export const cohereRequest = z
  .object({
    inputs: z.array(z.string()).min(1).meta({ description: "Texts to classify." }),
    examples: z
      .array(z.object({ text: z.string().min(1), label: z.string().min(1).max(1000) }))
      .nullish()
      .meta({ description: "At least two per label. Not needed if `model` is a model of this server." }),
    model: z
      .string()
      .max(200)
      .nullish()
      .meta({ description: "A model of this server. Other names are accepted with examples." }),
    preset: z.string().nullish().meta({ description: "Not supported." }),
    truncate: z.string().nullish().meta({ description: "Not used: long texts are read in windows." }),
  })
  .meta({ id: "CohereClassifyRequest" });

export const cohereReply = z
  .object({
    id: z.string(),
    classifications: z.array(
      z
        .object({
          id: z.string(),
          input: z.string(),
          prediction: z.string().nullable(),
          predictions: z.array(z.string()),
          confidence: z.number(),
          confidences: z.array(z.number()),
          labels: z.record(z.string(), z.object({ confidence: z.number() })),
          classification_type: z.enum(["single-label", "multi-label"]),
        })
        .meta({ id: "CohereClassification" }),
    ),
    meta: z.object({ api_version: z.object({ version: z.string() }) }),
  })
  .meta({ id: "CohereClassifyReply" });
