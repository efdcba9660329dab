import { isExclusion } from "../../prompts/negation.ts";
import { cutClauses, cutSentences } from "../../prompts/sentences.ts";
import { estimateWords } from "../../prompts/words.ts";
import { areNearKeys, labelKey } from "../../task/labels/near-labels.ts";
import type { ClassDefinition } from "../../task/task.ts";
import type { Problem } from "./diagnosis.ts";

/** A description of fewer words is thin. Larger: more descriptions are reported. */
const minWords = 6;
/** A description of more words is long: its snippets say many things, and its mean says none of them clearly. */
const maxWords = 150;

/** Finds descriptions that are thin, long or negative. */
export function wordingProblems(classes: readonly ClassDefinition[]): Problem[] {
  const thin: Problem[] = [];
  const long: Problem[] = [];
  const negative: Problem[] = [];
  for (const { name, prompt } of classes) {
    if (prompt === undefined) continue;
    const words = estimateWords(prompt);
    if (words < minWords) {
      const message = `The description of ${JSON.stringify(name)} has only ${words} ${words === 1 ? "word" : "words"}.`;
      const fix =
        "Write one or two sentences: who writes such a text, what they want, and words that they use.";
      thin.push({ kind: "thin", classes: [name], message, fix });
    }
    if (words > maxWords) {
      const message = `The description of ${JSON.stringify(name)} has ${words} words, more than ${maxWords}.`;
      const fix = `Keep the ${maxWords} words that say most; make classes of their own of what differs, or add examples.`;
      long.push({ kind: "long", classes: [name], message, fix });
    }
    const exclusions = cutSentences(prompt).flatMap(cutClauses).filter(isExclusion);
    if (exclusions.length > 0) negative.push(negativeProblem(name, exclusions));
  }
  return [...thin, ...long, ...negative];
}

function negativeProblem(name: string, exclusions: readonly string[]): Problem {
  const quoted = exclusions.map((clause) => JSON.stringify(clause)).join(", ");
  return {
    kind: "negative",
    classes: [name],
    message: `The description of ${JSON.stringify(name)} says what the class is not. Its words are those of other classes.`,
    fix: `Drop ${quoted}. Say instead what only this class has.`,
  };
}

/** Finds pairs of names that differ only in spelling or by what may be a typing error. */
export function nameProblems(classes: readonly ClassDefinition[]): Problem[] {
  const keys = classes.map(({ name }) => labelKey(name));
  const found: Problem[] = [];
  for (let i = 0; i < keys.length; i++) {
    for (let j = i + 1; j < keys.length; j++) {
      if (keys[i] !== keys[j] && !areNearKeys(keys[i], keys[j])) continue;
      const [one, other] = [classes[i].name, classes[j].name];
      found.push({
        kind: "similar-names",
        classes: [one, other],
        message: `The names ${JSON.stringify(one)} and ${JSON.stringify(other)} are nearly equal.`,
        fix: "If they mean the same, make one class of them; else give one of them a clearly different name.",
      });
    }
  }
  return found;
}
