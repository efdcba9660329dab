import { z } from "zod";
import { ModelFileError } from "../errors.ts";
import type { JsonObject } from "../task/task.ts";
import type { Adapter } from "../tuning/adapter/adapter.ts";

/** How the encoder was tuned, or why it was not; kept with the adapter, or with the fit where there is none. */
export interface TuningReport {
  /** Examples that were there, learnt from or held out; later ones stand behind them. */
  readonly examples: number;
  /** Decided which of them were held out. */
  readonly seed: number;
  /** Whether nearly equal texts were kept on one side; models of pilesort 0.1.0 lack this and kept copies together only. */
  readonly grouped?: true;
  /** Number of those that were held out from fine-tuning, to evaluate it. */
  readonly heldOut: number;
  /** Times that every example was to be seen, and the one that was kept: 0 is the encoder as it was. */
  readonly epochs: number;
  readonly epoch: number;
  /**
   * Why tuning ended: all epochs were done, the held-out examples got worse, it was told to stop, or the numbers ran out
   * of bounds.
   */
  readonly ended: "finished" | "heldOut" | "stopped" | "notFinite";
  /** How much of the change is kept, by what the held-out examples said: all of it, half of it, or none. */
  readonly share: 0 | 0.5 | 1;
  /** The share of held-out examples that a classifier made without them got right, 0 to 1; absent where none was held out. */
  readonly accuracy?: { readonly before: number; readonly after: number };
}

/** What an encoder has learnt, and from what. */
export interface LearntAdapter {
  readonly adapter: Adapter;
  readonly report: TuningReport;
}

const share = z.number().min(0).max(1);

export const tuningReportSchema: z.ZodType<TuningReport> = z.strictObject({
  examples: z.int().positive(),
  seed: z.int(),
  grouped: z.literal(true).optional(),
  heldOut: z.int().nonnegative(),
  epochs: z.int().positive(),
  epoch: z.int().nonnegative(),
  ended: z.enum(["finished", "heldOut", "stopped", "notFinite"]),
  share: z.literal([0, 0.5, 1]),
  accuracy: z.strictObject({ before: share, after: share }).optional(),
});

/** Reads back what was kept with an adapter. @throws ModelFileError where it is something else */
export function restoreTuningReport(report: JsonObject, path: string): TuningReport {
  const parsed = tuningReportSchema.safeParse(report);
  if (parsed.success) return parsed.data;
  throw new ModelFileError(path, "The report of the tuning is not one that pilesort writes.");
}
