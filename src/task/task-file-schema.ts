import { z } from "zod";
import { isObject } from "../files/is-object.ts";
import type { JsonObject } from "./task.ts";

/** As deep as a model's own files may be nested. */
const deepestJson = 100;

const jsonObject = z.custom<JsonObject>((value) => isObject(value) && isJson(value, 0), {
  error: "must be an object of JSON values",
});

/** Classes as a task file lists them; null is as good as no prompt. */
export const classListSchema = z.array(
  z.strictObject({
    name: z.string(),
    prompt: z.string().nullish(),
    metadata: jsonObject.optional(),
  }),
);

/** A task file. Its classes come in two forms, so they are held to a schema of their own. */
export const taskFileSchema = z.strictObject({
  name: z.string().optional(),
  description: z.string().optional(),
  classes: z.unknown(),
  examples: z
    .array(
      z.strictObject({
        text: z.string(),
        label: z.string(),
        origin: z.enum(["generated", "real"]).default("real"),
      }),
    )
    .default([]),
  metadata: jsonObject.optional(),
});

/** Whether JSON can hold a value. What YAML can say beyond it: infinities, and objects that hold themselves. */
function isJson(value: unknown, depth: number): boolean {
  if (depth > deepestJson) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  if (isObject(value)) return Object.values(value).every((item) => isJson(item, depth + 1));
  return value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}
