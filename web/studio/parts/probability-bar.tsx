/** Draws a probability as a bar with its percentage. */
export function ProbabilityBar({
  value,
  faint = false,
}: {
  readonly value: number;
  readonly faint?: boolean;
}) {
  return (
    <span class={faint ? "bar faint" : "bar"}>
      <span class="bar-track" aria-hidden="true">
        <span class="bar-fill" style={{ width: `${value * 100}%` }} />
      </span>
      <span class="bar-number">{Math.round(value * 100)} %</span>
    </span>
  );
}
