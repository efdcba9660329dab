import { checkClasses } from "../task/check-classes.ts";
import { checkLeafLabels, checkPaths } from "../task/hierarchy/check-hierarchy.ts";
import type { ClassDefinition } from "../task/task.ts";
import type { TaskDraft } from "./task-draft.ts";

/**
 * Returns the classes of a draft, which are the leaves of a hierarchy.
 * @throws InputError if there are fewer than two, or if the names of a hierarchy do not make a tree
 */
export function checkDraft({
  definitions,
  hierarchy,
  examples,
}: Pick<TaskDraft, "definitions" | "hierarchy" | "examples">): ClassDefinition[] {
  if (hierarchy === undefined) return checkClasses(definitions);
  checkPaths(definitions);
  checkLeafLabels(new Set(examples.map(({ label }) => label)), hierarchy);
  return checkClasses(hierarchy.leaves);
}
