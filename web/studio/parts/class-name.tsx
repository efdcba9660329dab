import { nameOfLabel } from "../state/corrections.ts";
import { openProject } from "../state/project.ts";
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

/** Shows a label: a coloured dot and the name of the class, or "none of these". */
export function ClassName({ label }: { readonly label: string | null }) {
  const index = label === null ? -1 : indexOfClass(label);
  return (
    <span class="class-name" title={nameOfLabel(label)}>
      <span class={`dot hue-${index >= 0 && index < 9 ? index + 1 : 0}`} aria-hidden="true" />
      <span class={label === null ? "class-label muted" : "class-label"}>{nameOfLabel(label)}</span>
    </span>
  );
}

/** Only the first nine classes have a colour, so no more are looked through. */
function indexOfClass(name: string): number {
  return (openProject.value?.classes.value ?? []).slice(0, 9).findIndex((each) => each.name === name);
}
