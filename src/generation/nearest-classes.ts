import type { Encoder } from "../encoder/encoder.ts";
import { rowOf, takeRows } from "../math/matrix.ts";
import { multiply } from "../onnx/product.ts";
import type { ClassDefinition } from "../task/task.ts";

/** Returns for each chosen class the other classes with the nearest name and description, nearest first. */
export async function nearestClasses(
  chosen: readonly ClassDefinition[],
  classes: readonly ClassDefinition[],
  count: number,
  encoder: Encoder,
  signal?: AbortSignal,
): Promise<ClassDefinition[][]> {
  const vectors = await encoder.embed(
    classes.map(({ name, prompt }) => `${name}: ${prompt ?? ""}`),
    { signal },
  );
  const number = new Map(classes.map(({ name }, c) => [name, c]));
  const own = Int32Array.from(chosen, ({ name }) => number.get(name)!);
  const cosines = await multiply(takeRows(vectors, own), vectors, { transposeB: true });
  return chosen.map((_, i) => {
    const row = rowOf(cosines, i);
    const order = [...row.keys()].filter((c) => c !== own[i]).sort((a, b) => row[b] - row[a] || a - b);
    return order.slice(0, count).map((c) => classes[c]);
  });
}
