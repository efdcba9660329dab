import { isObject } from "../../files/is-object.ts";
import { labelText } from "../labels/label-text.ts";
import { exported, type Fields, type LabelingExport, spansReason, textsIn } from "./exported-record.ts";

/** Prodigy: `{"text", "answer": "accept", "accept": ["a class"]}`, or `"label"` instead of `"accept"`. */
export const prodigy: LabelingExport = {
  tool: "Prodigy",
  places: "the label is in accept or label, of accepted answers only",
  matches: ({ answer, accept, label, options, _input_hash }) =>
    (answer === "accept" || answer === "reject" || answer === "ignore" || _input_hash !== undefined) &&
    [accept, label, options].some((value) => value !== undefined),
  read(fields, chosen) {
    const { accept, label, spans, answer = "accept" } = fields;
    const texts = textsIn({ text: fields.text }, chosen, "the record");
    if (answer !== "accept") return exported(texts, []);
    if (accept === undefined && label === undefined && Array.isArray(spans) && spans.length > 0) {
      return { unusable: spansReason };
    }
    const labels = [accept ?? label].flat().flatMap((each) => optionName(each, fields) ?? []);
    return exported(texts, labels);
  },
};

/** Returns the class of an option: its identifier, or its text if the identifier is a number. */
function optionName(value: unknown, { options }: Fields): string | undefined {
  const option = Array.isArray(options)
    ? options.filter(isObject).find(({ id }) => id === value && typeof id === "number")
    : undefined;
  return labelText(option?.text ?? value);
}
