import { count, counted, percent } from "../files/readable-numbers.ts";
import type { UnlabeledReport } from "../index.ts";

/** Describes what texts without labels changed, in one line. */
export function learnedFromUnlabeled(report: UnlabeledReport): string {
  const { given, used, outOfScope, changed, sampled } = report;
  const texts = counted(given, "unlabeled text");
  if (report.unused !== undefined) return `The ${texts} changed nothing: ${reasons[report.unused](report)}`;
  const left = outOfScope > 0 ? `; ${count(outOfScope)} more seem to be out of scope` : "";
  const kept = sampled ? `a random sample of ${count(used)}` : count(used);
  return `Learned from ${kept} of ${texts}${left}. They changed the answer to ${percent(changed)} of the texts used.`;
}

const reasons: Readonly<Record<NonNullable<UnlabeledReport["unused"]>, (report: UnlabeledReport) => string>> =
  {
    few: () =>
      "too few of them are distinct. At least 50 distinct texts are needed, and at least ten per class.",
    outOfScope: ({ outOfScope }) =>
      `${count(outOfScope)} of them seem to be out of scope, and too few are left. Give texts like those that are to be classified.`,
    oneClass: ({ mostCommon }) =>
      `nearly all of them are in the class ${JSON.stringify(mostCommon?.label)}, so they show nothing about the other classes. Give texts of several classes.`,
    noGain: () => "on the labeled examples the classifier is not better with them.",
    disagreement: () =>
      "their words and their vectors rarely point to the same class. Describe the classes more clearly, or add labeled examples.",
  };
