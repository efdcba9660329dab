/**
 * Measures the space statistics of the bundled encoder on written classification tasks, writes them to
 * assets/encoder/background.f32 and enters that file in encoder.json. Run it after a new encoder was built:
 *
 *     tsx scripts/make-background.ts TASKS.jsonl.gz
 *
 * The input has one task per line: {"task", "classes": [{"name", "prompt", "examples"}]}.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundledEncoderFolder } from "../src/encoder/bundled-encoder.ts";
import { openOnnxEncoder } from "../src/encoder/onnx-encoder.ts";
import type { SpaceStatistics } from "../src/encoder/space-statistics.ts";
import { sha256 } from "../src/files/sha256.ts";
import { classMeans, residuals } from "../src/head/labeled-vectors.ts";
import { type Matrix, rowOf } from "../src/math/matrix.ts";
import { trace } from "../src/math/symmetric.ts";
import { gram } from "../src/onnx/product.ts";
import { cutPrompts } from "../src/prompts/snippets.ts";
import { eigen } from "./eigen.ts";
import { readWrittenTasks, type WrittenTask } from "./written-tasks.ts";

/**
 * Share of the measured covariance in the whitening; the identity has the rest. A larger value whitens more strongly and
 * overfits the measured tasks. The value was chosen on held-out tasks.
 */
const share = 0.25;

const descriptionFile = join(bundledEncoderFolder, "encoder.json");
const description = JSON.parse(readFileSync(descriptionFile, "utf8"));
const encoder = await openOnnxEncoder(bundledEncoderFolder);

const tasks = readWrittenTasks(process.argv[2]);

const textVectors = await embedTasks(tasks, ({ classes }) => classes.flatMap(({ examples }) => examples));
const pieceVectors = await embedTasks(tasks, ({ classes }) => cutPrompts(classes).map(({ text }) => text));
const whitener = await whitenerOf(tasks, textVectors.all);
const bytes = spaceStatisticsToBytes({
  textCenter: textVectors.center,
  promptCenter: pieceVectors.center,
  whitener,
});
writeFileSync(join(bundledEncoderFolder, "background.f32"), bytes);
description.files["background.f32"] = { bytes: bytes.length, sha256: sha256(bytes) };
writeFileSync(descriptionFile, `${JSON.stringify(description, null, 2)}\n`);
console.log(
  `${tasks.length} tasks, ${textVectors.all.rows} texts, ${pieceVectors.all.rows} description snippets`,
);

/** Embeds one list of texts per task. Returns all vectors, and the mean of the task means as center. */
async function embedTasks(all: readonly WrittenTask[], textsOf: (task: WrittenTask) => string[]) {
  const lists = all.map(textsOf);
  const vectors = await encoder.embed(lists.flat());
  const center = new Float32Array(vectors.columns);
  let row = 0;
  for (const list of lists) {
    for (const end = row + list.length; row < end; row++) {
      rowOf(vectors, row).forEach((value, j) => {
        center[j] += value / list.length / lists.length;
      });
    }
  }
  return { all: vectors, center };
}

/** Returns the inverse square root of the pooled within-class covariance (scaled to trace d, shrunk towards the identity). */
async function whitenerOf(all: readonly WrittenTask[], vectors: Matrix): Promise<Matrix> {
  const counts = all.flatMap(({ classes }) => classes.map(({ examples }) => examples.length));
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
      for (let j = 0; j < size; j++) whitener[i * size + j] += (axis[i] * axis[j]) / Math.sqrt(values[k]);
    }
  }
  return { rows: size, columns: size, data: Float32Array.from(whitener) };
}

/** Returns text center, prompt center and whitener one after the other, as little-endian float32. */
function spaceStatisticsToBytes({ textCenter, promptCenter, whitener }: SpaceStatistics): Uint8Array {
  const values = [...textCenter, ...promptCenter, ...whitener.data];
  const bytes = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) bytes.setFloat32(4 * i, value, true);
  return new Uint8Array(bytes.buffer);
}
