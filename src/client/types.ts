import type { z } from "zod";
import type { answer, classifyRequest, classScore, explainReply } from "../server/schemas/classify.ts";
import type { generateRequest, job, trainRequest } from "../server/schemas/jobs.ts";
import type {
  correctReply,
  evaluateReply,
  evaluateRequest,
  labeledText,
  modelCard,
  modelList,
} from "../server/schemas/models.ts";

/** The answer to one text. */
export type Answer = z.infer<typeof answer>;
/** A class and its probability. */
export type ClassScore = z.infer<typeof classScore>;
/** One text or several, and how to answer. */
export type ClassifyRequest = z.input<typeof classifyRequest>;
/** Why a text gets its answer; docs/json-output.md describes the fields. */
export type Explanation = z.infer<typeof explainReply>;
/** What a model is, what it was trained on, and its versions. */
export type ModelCard = z.infer<typeof modelCard>;
/** A model with the version that answers. */
export type ModelSummary = z.infer<typeof modelList>["models"][number];
/** A text whose answer is wrong, with its true class, or all its classes. */
export type Correction = z.input<typeof labeledText>;
/** What was corrected, and which other answers changed. */
export type Corrected = z.infer<typeof correctReply>;
/** A labeled text; the label null stands for a text that belongs to no class. */
export type EvaluationRow = z.input<typeof evaluateRequest>["rows"][number];
/** All figures of an evaluation; docs/json-output.md describes the fields. */
export type Evaluation = z.infer<typeof evaluateReply>;
/** What to add to a model before it is trained again, or a new model. */
export type TrainRequest = z.input<typeof trainRequest>;
/** How many examples the server's language model generates. */
export type GenerateRequest = z.input<typeof generateRequest>;
/** Training or generation that runs in the server. */
export type Job = z.infer<typeof job>;
