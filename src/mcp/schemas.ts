import { z } from "zod";

/** Limits of one call. Larger: an agent can make the server busy for longer, and answers fill its context. */
export const limits = { texts: 1000, characters: 100_000, top: 50, classes: 200 } as const;

const model = z.string().optional().describe("name of the model; may be left out if there is only one");
const text = z.string().min(1).max(limits.characters);
const none = z.boolean().optional().describe('allow the answer "none of these classes"; default: false');
const top = z
  .int()
  .min(1)
  .max(limits.top)
  .optional()
  .describe("number of classes to list per text; default: 3");

export const classifyInput = { model, text: text.describe("the text to classify"), none, top };

export const classifyManyInput = {
  model,
  texts: z.array(text).min(1).max(limits.texts).describe("the texts to classify"),
  none,
  top,
};

export const explainInput = { model, text: text.describe("the text whose answer is explained"), none };

export const correctInput = {
  model,
  text: text.describe("a text that was classified incorrectly"),
  label: z.string().min(1).max(1000).describe("name of the class that is correct"),
  newClass: z.boolean().optional().describe("whether the label may be a new class; default: false"),
};

const answer = z.object({
  labels: z
    .array(z.string())
    .optional()
    .describe("if a text may have several labels: all labels of the text"),
  prediction: z.string().nullable().describe("the class, or null if the text belongs to none of them"),
  probability: z.number(),
  noneProbability: z.number(),
  scores: z.array(z.object({ label: z.string(), probability: z.number() })),
});

export const classifyOutput = answer.shape;
export const classifyManyOutput = { answers: z.array(answer).describe("one per text, in the same order") };

export const listOutput = {
  models: z.array(
    z.object({
      name: z.string(),
      classes: z.array(z.object({ name: z.string(), description: z.string().optional() })),
      classCount: z.int(),
      realExamples: z.int(),
      generatedExamples: z.int(),
      heldOutAccuracy: z.number().optional(),
      acceptsCorrections: z.boolean(),
    }),
  ),
};

export const explainOutput = {
  prediction: z.string().nullable(),
  probability: z.number(),
  runnerUp: z.string().optional(),
  words: z.array(z.object({ word: z.string(), change: z.number() })),
  nearest: z.array(z.object({ text: z.string(), label: z.string().nullable(), origin: z.string() })),
};

export const correctOutput = {
  before: z.string().nullable().describe("the answer before; null if the text was answered so already"),
  label: z.string(),
  changedExamples: z.int().describe("number of the model's own examples whose answer changed"),
};
