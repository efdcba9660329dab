import { z } from "zod";

/** Options of an answer, in requests. */
const answerOptions = {
  top: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .meta({ description: "Number of most probable classes in `scores`. Default: all." }),
  threshold: z.number().min(0).max(1).optional().meta({
    description:
      "Answer `unsure` below this probability. In a hierarchy: answer with the deepest node that reaches it. With several labels: a text has each label that reaches it. Default: in a hierarchy and for one label none, for several labels one per label.",
  }),
  none: z
    .boolean()
    .optional()
    .meta({ description: "Allow the answer `none` for texts that belong to no class. Default: false." }),
  precision: z.number().gt(0).lt(1).optional().meta({
    description: "Answer `unsure` unless at least this share of the answers is expected to be correct.",
  }),
  coverage: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .meta({ description: "Add the set of classes that contains the true one with this probability." }),
  costs: z
    .record(z.string().max(1000), z.union([z.number(), z.record(z.string().max(1000), z.number())]))
    .optional()
    .meta({
      description: "What wrong answers cost: true class, answer, cost. The cheapest answer is given.",
      example: { unsure: 0.2, spam: { mail: 1 }, mail: { spam: 20 } },
    }),
};

export const classifyRequest = z
  .strictObject({
    text: z
      .string()
      .optional()
      .meta({ description: "One text. The reply has `answer`.", example: "Where is my parcel?" }),
    texts: z
      .array(z.string())
      .optional()
      .meta({ description: "Several texts. The reply has `answers` in the same order." }),
    ...answerOptions,
  })
  .refine(({ text, texts }) => (text === undefined) !== (texts === undefined), {
    error: "must have either text or texts",
  })
  .meta({ id: "ClassifyRequest", description: "One text or several, and how to answer." });

/** The options of an answer as query parameters, for streams. */
export const classifyQuery = z.strictObject({
  top: z.coerce
    .number()
    .pipe(z.int().min(1).max(100_000))
    .optional()
    .meta({ description: "As in a request with a body." }),
  threshold: z.coerce.number().pipe(z.number().min(0).max(1)).optional(),
  none: z.enum(["true", "false"]).optional(),
  precision: z.coerce.number().pipe(z.number().gt(0).lt(1)).optional(),
  coverage: z.coerce.number().pipe(z.number().gt(0).lt(1)).optional(),
});

export const classScore = z
  .object({ label: z.string(), probability: z.number() })
  .meta({ id: "ClassScore", description: "A class and its probability." });

export const answer = z
  .looseObject({
    labels: z
      .array(z.string())
      .optional()
      .meta({ description: "If a text may have several labels: all of them, the most probable first." }),
    prediction: z.string().nullable().meta({
      description:
        "The class; with the outcome `inner` the path of a node above classes; null for `none` and `unsure`. If a text may have several labels: the most probable one.",
    }),
    outcome: z.enum(["class", "inner", "none", "unsure"]).meta({
      description:
        "`inner`: in a hierarchy with `threshold`, the deepest node that reaches it, because no class does.",
    }),
    probability: z.number().meta({ description: "Probability that the answer is correct, 0 to 1." }),
    scores: z
      .array(classScore)
      .meta({ description: "Classes with their probabilities, the most probable first." }),
    noneProbability: z
      .number()
      .meta({ description: "Probability that the text belongs to no class, 0 to 1." }),
    set: z
      .array(z.string())
      .optional()
      .meta({ description: "With `coverage`: the classes that contain the true one." }),
    expectedCost: z
      .number()
      .optional()
      .meta({ description: "With `costs`: the expected cost of the answer." }),
    charactersRead: z
      .number()
      .optional()
      .meta({ description: "Approximate number of characters that were read, if the text was too long." }),
  })
  .meta({ id: "Answer", description: "The answer to one text." });

const answeredBy = {
  model: z.string().meta({ description: "Name of the model." }),
  version: z.int().meta({ description: "Version of the model that answered." }),
};

export const classifyReply = z
  .object({ ...answeredBy, answer: answer.optional(), answers: z.array(answer).optional() })
  .meta({ id: "ClassifyReply", description: "`answer` for one text, `answers` for several." });

export const explainRequest = z
  .strictObject({
    text: z.string(),
    none: z.boolean().optional(),
    threshold: z.number().min(0).max(1).optional(),
    nearest: z
      .int()
      .min(0)
      .max(100)
      .optional()
      .meta({ description: "Number of nearest examples. Default: 5." }),
  })
  .meta({ id: "ExplainRequest" });

export const explainReply = z.looseObject({ model: z.string(), version: z.int() }).meta({
  id: "ExplainReply",
  description: "Why a text gets its answer; docs/json-output.md describes the fields.",
});
