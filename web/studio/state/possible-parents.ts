import type { StudioClass } from "../../../src/studio/contract.ts";

/** Lists the classes that can be above a class: not itself, and none below it. */
export function possibleParents(classes: readonly StudioClass[], id: number): readonly StudioClass[] {
  const parents = new Map(classes.map((each) => [each.id, each.parent]));
  const isBelow = (each: number): boolean => {
    for (let at: number | null | undefined = each, steps = 0; at != null && steps < 100; steps++) {
      if (at === id) return true;
      at = parents.get(at);
    }
    return false;
  };
  return classes.filter((each) => !isBelow(each.id));
}
