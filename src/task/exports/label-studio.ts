import { isObject } from "../../files/is-object.ts";
import { enumerateNames } from "../../files/list-names.ts";
import { quote } from "../../files/quote.ts";
import { labelText } from "../labels/label-text.ts";
import {
  type ExportedRecord,
  type ExportFields,
  exported,
  type Fields,
  holdsSpans,
  type LabelingExport,
  mostChosen,
  spansReason,
  textsIn,
} from "./exported-record.ts";

/** Label Studio's JSON: `{"data": {"text"}, "annotations": [{"result": [{"value": {"choices": [...]}}]}]}`. */
export const labelStudio: LabelingExport = {
  tool: "Label Studio",
  places: "the text is in data, the label is the choice that most annotations give",
  matches: ({ data, annotations, completions, predictions }) =>
    isObject(data) && [annotations, completions, predictions].some(Array.isArray),
  read(fields, chosen) {
    const annotations = listOf(fields.annotations ?? fields.completions).filter(
      ({ was_cancelled, skipped }) => was_cancelled !== true && skipped !== true,
    );
    const checked = annotations.filter(({ ground_truth }) => ground_truth === true);
    const answers = (checked.length > 0 ? checked : annotations).map(({ result }) =>
      answerOf(listOf(result), chosen),
    );
    const reason = answers.find((answer) => typeof answer === "string");
    if (reason !== undefined) return { unusable: reason };
    const texts = textsIn(isObject(fields.data) ? fields.data : {}, chosen, "data");
    return exported(texts, mostChosen(answers.filter((answer) => typeof answer !== "string")));
  },
};

/** Returns the choices of one annotation, or why they cannot be used. */
function answerOf(result: readonly Fields[], { labelField }: ExportFields): readonly string[] | string {
  const regions = result.filter(({ from_name }) => labelField === undefined || from_name === labelField);
  const choices = regions.flatMap(({ from_name, value }) => {
    const labels = isObject(value) ? (value.choices ?? value.rating ?? value.number) : undefined;
    return labels === undefined ? [] : [{ from: String(from_name), labels: labelsOf(labels) }];
  });
  const questions = [...new Set(choices.map(({ from }) => from))];
  if (questions.length > 1) {
    return `answers several questions (${enumerateNames(questions.map(quote))}); name the one that holds the label.`;
  }
  if (choices.length === 0 && regions.some(({ value }) => isObject(value) && "start" in value))
    return spansReason;
  return choices.flatMap(({ labels }) => labels);
}

/** Fields that Label Studio adds to the user's fields in its short formats. */
const minimalFields = ["annotation_id", "annotator", "lead_time"];
const otherMinimalFields = ["id", "created_at", "updated_at", "agreement"];
const usualQuestions = ["label", "sentiment", "choice", "category", "class", "topic", "intent"];

/** Label Studio's JSON_MIN and CSV: the user's fields, then one field per question. */
export const labelStudioMinimal: LabelingExport = {
  tool: "Label Studio (JSON_MIN or CSV)",
  places: "the label is the field of the question",
  matches: (fields) => minimalFields.every((name) => Object.hasOwn(fields, name)),
  read(fields, chosen) {
    const own = Object.fromEntries(
      Object.entries(fields).filter(([name]) => ![...minimalFields, ...otherMinimalFields].includes(name)),
    );
    const name = questionIn(own, chosen);
    if (typeof name !== "string") return name;
    const { [name]: value, ...rest } = own;
    if (holdsSpans(unpacked(value))) return { unusable: spansReason };
    return exported(
      textsIn(rest, chosen, "the record"),
      name === noQuestion ? [] : labelsOf(unpacked(value)),
    );
  },
};

const noQuestion = "";

/** Returns the name of the field with the label, or why it is unclear. */
function questionIn(own: Fields, { labelField, textFields }: ExportFields): string | ExportedRecord {
  if (labelField !== undefined) return Object.hasOwn(own, labelField) ? labelField : noQuestion;
  const texts = textFields ?? ["text"];
  const names = Object.keys(own).filter((name) => !texts.includes(name) && isAnswer(own[name]));
  const usual = usualQuestions.find((name) => names.includes(name));
  if (names.length < 2 || usual !== undefined) return usual ?? names[0] ?? noQuestion;
  const shown = enumerateNames(names.map(quote));
  return { unusable: `has several fields that may hold the label (${shown}); name the one that does.` };
}

function isAnswer(value: unknown): boolean {
  return typeof value === "string" || (isObject(value) && "choices" in value) || holdsSpans(value);
}

/** Parses a cell of CSV in which several choices are JSON. */
function unpacked(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function labelsOf(value: unknown): string[] {
  if (isObject(value)) return labelsOf(value.choices);
  if (Array.isArray(value)) return value.flatMap(labelsOf);
  const label = labelText(value);
  return label === undefined || label === "" ? [] : [label];
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
