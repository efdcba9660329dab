import { isObject } from "../../files/is-object.ts";
import { enumerateNames } from "../../files/list-names.ts";
import { quote } from "../../files/quote.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** The text and labels of an exported record, or why it cannot be used. */
export type ExportedRecord =
  | {
      /** One text, or several that are joined, such as subject and body. */
      readonly texts: readonly string[];
      /** The labels. Empty if the text was not labelled, or if the annotation was skipped or rejected. */
      readonly labels: readonly string[];
    }
  | {
      /** A sentence that follows the place: "labels spans of the text; ...". */
      readonly unusable: string;
    };

/** Fields that the user names (default: fields with usual names). */
export interface ExportFields {
  readonly textFields?: readonly string[];
  /** The field or question that holds the label. */
  readonly labelField?: string;
}

/** The export format of a labelling tool. */
export interface LabelingExport {
  readonly tool: string;
  /** Which fields are used as text and label, for a notice: "the text is data.text". */
  readonly places: string;
  /** Whether a record has the fields that this tool writes. */
  matches(fields: Fields): boolean;
  read(fields: Fields, chosen: ExportFields): ExportedRecord;
}

export const spansReason =
  "labels parts of the text, not the whole; pilesort classifies whole texts, so export a classification project.";

/** Whether a value is a list of spans: parts of a text that have labels of their own. */
export function holdsSpans(value: unknown): boolean {
  return Array.isArray(value) && value.some((each) => isObject(each) && "start" in each);
}

const usualTextNames = ["text", "sentence", "content", "body", "document", "message", "comment", "review"];

/**
 * Returns the texts among fields: those that the user names, else one with a usual name, else the only string.
 * @param where the name of the fields in messages, for instance "data"
 * @returns the texts, or why there are none
 */
export function textsIn(
  fields: Fields,
  { textFields }: ExportFields,
  where: string,
): readonly string[] | string {
  if (textFields !== undefined) {
    const missing = textFields.find((name) => typeof fields[name] !== "string");
    if (missing === undefined) return textFields.map((name) => fields[name] as string);
    return `has no text ${quote(missing)} in ${where}.`;
  }
  const strings = Object.keys(fields).filter((name) => typeof fields[name] === "string");
  const usual = usualTextNames.find((name) => strings.includes(name));
  if (usual !== undefined) return [fields[usual] as string];
  if (strings.length === 1) return [fields[strings[0]] as string];
  const found = strings.length === 0 ? "no text" : `several texts (${enumerateNames(strings.map(quote))})`;
  return `has ${found} in ${where}; name the field that holds the text.`;
}

/** Returns a record of texts and labels, each label once; unusable if `texts` is a reason. */
export function exported(texts: readonly string[] | string, labels: readonly string[]): ExportedRecord {
  return typeof texts === "string" ? { unusable: texts } : { texts, labels: [...new Set(labels)] };
}

/**
 * Returns the labels that most people chose, or the labels of all people if there is a tie.
 * @param answers the labels of each person
 */
export function mostChosen(answers: readonly (readonly string[])[]): readonly string[] {
  const given = answers.filter((labels) => labels.length > 0);
  const votes = new Map<string, { readonly labels: readonly string[]; count: number }>();
  for (const labels of given) {
    const key = JSON.stringify([...new Set(labels)].sort());
    const vote = votes.get(key) ?? { labels, count: 0 };
    vote.count++;
    votes.set(key, vote);
  }
  const [first, second] = [...votes.values()].sort((a, b) => b.count - a.count);
  if (first === undefined) return [];
  return second === undefined || first.count > second.count ? first.labels : given.flat();
}
