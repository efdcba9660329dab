import { levelOf, nodeAtLevel } from "../../hierarchy/paths.ts";
import { type Matrix, rowOf } from "../../math/matrix.ts";
import { placeOfExample } from "../../task/example-places.ts";
import type { Example } from "../../task/task.ts";
import type { Finding, FindingKind } from "./audit.ts";

/** Makes findings about labeled examples from their out-of-fold probabilities. */
export class FindingMaker {
  readonly #columns: ReadonlyMap<string, number>;

  /**
   * @param classes names, in the order of the columns
   * @param probabilities [examples, classes]
   * @param arePaths whether the names of the classes are paths in a tree
   */
  constructor(
    private readonly examples: readonly Example[],
    classes: readonly string[],
    private readonly probabilities: Matrix,
    private readonly arePaths: boolean,
  ) {
    this.#columns = new Map(classes.map((name, c) => [name, c]));
  }

  probabilityOf(row: number, label: string): number {
    return rowOf(this.probabilities, row)[this.#columns.get(label)!];
  }

  make(
    kind: FindingKind,
    row: number,
    rest: Pick<Finding, "action" | "proposal" | "probability" | "reason">,
  ): Finding {
    const { text, label } = this.examples[row];
    const place = placeOfExample(this.examples[row]);
    const labelProbability = this.probabilityOf(row, label);
    const finding = { kind, row, ...(place && { place }), text, label, labelProbability, ...rest };
    if (!this.arePaths || rest.proposal === undefined) return finding;
    const { level, above } = partingOf(label, rest.proposal);
    const where = above === "" ? "at the top level" : `at level ${level}, below ${JSON.stringify(above)}`;
    return { ...finding, level, reason: `${rest.reason} The two part ${where}.` };
  }
}

/** Returns the level at which two paths part, and the path of the node that they share; "" if they share none. */
function partingOf(one: string, other: string): { readonly level: number; readonly above: string } {
  let level = 1;
  while (level < levelOf(one) && nodeAtLevel(one, level) === nodeAtLevel(other, level)) level++;
  return { level, above: level === 1 ? "" : nodeAtLevel(one, level - 1) };
}
