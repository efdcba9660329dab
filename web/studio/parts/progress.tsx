import { count } from "../../shared/numbers.ts";

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** Undefined if the end is not known. */
  readonly total?: number;
}

/** Shows how far work has come. */
export function Progress({ label, done, total }: ProgressProps) {
  return (
    <div class="progress">
      <span>{label}</span>
      <progress value={total === undefined ? undefined : done} max={total ?? 1} aria-label={label} />
      {total !== undefined && total > 1 && (
        <span class="muted">
          {count(done)} of {count(total)}
        </span>
      )}
    </div>
  );
}
