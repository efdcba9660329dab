import { z } from "zod";
import { isObject } from "../files/is-object.ts";
import type { JsonObject } from "./task.ts";

/** Maximum depth of metadata, which is the limit for the files of a model. Larger: a saved model could not be loaded. */
const maxJsonDepth = 100;

const jsonObject = z.custom<JsonObject>((value) => isObject(value) && isJson(value, 0), {
  error: "must be an object of JSON values",
});

/** A list of classes in a task file. The prompt null is the same as no prompt. */
export const classListSchema = z.array(
  z.strictObject({
    name: z.string(),
    prompt: z.string().nullish(),
    parent: z.string().nullish(),
    metadata: jsonObject.optional(),
  }),
);

/** A task file. Its classes have two forms, which are checked separately. */
export const taskFileSchema = z.strictObject({
  name: z.string().optional(),
  description: z.string().optional(),
  multiLabel: z.boolean().optional(),
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

/** Whether a value can be written as JSON. YAML also has infinities and objects that contain themselves. */
function isJson(value: unknown, depth: number): boolean {
  if (depth > maxJsonDepth) return false;
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1));
  if (isObject(value)) return Object.values(value).every((item) => isJson(item, depth + 1));
  return value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}
