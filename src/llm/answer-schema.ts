import { z } from "zod";

/** The JSON Schema (draft 7) that a model is asked to hold its answer to. What it cannot express is left open. */
export function answerSchema(shape: z.ZodType): object {
  return z.toJSONSchema(shape, { target: "draft-7", unrepresentable: "any" });
}
