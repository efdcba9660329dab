import { useEffect, useState } from "preact/hooks";
import type { OpenProject } from "./project.ts";
import { type ListQuery, TextList } from "./text-list.ts";

/** Makes a list of the project's texts that is read again whenever answers are new. */
export function useTextList(project: OpenProject, query: ListQuery = {}): TextList {
  const [list] = useState(() => new TextList(project.api.readTexts, query));
  const fresh = project.fresh.value;
  useEffect(() => list.refresh(), [list, fresh]);
  useEffect(() => () => list.stop(), [list]);
  return list;
}
