import type { Evaluation } from "../../../../src/index.ts";
import { ClassTable } from "./class-table.tsx";
export function QualityPlots({ evaluation }: { readonly evaluation: Evaluation }) {
  return <ClassTable evaluation={evaluation} />;
}
