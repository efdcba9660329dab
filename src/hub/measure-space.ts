import type { ProgressListener } from "../async/progress.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { SpaceStatistics } from "../encoder/space-statistics.ts";
import { classMeans, residuals } from "../head/labeled-vectors.ts";
import { eigen } from "../math/eigen.ts";
import { type Matrix, rowOf, rowRange } from "../math/matrix.ts";
import { trace } from "../math/symmetric.ts";
import { addScaled } from "../math/vector.ts";
import { gram } from "../onnx/product.ts";
import { cutPrompts } from "../prompts/snippets.ts";
import type { WrittenTask } from "./written-tasks.ts";

/**
 * Share of the measured covariance in the whitening; the identity has the rest. A larger value whitens more strongly and
 * overfits the measured tasks. The value was chosen on held-out tasks.
 */
const share = 0.25;

/**
 * Measures the space statistics of an encoder on written tasks: the mean vector of texts, the mean vector of snippets of
 * descriptions, and the inverse square root of the covariance within classes.
 * @throws CancelledError
 */
export async function measureSpace(
  encoder: Encoder,
  tasks: readonly WrittenTask[],
  { onProgress, signal }: { readonly onProgress?: ProgressListener; readonly signal?: AbortSignal } = {},
): Promise<SpaceStatistics> {
  const texts = tasks.map(({ classes }) => classes.flatMap(({ examples }) => examples));
  const snippets = tasks.map(({ classes }) => cutPrompts(classes).map(({ text }) => text));
  const lists = [...texts, ...snippets];
  const vectors = await encoder.embed(lists.flat(), { onProgress, signal });
  const ends = lists.map(
    (
      (row) => (list: readonly string[]) =>
        (row += list.length)
    )(0),
  );
  const meanOf = (list: number) => meanRow(rowRange(vectors, ends[list] - lists[list].length, ends[list]));
  const numbers = tasks.map((_, task) => task);
  return {
    textCenter: meanOfVectors(numbers.map(meanOf)),
    promptCenter: meanOfVectors(numbers.map((task) => meanOf(tasks.length + task))),
    whitener: await whitenerOf(tasks, rowRange(vectors, 0, ends[tasks.length - 1])),
  };
}

function meanRow(vectors: Matrix): Float32Array {
  return meanOfVectors(Array.from({ length: vectors.rows }, (_, i) => rowOf(vectors, i)));
}

function meanOfVectors(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0].length);
  for (const vector of vectors) addScaled(mean, vector, 1 / vectors.length);
  return mean;
}

/** Returns the inverse square root of the pooled within-class covariance (scaled to trace d, shrunk towards the identity). */
async function whitenerOf(tasks: readonly WrittenTask[], vectors: Matrix): Promise<Matrix> {
  const counts = tasks.flatMap(({ classes }) => classes.map(({ examples }) => examples.length));
  const labels = Int32Array.from(counts.flatMap((count, c) => Array.from({ length: count }, () => c)));
  const scatter = await gram(
    residuals({ vectors, labels }, classMeans({ vectors, labels }, counts.length).means),
  );
  const size = scatter.size;
  const total = trace(scatter);
  const shrunk = scatter.data.map(
    (value, i) => (share * value * size) / total + (i % (size + 1) === 0 ? 1 - share : 0),
  );
  const { values, vectors: axes } = eigen({ size, data: shrunk });
  const whitener = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const axis = axes.subarray(k * size, (k + 1) * size);
    for (let i = 0; i < size; i++) {
      const factor = axis[i] / Math.sqrt(values[k]);
      for (let j = 0; j < size; j++) whitener[i * size + j] += factor * axis[j];
    }
  }
  return { rows: size, columns: size, data: Float32Array.from(whitener) };
}
