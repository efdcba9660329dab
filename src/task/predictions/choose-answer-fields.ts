import { InputError } from "../../errors.ts";
import { quote } from "../../files/quote.ts";
import type { OptionNaming } from "../../files/records.ts";
import { best, chooseFields, find, isKnownName, labelNames, shownNames } from "../rows/choose-fields.ts";

/** The fields of predictions and true labels in a file. */
export interface AnswerFields {
  readonly id?: string;
  readonly text?: readonly string[];
  readonly label?: string;
  readonly prediction?: string;
  readonly probability?: string;
  /** A field with the probabilities of all classes. */
  readonly probabilities?: string;
  /** Fields with the probability of one class each. */
  readonly ofClass: readonly { readonly field: string; readonly name: string }[];
  readonly noneProbability?: string;
}

/** The fields that the user names. */
export interface AnswerFieldOptions {
  readonly idField?: string;
  readonly textField?: string | readonly string[];
  readonly labelField?: string;
  readonly predictionField?: string;
}

/** Usual names, the most likely first, as in choose-fields.ts. */
const idNames = [
  ["id"],
  ["rowid", "uid", "uuid", "guid", "exampleid", "textid", "documentid", "docid", "messageid", "ticketid"],
];
const trueNames = [
  ["truth", "truelabel", "trueclass", "goldlabel", "gold", "actual", "ytrue", "expected"],
  ...labelNames,
];
const predictionNames = [
  ["prediction"],
  ["predicted", "predictedlabel", "predictedclass", "pred", "predlabel", "ypred", "yhat"],
];
const probabilityNames = [["probability"], ["confidence", "score", "proba", "prob", "maxprobability"]];
const probabilitiesNames = [["probabilities"], ["scores", "probas", "classprobabilities"]];
const noneNames = [["noneprobability", "nonescore"]];

/** Returns the identifier in a row: a string or number in the field "id", or in the only one with a similar name. */
export function idIn(fields: Readonly<Record<string, unknown>>, given?: string): string | undefined {
  const names = given === undefined ? best(Object.keys(fields), idNames) : [given];
  if (names.length !== 1) return undefined;
  const value = fields[names[0]];
  return (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined;
}

/** Columns with the probability of one class, as `classify --probabilities columns` writes them. */
const classColumn = /^(?:probability|proba|prob)_(.+)$/i;

/**
 * Chooses the fields by their names.
 * @param needs what the file must hold
 * @throws InputError without a place, if a field that is needed or named is missing, or several fit equally well
 */
export function chooseAnswerFields(
  names: readonly string[],
  needs: { readonly prediction: boolean; readonly label: boolean },
  options: AnswerFieldOptions & { readonly naming: OptionNaming },
): AnswerFields {
  const choice = new AnswerFieldChoice(names, options.naming);
  // Fields that are certain are taken first, so that none of them is taken for a label.
  choice.take("id", idNames, options.idField, "idField");
  choice.take("prediction", predictionNames, options.predictionField, "predictionField");
  choice.take("probability", probabilityNames);
  choice.take("probabilities", probabilitiesNames);
  choice.take("noneProbability", noneNames);
  if (needs.label) choice.take("label", trueNames, options.labelField, "labelField");
  else if (needs.prediction && choice.chosen.prediction === undefined) {
    // Many tools call the predicted class "label".
    choice.take("prediction", labelNames, undefined, "predictionField");
  }
  choice.require(needs);
  const ofClass = names.flatMap((field) => {
    const [, name] = classColumn.exec(field) ?? [];
    return name === undefined ? [] : [{ field, name }];
  });
  const text = textFields(choice.free, options);
  return { ...choice.chosen, ofClass, ...(text && { text }) };
}

type SingleField = Exclude<keyof AnswerFields, "text" | "ofClass">;

class AnswerFieldChoice {
  readonly chosen: Partial<Record<SingleField, string>> = {};

  constructor(
    private readonly names: readonly string[],
    private readonly naming: OptionNaming,
  ) {}

  /** The names that are not taken. */
  get free(): readonly string[] {
    const taken = new Set(Object.values(this.chosen));
    return this.names.filter((name) => !taken.has(name));
  }

  take(
    field: SingleField,
    usual: readonly (readonly string[])[],
    given?: string,
    option: string = field,
  ): void {
    if (given !== undefined) {
      const found = find(given, this.names);
      if (found === undefined)
        throw this.#error(`has no field ${quote(given)}, which ${this.naming(option)} names.`);
      this.chosen[field] = found;
      return;
    }
    const found = best(this.free, usual);
    if (found.length > 1) {
      const which = found.map(quote).join(", ");
      throw this.#error(
        `has several fields that may hold the ${field} (${which}); choose one with ${this.naming(option)}.`,
      );
    }
    if (found.length === 1) this.chosen[field] = found[0];
  }

  require(needs: { readonly prediction: boolean; readonly label: boolean }): void {
    for (const field of ["prediction", "label"] as const) {
      if (!needs[field] || this.chosen[field] !== undefined) continue;
      throw this.#error(`has no field ${quote(field)}; name it with ${this.naming(`${field}Field`)}.`);
    }
  }

  #error(sentence: string): InputError {
    return new InputError(`${sentence} ${shownNames(this.names, "field")}`);
  }
}

/** Returns the fields with the text, or undefined if there is none: texts are shown, and not needed. */
function textFields(
  names: readonly string[],
  { textField, naming }: AnswerFieldOptions & { readonly naming: OptionNaming },
): readonly string[] | undefined {
  if (textField !== undefined) return chooseFields(names, { textField, naming }, "field").text;
  const known = names.filter(isKnownName);
  if (known.length === 0) return undefined;
  try {
    const { text } = chooseFields(known, { naming }, "field");
    return text.every(isKnownName) ? text : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
