import type { TreeMeasurement } from "./measure.ts";
import { treeSets } from "./tree-sets.ts";

/** Writes one line per set and number of rows, each the mean over its draws. */
export function treeTable(all: readonly TreeMeasurement[]): string {
  const keys = [...new Set(all.map(({ set, rowsPerClass }) => `${set} ${rowsPerClass}`))];
  const order = (key: string): number => {
    const [set, rows] = key.split(" ");
    return (treeSets as readonly string[]).indexOf(set) * 1000 + Number(rows);
  };
  const lines = keys
    .sort((a, b) => order(a) - order(b))
    .map((key) => lineOf(all.filter(({ set, rowsPerClass }) => `${set} ${rowsPerClass}` === key)));
  return [
    "| set | rows per class | leaf, flat | leaf, tree | top, flat | top, tree | levels, tree (mean probability) | 0.9: answered | correct | mean probability | are leaves | correct near 0.9 | seconds, flat / tree |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ].join("\n");
}

function lineOf(draws: readonly TreeMeasurement[]): string {
  const [{ set, rowsPerClass }] = draws;
  const mean = (of: (each: TreeMeasurement) => number) =>
    draws.reduce((sum, each) => sum + of(each), 0) / draws.length;
  const percent = (of: (each: TreeMeasurement) => number) => (100 * mean(of)).toFixed(1);
  const near = draws.filter(({ tree }) => tree.threshold.correctNear !== undefined);
  const levels = draws[0].tree.levels.map(
    (_, k) =>
      `${percent(({ tree }) => tree.levels[k].accuracy)} (${percent(({ tree }) => tree.levels[k].meanProbability)})`,
  );
  const cells = [
    set,
    rowsPerClass,
    percent(({ flat }) => flat.accuracy),
    percent(({ tree }) => tree.accuracy),
    percent(({ flat }) => flat.top),
    percent(({ tree }) => tree.top),
    levels.join(", "),
    percent(({ tree }) => tree.threshold.answered),
    percent(({ tree }) => tree.threshold.correct),
    percent(({ tree }) => tree.threshold.meanProbability),
    percent(({ tree }) => tree.threshold.classes),
    near.length < draws.length ? "-" : percent(({ tree }) => tree.threshold.correctNear!),
    `${mean(({ flat }) => flat.seconds).toFixed(1)} / ${mean(({ tree }) => tree.seconds).toFixed(1)}`,
  ];
  return `| ${cells.join(" | ")} |`;
}
