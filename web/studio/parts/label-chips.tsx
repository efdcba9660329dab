import type { StudioText } from "../../../src/studio/contract.ts";
import { nameOfLabel } from "../state/labels.ts";
import { ClassName, hueOf } from "./class-name.tsx";

/** Shows the labels of a text that may have several, each with its probability. Corrected labels have none. */
export function LabelChips({ text }: { readonly text: StudioText }) {
  const { correction, labels = [] } = text;
  const shown = Array.isArray(correction)
    ? correction.map((label) => ({ label, probability: undefined }))
    : labels;
  if (shown.length === 0) return <ClassName label={[]} />;
  return (
    <span class="chips" title={nameOfLabel(shown.map(({ label }) => label))}>
      {shown.map(({ label, probability }) => (
        <span key={label} class="chip">
          <span class={`dot hue-${hueOf(label)}`} aria-hidden="true" />
          <span class="class-label">{label}</span>
          {probability !== undefined && <span class="chip-number">{Math.round(probability * 100)} %</span>}
        </span>
      ))}
    </span>
  );
}
