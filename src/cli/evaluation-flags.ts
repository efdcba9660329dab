import type { ReadPredictionsOptions, ScoredPrediction } from "../index.ts";
import type { LabelFlags } from "./label-map.ts";
import type { ReadingFlags } from "./reading-options.ts";
import type { SharedOptions } from "./shared-options.ts";

/** Values of the flags of evaluate. */
export interface EvaluateFlags extends SharedOptions, ReadingFlags, LabelFlags {
  readonly load: string;
  readonly data?: readonly string[];
  readonly predictions?: string;
  readonly truth?: string;
  readonly predictionField?: string;
  readonly idField?: string;
  readonly baseline?: string;
  readonly costs?: string;
  readonly errors?: string;
  readonly changes?: string;
  readonly html?: string;
  readonly seed?: number;
  readonly none?: boolean;
  readonly hierarchy?: boolean;
  readonly multiLabel?: boolean;
  readonly json?: boolean;
}

/** The flags that name fields of files of predictions. */
export function fieldsOf({ idField, predictionField }: EvaluateFlags): ReadPredictionsOptions {
  return {
    ...(idField !== undefined && { idField }),
    ...(predictionField !== undefined && { predictionField }),
  };
}

/** Renames the classes of a prediction by --label-map. */
export function renamed(
  { prediction, probabilities, probability, noneProbability }: ScoredPrediction,
  labelMap: Readonly<Record<string, string>>,
): ScoredPrediction {
  const nameOf = (name: string): string => (Object.hasOwn(labelMap, name) ? labelMap[name] : name);
  return {
    prediction: prediction === null ? null : nameOf(prediction) || null,
    ...(probability !== undefined && { probability }),
    ...(noneProbability !== undefined && { noneProbability }),
    ...(probabilities && {
      probabilities: Object.fromEntries(
        Object.entries(probabilities).map(([name, value]) => [nameOf(name), value]),
      ),
    }),
  };
}
