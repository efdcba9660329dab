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

/** One person's response to one question. */
interface Answer {
  readonly question: string;
  readonly value: unknown;
}

/** Argilla 2 and the feedback datasets of Argilla 1: `{"fields": {...}, "responses": ...}`. */
export const argilla: LabelingExport = {
  tool: "Argilla",
  places: "the text is in fields, the label is the response that most people give",
  matches: ({ fields, responses }) => isObject(fields) && (isObject(responses) || Array.isArray(responses)),
  read(record, chosen) {
    const texts = textsIn(isObject(record.fields) ? record.fields : {}, chosen, "fields");
    return recordOf(texts, answersIn(record.responses), chosen);
  },
};

const responseKey = /^(.+)\.responses$/;

/**
 * Argilla's flat formats: `{"text", "label": [{"user_id", "value", "status"}]}` and `{"text", "label.responses":
 * [...]}`.
 */
export const argillaFlat: LabelingExport = {
  tool: "Argilla (flat)",
  places: "the label is the response that most people give",
  matches: (fields) =>
    Object.entries(fields).some(([name, value]) => responseKey.test(name) || isResponses(value)),
  read(record, chosen) {
    const answers: Answer[] = [];
    for (const [name, value] of Object.entries(record)) {
      const question = responseKey.exec(name)?.[1];
      if (question !== undefined) answers.push(...flatAnswers(question, record));
      else if (isResponses(value)) answers.push(...answersIn({ [name]: value }));
    }
    const questions = new Set(answers.map(({ question }) => question));
    const own = Object.fromEntries(Object.entries(record).filter(([name]) => isOwnField(name, questions)));
    return recordOf(textsIn(own, chosen, "the record"), answers, chosen);
  },
};

/** Argilla 1's text classification: `{"text" or "inputs", "prediction", "annotation", "status"}`. */
export const argillaLegacy: LabelingExport = {
  tool: "Argilla 1",
  places: "the text is text or inputs, the label is annotation",
  matches: (fields) =>
    Object.hasOwn(fields, "annotation") &&
    ["annotation_agent", "prediction_agent", "multi_label"].some((name) => Object.hasOwn(fields, name)),
  read({ text, inputs, annotation, status }, chosen) {
    const texts =
      typeof text === "string" ? [text] : textsIn(isObject(inputs) ? inputs : {}, chosen, "inputs");
    return exported(texts, status === "Discarded" ? [] : labelsOf(annotation));
  },
};

/** Returns the submitted responses. Drafts and discarded ones are left out. */
function answersIn(responses: unknown): Answer[] {
  if (Array.isArray(responses)) {
    // One entry per person, as in feedback datasets.
    return responses.filter(isSubmitted).flatMap(({ values, question_name, value }) => {
      if (typeof question_name === "string") return [{ question: question_name, value }];
      return Object.entries(isObject(values) ? values : {}).map(([question, each]) => ({
        question,
        value: isObject(each) ? each.value : each,
      }));
    });
  }
  return Object.entries(isObject(responses) ? responses : {}).flatMap(([question, list]) =>
    (Array.isArray(list) ? list : []).filter(isSubmitted).map(({ value }) => ({ question, value })),
  );
}

function flatAnswers(question: string, record: Fields): Answer[] {
  const values = record[`${question}.responses`];
  const states = record[`${question}.responses.status`];
  return (Array.isArray(values) ? values : [])
    .filter((_, i) => isSubmitted({ status: Array.isArray(states) ? states[i] : undefined }))
    .map((value: unknown) => ({ question, value }));
}

function isSubmitted(response: unknown): response is Fields {
  return isObject(response) && response.status !== "discarded" && response.status !== "draft";
}

function isResponses(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => isObject(each) && "value" in each && ("user_id" in each || "status" in each))
  );
}

const recordFields = ["id", "external_id", "external-id", "status", "_server_id", "metadata"];

/** Whether a field of a flat record is part of the text, not added by Argilla. */
function isOwnField(name: string, questions: ReadonlySet<string>): boolean {
  return !recordFields.includes(name) && !questions.has(name) && !/[.-](responses|suggestion)\b/.test(name);
}

function recordOf(
  texts: readonly string[] | string,
  answers: readonly Answer[],
  { labelField }: ExportFields,
): ExportedRecord {
  const questions = [...new Set(answers.map(({ question }) => question))];
  const question = labelField ?? (questions.includes("label") ? "label" : questions[0]);
  if (labelField === undefined && questions.length > 1 && question !== "label") {
    const shown = enumerateNames(questions.map(quote));
    return { unusable: `answers several questions (${shown}); name the one that holds the label.` };
  }
  const own = answers.filter((answer) => answer.question === question);
  if (own.some(({ value }) => holdsSpans(value))) return { unusable: spansReason };
  return exported(texts, mostChosen(own.map(({ value }) => labelsOf(value))));
}

function labelsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(labelsOf);
  const label = labelText(value);
  return label === undefined || label === "" ? [] : [label];
}
