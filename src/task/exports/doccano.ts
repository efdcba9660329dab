import { isObject } from "../../files/is-object.ts";
import { labelText } from "../labels/label-text.ts";
import { exported, type Fields, type LabelingExport, spansReason } from "./exported-record.ts";

/** doccano: `{"text", "label": ["a class"]}`. Older versions have "labels", "cats" or "annotations", and "data". */
export const doccano: LabelingExport = {
  tool: "doccano",
  places: "the text is text, the label is the one in the list",
  matches: (fields) =>
    textOf(fields) !== undefined &&
    (fields.label === undefined || Array.isArray(fields.label)) &&
    labelsIn(fields) !== undefined,
  read(fields) {
    const labels = labelsIn(fields) ?? [];
    if (labels.some(isSpan)) return { unusable: spansReason };
    const names = labels.map((label) => labelText(isObject(label) ? label.label : label));
    if (names.includes(undefined)) return { unusable: "has a label that is neither a string nor a number." };
    return exported([textOf(fields) ?? ""], names as string[]);
  },
};

/** spaCy: `{"text", "cats": {"a class": 1.0, "another": 0.0}}`. */
export const spacy: LabelingExport = {
  tool: "spaCy",
  places: "the label is the key of cats with the value 1",
  matches: ({ text, cats }) =>
    typeof text === "string" &&
    isObject(cats) &&
    Object.values(cats).every((value) => typeof value === "number" || typeof value === "boolean"),
  read({ text, cats }) {
    const labels = Object.entries(isObject(cats) ? cats : {});
    return exported(
      [String(text)],
      labels.filter(([, value]) => Number(value) >= 0.5).map(([name]) => name),
    );
  },
};

function textOf({ text, data }: Fields): string | undefined {
  return [text, data].find((value) => typeof value === "string");
}

function labelsIn({ label, labels, cats, annotations, entities }: Fields): unknown[] | undefined {
  const lists = [label, labels, cats, annotations, entities];
  // "label": ["a"] with "entities": [] is a classification, so a list that is not empty is used first.
  return (
    (lists.find((list) => Array.isArray(list) && list.length > 0 && areLabels(list)) as
      | unknown[]
      | undefined) ?? (lists.slice(0, 3).find(Array.isArray) as unknown[] | undefined)
  );
}

function areLabels(list: unknown[]): boolean {
  return list.every((each) => !isObject(each) || "label" in each);
}

/** Whether a label is a span: `[start, end, "LABEL"]`, or an object with offsets. */
function isSpan(label: unknown): boolean {
  if (Array.isArray(label)) return true;
  return isObject(label) && ["start", "start_offset", "from"].some((name) => name in label);
}
