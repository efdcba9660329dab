import { quote } from "../../files/quote.ts";
import { percent } from "../../files/readable-numbers.ts";
import type { DriftReport, DriftSign } from "./drift.ts";

/** Says in one sentence whether to worry, and why. */
export function driftSentence(report: Omit<DriftReport, "sentence">): string {
  const { verdict, texts, reference, signs, level } = report;
  const whose =
    reference.source === "real examples" ? "those that the model was trained on" : "the reference texts";
  if (verdict === "same") {
    const caution = texts < cautiousBelow ? ", as far as so few texts can show" : "";
    return `No need to worry: the ${texts} texts are like ${whose}${caution}.`;
  }
  if (verdict === "mix") {
    return `No need to worry about the texts, which are like ${whose}, but the classes are differently common: ${shift(report)}.`;
  }
  const reasons = signs.filter(({ pValue }) => pValue <= level).map((sign) => reasonOf(sign, report));
  return `Look at these texts: they differ from ${whose}: ${reasons.join("; ")}${groupsOf(report)}.`;
}

/** With fewer texts, a change of a tenth of the texts may go unnoticed. */
const cautiousBelow = 200;

function reasonOf(sign: DriftSign, report: Pick<DriftReport, "classes" | "newWords">): string {
  const { kind, expected, found } = sign;
  switch (kind) {
    case "none":
      return `${percent(found)} are out of scope, before it was ${percent(expected)}`;
    case "probability":
      return `the answers are ${found < expected ? "less" : "more"} certain (mean probability ${percent(found)}, before it was ${percent(expected)})`;
    case "distance":
      return "they say other things on average";
    case "words": {
      const words = report.newWords.slice(0, 3).map(({ word }) => quote(word));
      return `they have new words, such as ${words.join(", ")}`;
    }
    case "classes":
      return shift(report);
  }
}

function shift({ classes: [first] }: Pick<DriftReport, "classes">): string {
  return `${quote(first.label)} is predicted for ${percent(first.found)}, before it was ${percent(first.expected)}`;
}

function groupsOf({ newGroups }: Pick<DriftReport, "newGroups">): string {
  if (newGroups.length === 0) return "";
  return `; perhaps new: ${newGroups.map(({ name, texts }) => `${quote(name)} (${texts} texts)`).join(", ")}`;
}
