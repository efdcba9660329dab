import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import type { JsonObject } from "../task/task.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";

/** How the encoder was fine-tuned. It is saved with the adapter, or with the fit if no change was kept. */
export interface TuningReport {
  /** Number of examples at that time, held-out ones included. Later examples come after them. */
  readonly examples: number;
  /** Seed of the choice of held-out examples. */
  readonly seed: number;
  /** Nearly equal texts were held out together. Absent in models of pilesort 0.1.0, which did so for equal texts only. */
  readonly grouped?: true;
  /** Number of texts without labels that the encoder learned from too. Absent if there were none. */
  readonly unlabeled?: number;
  /** Number of examples that were held out to evaluate fine-tuning. */
  readonly heldOut: number;
  /** Planned number of passes over the examples. */
  readonly epochs: number;
  /** The pass whose result was kept; 0 is the encoder before fine-tuning. */
  readonly epoch: number;
  /**
   * Why fine-tuning ended. "finished": all epochs were done. "heldOut": the loss on held-out examples rose. "stopped": the
   * caller stopped it. "notFinite": the loss was no longer a finite number.
   */
  readonly ended: "finished" | "heldOut" | "stopped" | "notFinite";
  /**
   * How much of the change is kept: all, half or none of it, chosen by the loss on held-out examples; without examples by
   * how often words and vectors agree on texts without labels.
   */
  readonly share: 0 | 0.5 | 1;
  /** Accuracy on held-out examples before and after fine-tuning, 0 to 1. Absent if no example was held out. */
  readonly accuracy?: { readonly before: number; readonly after: number };
  /**
   * Only if texts may have several labels: the share of the texts that was held out, 0 to 1. `examples` and `heldOut` then
   * count pairs of text and label.
   */
  readonly heldOutShare?: number;
  /** Instead of `accuracy` if texts may have several labels: micro-F1 on held-out texts, 0 to 1. */
  readonly microF1?: { readonly before: number; readonly after: number };
  /**
   * Share of the texts without labels on which words and vectors agree, before and after fine-tuning, 0 to 1. Present if no
   * example was held out and there were such texts.
   */
  readonly agreement?: { readonly before: number; readonly after: number };
}

/** What an encoder has learnt, and how. */
export interface LearntAdapter {
  readonly adapter: Adapter;
  readonly report: TuningReport;
}

const share = z.number().min(0).max(1);

export const tuningReportSchema: z.ZodType<TuningReport> = z.strictObject({
  examples: z.int().nonnegative(),
  seed: z.int(),
  grouped: z.literal(true).optional(),
  unlabeled: z.int().positive().optional(),
  heldOut: z.int().nonnegative(),
  epochs: z.int().positive(),
  epoch: z.int().nonnegative(),
  ended: z.enum(["finished", "heldOut", "stopped", "notFinite"]),
  share: z.literal([0, 0.5, 1]),
  accuracy: z.strictObject({ before: share, after: share }).optional(),
  heldOutShare: share.optional(),
  microF1: z.strictObject({ before: share, after: share }).optional(),
  agreement: z.strictObject({ before: share, after: share }).optional(),
});

/** Decodes the report that was saved with an adapter. @throws ModelFileError if it has another form */
export function restoreTuningReport(report: JsonObject, path: string): TuningReport {
  const parsed = tuningReportSchema.safeParse(report);
  if (parsed.success) return parsed.data;
  throw new ModelFileError(
    path,
    "The report of the fine-tuning in model.json is not in the form that pilesort writes; the model is damaged.",
  );
}
