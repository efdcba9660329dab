import type { ProgressListener } from "../async/progress.ts";
import type { Matrix } from "../math/matrix.ts";

/** Options of a prediction. */
export interface PredictOptions {
  readonly onProgress?: ProgressListener;
  /** Stops the work with a CancelledError. */
  readonly signal?: AbortSignal;
  /** Called with one or two sentences about what makes the predictions for these texts less reliable, and what to do. */
  readonly onNotice?: (message: string) => void;
}

/**
 * A source of scores, for example the vectors of an encoder with a linear head on them. A channel owns everything that
 * it needs to score texts. The scores of all channels of a model are added.
 */
export interface Channel {
  /** Scores texts. What it returns for one text does not depend on the other texts. */
  score(texts: readonly string[], options?: PredictOptions): Promise<ChannelScores>;
}

interface ChannelScores {
  /** Logits: [texts, classes]. */
  readonly logits: Matrix;
  /** P(none) of each text, 0 to 1. Absent if the channel does not estimate it. */
  readonly none?: Float64Array;
}
