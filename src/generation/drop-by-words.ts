import { readableName } from "../prompts/readable-name.ts";
import { squashSpaces } from "../prompts/words.ts";
import type { ClassDefinition, Example } from "../task/task.ts";
import { joinTopics, topicsOf } from "./class-topics.ts";
import { holdsCode, isAssistantTalk, isMostlyLinks, isRequestTalk } from "./content-rules.ts";
import { examplesToShow } from "./examples-to-show.ts";
import { type DroppedText, type DropReason, type GeneratedText, labelsOfText } from "./generated-text.ts";
import { requestWords } from "./requests.ts";
import { comparable, createEchoTest, createNameListTest, dropReasonOf, mainScript } from "./text-rules.ts";

/** A text as the rules check it. */
interface SeenText {
  readonly text: string;
  /** The text without case and punctuation. */
  readonly plain: string;
  readonly label: string | null;
  readonly labels?: readonly string[];
}

/** Returns why a text is dropped, or undefined. */
type Rule = (seen: SeenText) => DropReason | undefined;

/**
 * Drops texts by rules on their words; of equal texts, keeps the first.
 * @param severalLabels whether a text may have several labels. Equal texts for different classes are then kept
 */
export function dropByWords(
  classes: readonly ClassDefinition[],
  examples: readonly Example[],
  written: readonly GeneratedText[],
  task?: string,
  severalLabels = false,
): { readonly kept: GeneratedText[]; readonly dropped: DroppedText[] } {
  const rules = [
    contentRule(classes, examples, task),
    scriptRule(classes),
    echoRule(classes),
    requestRule(),
    nameListRule(classes),
    copyRule(examples),
    severalLabels ? repeatRule() : duplicateRule(written),
  ];
  const kept: GeneratedText[] = [];
  const dropped: DroppedText[] = [];
  for (const each of written) {
    const text = squashSpaces(each.text);
    const reason = firstReason(rules, { ...each, text, plain: comparable(text) });
    if (reason === undefined) kept.push({ ...each, text });
    else dropped.push({ ...each, reason });
  }
  return { kept, dropped };
}

function firstReason(rules: readonly Rule[], seen: SeenText): DropReason | undefined {
  for (const rule of rules) {
    const fault = rule(seen);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Number of real examples per class that show whether its texts contain code, links or talk about AI. More take longer. */
const maxRealExamplesPerClass = 50;

/** Checks the content of each text, given what its class is about; for out-of-scope texts, what any class is about. */
function contentRule(classes: readonly ClassDefinition[], examples: readonly Example[], task = ""): Rule {
  const rows = examplesToShow(examples, maxRealExamplesPerClass);
  const topics = new Map(
    classes.map(({ name, prompt = "" }) => {
      const own = topicsOf([readableName(name), prompt, task]);
      const real = rows.get(name) ?? [];
      return [
        name as string | null,
        {
          hasCode: own.hasCode || real.some(holdsCode),
          hasLinks: own.hasLinks || real.some(isMostlyLinks),
          hasAi: own.hasAi || real.some((text) => isAssistantTalk(text, own)),
          hasRequestTalk: real.some((text) => isRequestTalk(text, own)),
          words: own.words,
        },
      ];
    }),
  );
  topics.set(null, joinTopics([...topics.values()]));
  return ({ text, label, labels }) => {
    const ofSet = labels?.flatMap((name) => topics.get(name) ?? []);
    return dropReasonOf(text, ofSet ? joinTopics(ofSet) : topics.get(label));
  };
}

/** Drops texts that repeat the request. */
function requestRule(): Rule {
  const isEcho = createEchoTest(requestWords);
  return ({ text }) => (isEcho(text) ? "echo of the request" : undefined);
}

/** Drops texts in another script than the descriptions: they are in another language. */
function scriptRule(classes: readonly ClassDefinition[]): Rule {
  const expected = mainScript(classes.map(({ name, prompt }) => prompt ?? name).join(" "));
  return ({ text }) => {
    const script = mainScript(text);
    const isOther = expected !== undefined && script !== undefined && script !== expected;
    return isOther ? "other script" : undefined;
  };
}

function echoRule(classes: readonly ClassDefinition[]): Rule {
  const isEcho = createEchoTest(classes.flatMap(({ prompt }) => prompt ?? []));
  return ({ text }) => (isEcho(text) ? "echo of the prompt" : undefined);
}

function nameListRule(classes: readonly ClassDefinition[]): Rule {
  const isNameList = createNameListTest(classes);
  return ({ text }) => (isNameList(text) ? "list of class names" : undefined);
}

function copyRule(examples: readonly Example[]): Rule {
  const rows = new Set(
    examples.filter(({ origin }) => origin === "real").map(({ text }) => comparable(text)),
  );
  return ({ plain }) => (rows.has(plain) ? "copy of a row" : undefined);
}

/** Drops all but the first of equal texts for the same classes, and out-of-scope texts that equal a text of a class. */
function repeatRule(): Rule {
  const seen = new Map<string, Set<string>>();
  return ({ plain, ...each }) => {
    const labels = seen.get(plain) ?? new Set();
    const own = JSON.stringify(labelsOfText(each));
    if (labels.has(own)) return "duplicate";
    if (each.label === null && labels.size > 0) return "close to a class";
    seen.set(plain, labels.add(own));
    return undefined;
  };
}

/** Drops texts that were generated for two classes, and all but the first of equal texts in one class. */
function duplicateRule(written: readonly GeneratedText[]): Rule {
  const labelsOf = new Map<string, Set<string | null>>();
  for (const { text, label } of written) {
    const plain = comparable(squashSpaces(text));
    labelsOf.set(plain, (labelsOf.get(plain) ?? new Set()).add(label));
  }
  const seen = new Set<string>();
  return ({ plain, label }) => {
    const labels = labelsOf.get(plain)!;
    if (label === null && labels.size > 1) return "close to a class";
    if (labels.size - (labels.has(null) ? 1 : 0) > 1) return "written for two classes";
    if (seen.has(plain)) return "duplicate";
    seen.add(plain);
    return undefined;
  };
}
