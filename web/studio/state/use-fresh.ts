import { useEffect, useState } from "preact/hooks";
import { report } from "./connection.ts";
import type { OpenProject } from "./project.ts";

/**
 * Reads something of a project again whenever its state or its answers change. Until then the last result stays.
 * @param reason another value that makes it read again when it changes
 */
export function useFresh<Result>(
  project: OpenProject,
  read: () => Promise<Result>,
  reason?: unknown,
): Result | undefined {
  const [result, setResult] = useState<Result>();
  const fresh = project.fresh.value;
  useEffect(() => {
    let isOver = false;
    read().then((next) => {
      if (!isOver) setResult(next);
    }, report);
    return () => {
      isOver = true;
    };
  }, [project, fresh, reason]);
  return result;
}
