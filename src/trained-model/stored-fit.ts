import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import type { SavedFit, Tensor } from "../model-file/model.ts";
import { type Clean, cleanSchema, defaultClean } from "../task/clean/clean-text.ts";
import type { Fit } from "./fit.ts";
import { labelSetReportSchema, restoreLabelSets, storeLabelSets } from "./label-sets/stored-label-sets.ts";
import { restoreHeldOut, storeHeldOut } from "./stored-held-out.ts";
import { type TuningReport, tuningReportSchema } from "./tuning-report.ts";
import { unlabeledReportSchema } from "./unlabeled-report.ts";

const reportSchema = z.strictObject({
  classes: z.int(),
  pieces: z.int(),
  generated: z.int(),
  real: z.int(),
  embedded: z.int().optional(),
  calibratedOn: z.union([
    z.strictObject({ basis: z.literal("rule") }),
    z.strictObject({ basis: z.literal("held-out rows"), rows: z.int() }),
  ]),
  heldOutAccuracy: z.number().min(0).max(1).optional(),
  words: z.strictObject({ grams: z.int(), bytes: z.int() }).optional(),
  unlabeled: unlabeledReportSchema.optional(),
  hierarchy: z.strictObject({ levels: z.int().positive(), innerNodes: z.int().min(0) }).optional(),
  labelSets: labelSetReportSchema.optional(),
  warnings: z.array(
    z.strictObject({
      kind: z.enum([
        "similar-classes",
        "thin-prompt",
        "contradictory-labels",
        "unfamiliar-language",
        "unlabeled-missing",
        "corrected-otherwise",
      ]),
      classes: z.array(z.string()),
      message: z.string(),
    }),
  ),
});

const configSchema = z.strictObject({
  classes: z.array(z.string()).min(2),
  /** Absent in a fit with several labels per text. */
  noneLevel: z.number().optional(),
  report: reportSchema,
  tuning: tuningReportSchema.optional(),
  clean: cleanSchema.optional(),
  withoutWords: z.literal(true).optional(),
});

/** The part of a training that is saved with the fit. */
export interface StoredFit {
  readonly fit: Fit;
  /** Report of a fine-tuning of which nothing was kept. Otherwise the report is saved with the adapter. */
  readonly tuning?: TuningReport;
  /** How texts are cleaned. */
  readonly clean: Clean;
  /** Whether the training was not allowed to use words. */
  readonly withoutWords?: true;
}

/** Encodes a fit as named tensors and JSON. */
export function storeFit({ fit, tuning, clean, withoutWords }: StoredFit): SavedFit {
  const { classes, center, head, none, labelSets, heldOut, report } = fit;
  const shape = [head.weights.rows, head.weights.columns];
  const tensors = new Map<string, Tensor>([
    ["center", { dtype: "F32", shape: [center.length], data: center }],
    ["head.bias", { dtype: "F32", shape: [head.bias.length], data: head.bias }],
    ["head.weights", { dtype: "F32", shape, data: head.weights.data }],
    ...(none
      ? [["none.directions", { dtype: "F32", shape, data: none.directions.data }] as [string, Tensor]]
      : []),
    ...(labelSets ? storeLabelSets(labelSets) : []),
    ...(heldOut ? storeHeldOut(heldOut) : []),
  ]);
  if (none?.outOfScope !== undefined) {
    const { rows, columns, data } = none.outOfScope;
    tensors.set("none.outside", { dtype: "F32", shape: [rows, columns], data });
  }
  const options = { tuning, ...(clean !== defaultClean && { clean }), ...(withoutWords && { withoutWords }) };
  const config = { classes, noneLevel: none?.level, report, ...options };
  return { config: JSON.parse(JSON.stringify(config)), tensors };
}

/** Decodes what storeFit returned. @throws ModelFileError if numbers are missing or have unexpected shapes */
export function restoreFit({ config, tensors }: SavedFit, dimensions: number, path: string): StoredFit {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success)
    throw new ModelFileError(
      path,
      "The values of the fit in model.json are not in the form that pilesort writes; the model is damaged.",
    );
  const { classes, noneLevel, report, tuning, clean = defaultClean, withoutWords } = parsed.data;
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== "F32" || tensor.shape.join() !== shape.join()) {
      throw new ModelFileError(
        path,
        `The tensor ${name} is missing, or does not have the shape [${shape.join(", ")}]; the model is damaged.`,
      );
    }
    return tensor.data;
  };
  const matrix = (name: string) => ({
    rows: classes.length,
    columns: dimensions,
    data: take(name, [classes.length, dimensions]),
  });
  const takeOutside = () => {
    const rows = tensors.get("none.outside")?.shape[0];
    if (rows === undefined) return {};
    return { outOfScope: { rows, columns: dimensions, data: take("none.outside", [rows, dimensions]) } };
  };
  const labelSets = restoreLabelSets(tensors, classes.length, dimensions, path);
  if ((labelSets === undefined) !== (noneLevel !== undefined))
    throw new ModelFileError(
      path,
      "The fit has no thresholds of labels and no none model; the model is damaged.",
    );
  const heldOut = restoreHeldOut(tensors, classes, path);
  const fit = {
    classes,
    center: take("center", [dimensions]),
    head: { weights: matrix("head.weights"), bias: take("head.bias", [classes.length]) },
    ...(labelSets
      ? { labelSets }
      : { none: { directions: matrix("none.directions"), level: noneLevel!, ...takeOutside() } }),
    ...(heldOut && { heldOut }),
    report,
  };
  return { fit, clean, ...(tuning && { tuning }), ...(withoutWords && { withoutWords }) };
}
