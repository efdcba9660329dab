import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import type { SavedFit, Tensor } from "../model-file/model.ts";
import type { Fit } from "./fit.ts";
import { type TuningReport, tuningReportSchema } from "./tuning-report.ts";
import { unlabeledReportSchema } from "./unlabeled-report.ts";

const reportSchema = z.strictObject({
  classes: z.int(),
  pieces: z.int(),
  generated: z.int(),
  real: z.int(),
  calibratedOn: z.union([
    z.strictObject({ basis: z.literal("rule") }),
    z.strictObject({ basis: z.literal("held-out rows"), rows: z.int() }),
  ]),
  heldOutAccuracy: z.number().min(0).max(1).optional(),
  words: z.strictObject({ grams: z.int(), bytes: z.int() }).optional(),
  unlabeled: unlabeledReportSchema.optional(),
  warnings: z.array(
    z.strictObject({
      kind: z.enum(["similar-classes", "thin-prompt", "contradictory-labels", "unlabeled-missing"]),
      classes: z.array(z.string()),
      message: z.string(),
    }),
  ),
});

const configSchema = z.strictObject({
  classes: z.array(z.string()).min(2),
  noneLevel: z.number(),
  report: reportSchema,
  tuning: tuningReportSchema.optional(),
});

/** A fit as it is kept. */
export interface StoredFit {
  readonly fit: Fit;
  /** How tuning went where nothing of it was kept; that of a tuned encoder is kept with its adapter. */
  readonly tuning?: TuningReport;
}

/** A fit as named numbers and JSON. */
export function storeFit({ fit, tuning }: StoredFit): SavedFit {
  const { classes, center, head, none, report } = fit;
  const shape = [head.weights.rows, head.weights.columns];
  const tensors = new Map<string, Tensor>([
    ["center", { dtype: "F32", shape: [center.length], data: center }],
    ["head.bias", { dtype: "F32", shape: [head.bias.length], data: head.bias }],
    ["head.weights", { dtype: "F32", shape, data: head.weights.data }],
    ["none.directions", { dtype: "F32", shape, data: none.directions.data }],
  ]);
  if (none.outOfScope !== undefined) {
    const { rows, columns, data } = none.outOfScope;
    tensors.set("none.outside", { dtype: "F32", shape: [rows, columns], data });
  }
  const config = { classes, noneLevel: none.level, report, tuning };
  return { config: JSON.parse(JSON.stringify(config)), tensors };
}

/** @throws ModelFileError where the numbers do not fit together */
export function restoreFit({ config, tensors }: SavedFit, dimensions: number, path: string): StoredFit {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success)
    throw new ModelFileError(path, "The description of the fit is not one that pilesort writes.");
  const { classes, noneLevel, report, tuning } = parsed.data;
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== "F32" || tensor.shape.join() !== shape.join()) {
      throw new ModelFileError(
        path,
        `The numbers ${name} are missing or not of the shape [${shape.join(", ")}].`,
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
  const fit = {
    classes,
    center: take("center", [dimensions]),
    head: { weights: matrix("head.weights"), bias: take("head.bias", [classes.length]) },
    none: { directions: matrix("none.directions"), level: noneLevel, ...takeOutside() },
    report,
  };
  return { fit, ...(tuning && { tuning }) };
}
