/** Returns the number of labels of each class, or the sum of their weights. */
export function classCounts(labels: Int32Array, classes: number, weights?: Float64Array): Float64Array {
  const counts = new Float64Array(classes);
  for (const [i, label] of labels.entries()) counts[label] += weights?.[i] ?? 1;
  return counts;
}
