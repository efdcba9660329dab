import { enumerateNames } from "../../files/list-names.ts";
import { quote } from "../../files/quote.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** What an export says of one text, or why the record cannot be used. */
export type ExportedRecord =
  | {
      /** One text, or several that belong together, such as subject and body. */
      readonly texts: readonly string[];
      /** The labels that people gave. None if nobody labelled the text, or if the answer was skipped or rejected. */
      readonly labels: readonly string[];
    }
  | {
      /** A sentence that follows the place: "labels spans of the text; ...". */
      readonly unusable: string;
    };

/** Fields that the user names; default: found by their usual names. */
export interface ExportFields {
  readonly textFields?: readonly string[];
  /** The field or question that holds the label. */
  readonly labelField?: string;
}

/** How one labelling tool writes its records. */
export interface LabelingExport {
  readonly tool: string;
  /** Where text and label stand, for people: "the text is data.text". */
  readonly places: string;
  /** Whether a record has the fields that this tool writes. */
  matches(fields: Fields): boolean;
  read(fields: Fields, chosen: ExportFields): ExportedRecord;
}

export const spansReason =
  "labels parts of the text, not the whole; pilesort classifies whole texts, so export a classification project.";

const usualTextNames = ["text", "sentence", "content", "body", "document", "message", "comment", "review"];

/**
 * Returns the texts among some fields: those named by the user, else one with a usual name, else the only string.
 * @param where how messages call the fields: "data"
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

/** Returns the record of some texts and labels, each label once. */
export function exported(texts: readonly string[] | string, labels: readonly string[]): ExportedRecord {
  return typeof texts === "string" ? { unusable: texts } : { texts, labels: [...new Set(labels)] };
}

/**
 * Returns what most of several people chose. All choices if none has most votes.
 * @param answers the labels that each person gave
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
