import type { Encoder } from "../../src/index.ts";
import { measure } from "./measure.ts";
import type { PublicSet } from "./public-sets.ts";
import { variants } from "./variants.ts";

/** Accuracy of one training with this number of rows per class. "all": all rows of the train side. */
export interface CurveMeasurement {
  readonly set: string;
  readonly rowsPerClass: number | "all";
  /** Whether the descriptions were given too. If not, a class has its name and its rows. */
  readonly descriptions: boolean;
  readonly seed: number;
  readonly accuracy: number;
  readonly expectedCalibrationError: number;
}

/** The points of a learning curve. */
export const curvePoints: readonly CurveMeasurement["rowsPerClass"][] = [0, 1, 2, 4, 8, 16, 32, 64, "all"];

/** One draw where nothing is drawn: without rows and with all of them. */
export function curveSeeds(rows: CurveMeasurement["rowsPerClass"], seeds: readonly number[]) {
  return rows === 0 || rows === "all" ? seeds.slice(0, 1) : seeds;
}

/** Trains on these numbers of rows, with and without descriptions, without fine-tuning. */
export async function measureCurve(
  set: PublicSet,
  encoder: Encoder,
  { points, seeds }: { readonly points: typeof curvePoints; readonly seeds: readonly number[] },
  found: (measurement: CurveMeasurement) => void,
): Promise<void> {
  for (const rows of points) {
    // A class needs a description or rows.
    for (const descriptions of rows === 0 ? [true] : [true, false]) {
      for (const seed of curveSeeds(rows, seeds)) {
        const rowsPerClass = rows === "all" ? Number.POSITIVE_INFINITY : rows;
        const setting = { name: String(rows), rowsPerClass, seeds: [seed] };
        const vary = variants[descriptions ? "usual" : "no-prompts"];
        const { accuracy, expectedCalibrationError } = await measure(set, setting, seed, encoder, [], vary);
        found({
          set: set.name,
          rowsPerClass: rows,
          descriptions,
          seed,
          accuracy,
          expectedCalibrationError,
        });
      }
    }
  }
}
