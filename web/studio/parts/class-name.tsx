import type { Label } from "../../../src/studio/contract.ts";
import { nameOfLabel, partsOfPath } from "../state/labels.ts";
import { answerClasses, openProject } from "../state/project.ts";
import { keyOfClass } from "../state/words.ts";

/** Shows the key of a class in the class's colour. Classes after the ninth have a plain dot. */
export function ClassKey({ index }: { readonly index: number }) {
  const key = keyOfClass(index);
  return (
    <span class={`class-key hue-${key ?? 0}`} aria-hidden="true">
      {key ?? ""}
    </span>
  );
}

/** Shows a label: a coloured dot and the name of each class, or "none of these". */
export function ClassName({ label }: { readonly label: Label }) {
  if (!Array.isArray(label)) return <OneName label={label as string | null} />;
  if (label.length === 0) return <OneName label={null} none={nameOfLabel([])} />;
  return (
    <span class="labels" title={nameOfLabel(label)}>
      {label.map((name) => (
        <OneName key={name} label={name} />
      ))}
    </span>
  );
}

interface OneNameProps {
  readonly label: string | null;
  /** What null is called. */
  readonly none?: string;
}

function OneName({ label, none = nameOfLabel(null) }: OneNameProps) {
  const { name, above } = label === null ? { name: none } : shownParts(label);
  return (
    <span class="class-name" title={label ?? none}>
      <span class={`dot hue-${label === null ? 0 : hueOf(label)}`} aria-hidden="true" />
      <span class={label === null ? "class-label muted" : "class-label"}>{name}</span>
      {above !== undefined && <span class="class-above">{above}</span>}
    </span>
  );
}

/** Splits the name of a class if it is a path, which it is in a tree only. */
function shownParts(label: string): ReturnType<typeof partsOfPath> {
  return openProject.value?.state.value.isTree ? partsOfPath(label) : { name: label };
}

/** Returns the name of a class without those above it. */
export function shortName(label: string): string {
  return shownParts(label).name;
}

/** Only the first nine classes have a colour, so no more are looked through. */
export function hueOf(label: string): number {
  return answerClasses.value.slice(0, 9).findIndex(({ path }) => path === label) + 1;
}
