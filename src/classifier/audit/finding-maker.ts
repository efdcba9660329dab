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
   */
  constructor(
    private readonly examples: readonly Example[],
    classes: readonly string[],
    private readonly probabilities: Matrix,
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
    return { kind, row, ...(place && { place }), text, label, labelProbability, ...rest };
  }
}
