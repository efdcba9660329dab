import type { Label, StudioText } from "../../../src/studio/contract.ts";

/** Separates the parts of the path of a class in a tree. */
const pathSeparator = " > ";

/** Returns the name that people see of a label; null is "none of these", an empty list "no label". */
export function nameOfLabel(label: Label): string {
  if (label === null) return "none of these";
  if (typeof label === "string") return label;
  return label.length === 0 ? "no label" : label.join(", ");
}

/** Splits the path of a class: "Food > Dairy > Milk" is Milk, below "Food › Dairy". */
export function partsOfPath(path: string): { readonly name: string; readonly above?: string } {
  const end = path.lastIndexOf(pathSeparator);
  if (end < 0) return { name: path };
  return {
    name: path.slice(end + pathSeparator.length),
    above: path.slice(0, end).replaceAll(pathSeparator, " › "),
  };
}

/** Whether two labels are the same. Several labels have no order. */
export function isSameLabel(one: Label, other: Label): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((name) => other.includes(name));
}

/** Returns what confirming the answer to a text gives it as its label: in a tree always a class at the bottom. */
export function answerOf({ outcome, prediction, bestClass }: StudioText): Label {
  return outcome === "inner" && bestClass !== undefined ? bestClass.label : prediction;
}

/** Returns the label that a text shows: that of a person, else what confirming the answer gives. */
export function labelShown(text: StudioText): Label {
  return text.correction === undefined ? answerOf(text) : text.correction;
}

/** Whether a text shows a label: it was answered, or corrected. */
export function hasLabel({ outcome, correction }: StudioText): boolean {
  return outcome !== "waiting" || correction !== undefined;
}

/** Returns the labels that a text shows in a project with several labels: the corrected ones, else the answer. */
export function labelsShown({ correction, prediction }: StudioText): readonly string[] {
  return [correction ?? prediction ?? []].flat();
}

/** Puts a label beside the others, or takes it from them. */
export function toggled(labels: readonly string[], name: string): readonly string[] {
  return labels.includes(name) ? labels.filter((each) => each !== name) : [...labels, name];
}
