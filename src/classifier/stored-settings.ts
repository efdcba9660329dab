import { z } from "zod";
import { InputError, ModelFileError } from "../errors.ts";
import { cleanSchema, defaultClean } from "../task/clean/clean-text.ts";
import type { JsonObject } from "../task/task.ts";
import { checkTrainingSettings, type TrainingSettings } from "./settings.ts";

const settingsSchema = z.strictObject({
  priors: z.union([z.enum(["balanced", "observed"]), z.array(z.tuple([z.string(), z.number()]))]),
  seed: z.int(),
  maxWindows: z.int().positive().optional(),
  clean: cleanSchema.optional(),
  hierarchy: z.boolean().optional(),
  multiLabel: z.literal(true).optional(),
});

/** Encodes settings as JSON. Priors become pairs, since an object would reorder names that look like numbers. */
export function storeSettings(settings: TrainingSettings): JsonObject {
  const { priors, seed, maxWindows, clean, hierarchy, multiLabel } = settings;
  return {
    priors: typeof priors === "string" ? priors : Object.entries(priors),
    seed,
    ...(clean !== defaultClean && { clean }),
    ...(hierarchy !== "auto" && { hierarchy }),
    ...(maxWindows !== undefined && { maxWindows }),
    ...(multiLabel && { multiLabel }),
  };
}

export function restoreSettings(settings: JsonObject | undefined, path: string): TrainingSettings {
  if (settings === undefined) return checkTrainingSettings({});
  const parsed = settingsSchema.safeParse(settings);
  if (!parsed.success)
    throw new ModelFileError(
      path,
      "The settings in model.json are not in the form that pilesort writes; the model is damaged.",
    );
  const { priors, ...others } = parsed.data;
  const given = typeof priors === "string" ? priors : Object.fromEntries(priors);
  try {
    return checkTrainingSettings({ priors: given, ...others });
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new ModelFileError(path, `The settings in model.json are invalid. ${cause.message}`, { cause });
  }
}
