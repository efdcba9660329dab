import { z } from "zod";

/** Returns the JSON Schema (draft 7) of an answer. Parts that JSON Schema cannot express accept anything. */
export function answerSchema(shape: z.ZodType): object {
  return z.toJSONSchema(shape, { target: "draft-7", unrepresentable: "any" });
}
