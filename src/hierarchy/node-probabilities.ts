import { argumentError, isOptions } from "../errors.ts";
import { ClassTree } from "./class-tree.ts";

/**
 * Adds the probabilities of classes up their tree.
 * @param probabilities path of each class -> probability, of all classes (a classification without the option top)
 * @returns path of each node -> probability; each node comes after the node above it
 * @throws InputError if the argument is not an object of numbers
 * @example
 * nodeProbabilities({ "Food > Milk": 0.5, "Food > Bread": 0.25, Tools: 0.25 });
 * // { Food: 0.75, "Food > Milk": 0.5, "Food > Bread": 0.25, Tools: 0.25 }
 */
export function nodeProbabilities(probabilities: Readonly<Record<string, number>>): Record<string, number> {
  const isValid =
    isOptions(probabilities) && Object.values(probabilities).every((p) => typeof p === "number");
  if (!isValid) throw argumentError("probabilities", "an object { class: probability }", probabilities);
  const tree = new ClassTree(Object.keys(probabilities));
  const sums = tree.sums(Object.values(probabilities));
  return Object.fromEntries(tree.nodes.map(({ name }, node) => [name, sums[node]]));
}
