import { cutPrompts, type Snippet } from "../prompts/snippets.ts";
import type { DescribedTree } from "../training/shared-descriptions.ts";
import type { TaskDraft } from "./task-draft.ts";

/** The descriptions of a task, cut into snippets. */
export interface DescribedTask {
  /** Snippets of the classes. */
  readonly snippets: readonly Snippet[];
  /** Snippets of the nodes above them. Absent if the names of the classes are not paths. */
  readonly tree?: DescribedTree;
}

/** Cuts the descriptions of a draft into snippets. */
export function describedTask({
  definitions,
  hierarchy,
}: Pick<TaskDraft, "definitions" | "hierarchy">): DescribedTask {
  if (hierarchy === undefined) return { snippets: cutPrompts(definitions) };
  return {
    snippets: cutPrompts(hierarchy.leaves, { arePaths: true }),
    tree: { innerSnippets: cutPrompts(hierarchy.inner, { arePaths: true }) },
  };
}
