import { type Evaluation, type NamedClasses, scoreTree } from "../index.ts";
import { confusionView } from "./confusion-view.ts";
import type { TreeNodeView, TreeView } from "./report-data.ts";
import { shortName } from "./shorten.ts";

/** Maximum number of nodes. More make the report larger; a node takes about 60 bytes. */
const maxNodes = 8000;

/**
 * Makes the tree of a hierarchy, or of groups of similar classes, with its figures. Nodes with the most errors come first
 * among those of one parent.
 * @param most number of characters of a name that are shown
 * @returns undefined if the classes are no hierarchy and there are no groups, or if the tree has one node at the top
 */
export function classTreeView(
  { confusion, hierarchy }: Pick<Evaluation, "confusion" | "hierarchy">,
  groups: readonly NamedClasses[],
  most: number,
): TreeView | undefined {
  if (hierarchy === undefined && groups.length === 0) return undefined;
  const { nodes, top } = scoreTree(confusion, hierarchy === undefined ? groups : undefined);
  const children = new Map<number | undefined, number[]>();
  for (const [i, { parent }] of nodes.entries()) children.set(parent, [...(children.get(parent) ?? []), i]);
  if ((children.get(undefined) ?? []).length < 2) return undefined;
  const shown: TreeNodeView[] = [];
  const add = (level: readonly number[], parent: number | undefined): void => {
    const errors = (i: number) => nodes[i].rows - nodes[i].correct;
    const sorted = level.toSorted((a, b) => errors(b) - errors(a) || nodes[b].rows - nodes[a].rows || a - b);
    for (const i of sorted) {
      if (shown.length >= maxNodes) return;
      const { name, classes, rows, correct, inside } = nodes[i];
      shown.push({
        name: shortName(name, most),
        ...(parent !== undefined && { parent }),
        classes,
        rows,
        correct,
        inside,
      });
      add(children.get(i) ?? [], shown.length - 1);
    }
  };
  add(children.get(undefined)!, undefined);
  const view = confusionView(top);
  return {
    kind: hierarchy === undefined ? "groups" : "hierarchy",
    nodes: shown,
    leftOut: nodes.length - shown.length,
    top: { ...view, labels: view.labels.map((label) => shortName(label, most)) },
  };
}
