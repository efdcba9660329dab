import type { ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { JsonObject } from "../task/task.ts";
import type { TrainingSettings } from "./settings.ts";

/** How to make a classifier. */
export interface ClassifierOptions extends Partial<TrainingSettings> {
  /**
   * A folder, the name of a pulled encoder, or an Encoder object. "auto" chooses at the first training among the bundled
   * encoder and the pulled ones, by the language of descriptions and texts. "auto:speed" and "auto:accuracy" prefer the fastest
   * or the most accurate one that knows the language. Nothing is downloaded. Default: the bundled encoder.
   */
  readonly encoder?: string | Encoder;
  /** Folder with the pulled encoders, if `encoder` is the name of one. Default: the user's cache folder. */
  readonly store?: string;
  /** Folder in which embeddings are kept between runs. Default: they are kept in memory only. */
  readonly cacheFolder?: string;
  /**
   * Maximum number of windows of 256 tokens that are read per text. Default: 16, which is about 3,000 English words.
   * The rest of a longer text is not read; `charactersRead` of its classification says so. This limits the time that one
   * text takes.
   */
  readonly maxWindows?: number;
  /** Any JSON that should be saved with the model; it is never interpreted. */
  readonly metadata?: JsonObject;
}

/** How to open a saved model. Settings that are left out keep their saved values. */
export type LoadOptions = Omit<ClassifierOptions, "metadata">;

/** Options of every long call. */
export interface WorkOptions {
  readonly onProgress?: ProgressListener;
  /** Stops the work with a CancelledError. The classifier does not change. */
  readonly signal?: AbortSignal;
  /**
   * Called with one or two sentences if something about the texts makes their answers less reliable, such as a language that
   * the encoder does not know. A training reports it in its warnings instead, and calls this if it resumes.
   */
  readonly onNotice?: (message: string) => void;
}

/** How to train. */
export interface TrainingOptions extends WorkOptions {
  /**
   * Whether to fine-tune the encoder on the examples, and with true also on texts without labels. This takes seconds to
   * minutes and makes most models clearly more accurate. Default: "auto", which fine-tunes if there are about eight examples per class, if it is estimated to take
   * less than two minutes, and if the last training had at most half as many examples. "auto" does not change an encoder
   * that is fine-tuned already. With true, fine-tuning continues from it.
   */
  readonly tune?: boolean | "auto";
  /**
   * Whether a linear model on the words of texts may be trained beside the encoder. It is used only if it clearly lowers
   * the log loss on held-out examples. Default: true.
   */
  readonly words?: boolean;
  /** Ends fine-tuning early. Training continues with the best state so far. */
  readonly stopTuning?: AbortSignal;
  /**
   * File in which fine-tuning saves its state. The next training resumes from it if this one is killed. The file is
   * removed at the end of every training, also without fine-tuning. If another process uses the file, no state is saved.
   *
   * The embeddings of more than 4,096 texts are kept in the file CHECKPOINT.embeddings in the same way: as numbers of 16
   * bits by the check sums of the texts, not with the texts. `onNotice` is called if they are used again.
   */
  readonly checkpoint?: string;
}
