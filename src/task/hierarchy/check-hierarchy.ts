import { InputError } from "../../errors.ts";
import { quote } from "../../files/quote.ts";
import { isInNode, nodesAbove, pathParts, pathSeparator } from "../../hierarchy/paths.ts";
import { labelKey } from "../labels/near-labels.ts";
import type { ClassDefinition } from "../task.ts";
import type { Hierarchy } from "./find-hierarchy.ts";

/** A ">" that may separate two parts, however it is written. */
const anySeparator = /\s*>\s*/u;

/** What to do if names are no paths, for messages. */
const flatRemedy = "if names are not paths, set the option hierarchy to false (--no-hierarchy)";

/**
 * Checks that the names of classes are paths that make a tree.
 * @throws InputError if a part is empty, a path is not written as "a > b > c", or two paths are spellings of one
 */
export function checkPaths(definitions: readonly ClassDefinition[]): void {
  for (const { name } of definitions) checkPath(name);
  const spellings = new Map<string, string>();
  for (const { name } of definitions) {
    for (const node of [...nodesAbove(name), name]) {
      const key = node.split(anySeparator).map(labelKey).join(pathSeparator);
      const known = spellings.get(key) ?? node;
      if (known !== node) {
        throw new InputError(
          `${quote(known)} and ${quote(node)} are two spellings of one path; write it the same way everywhere.`,
        );
      }
      spellings.set(key, node);
    }
  }
}

function checkPath(name: string): void {
  const parts = name.split(/(?:^|\s+)>(?=\s|$)/u).map((part) => part.trim());
  if (parts.some((part) => part === "")) {
    throw new InputError(
      `The path ${quote(name)} has an empty part; write a name before and after each ">", or, ${flatRemedy}.`,
    );
  }
  const plain = parts.join(pathSeparator);
  if (plain !== name) {
    throw new InputError(
      `The path ${quote(name)} is not written with one blank on each side of ">"; write ${quote(plain)}.`,
    );
  }
}

/**
 * Checks that labels are classes, which are the leaves.
 * @param labels of examples
 * @throws InputError if a label is the name of a node that has classes below it
 */
export function checkLeafLabels(labels: Iterable<string>, { leaves }: Pick<Hierarchy, "leaves">): void {
  const inner = new Set(leaves.flatMap(({ name }) => nodesAbove(name)));
  for (const label of labels) {
    if (inner.has(label))
      throw new InputError(
        innerLabelSentence(
          label,
          leaves.map(({ name }) => name),
        ),
      );
  }
}

/** Returns the sentence for an example whose label is an inner node. @param classes names of the leaves */
export function innerLabelSentence(label: string, classes: readonly string[]): string {
  const below = classes.find((name) => name !== label && isInNode(name, label));
  const rest = `${label}${pathSeparator}Other`;
  return `${quote(label)} is an inner node of the hierarchy, and examples belong to the classes below it; label them with one, such as ${quote(below ?? rest)}, or add a class for the rest, such as ${quote(rest)}.`;
}

/** Returns whether a name has more than one part. */
export function isPath(name: string): boolean {
  return pathParts(name).length > 1;
}
