import { readableName } from "../prompts/readable-name.ts";
import { countWords, squashSpaces } from "../prompts/words.ts";
import type { ClassDefinition } from "../task/task.ts";
import { type ClassTopics, noTopics, withoutPlural } from "./class-topics.ts";
import { holdsCode, isAssistantTalk, isMostlyLinks, isRequestTalk } from "./content-rules.ts";
import type { DropReason } from "./generated-text.ts";

/** Maximum length of an example in characters. A lower maximum drops long texts such as mails; a higher one keeps talk. */
const maxCharactersPerText = 4000;

/**
 * Refusals of models, at the start of a text. A customer may say "I'm unable to top up", so the pattern requires a
 * refusal to generate.
 */
const refusal = new RegExp(
  [
    "^(?:as an? (?:ai|artificial intelligence|(?:large )?language model)(?: (?:language )?model| assistant| system)?,? i(?:['’]m| am| do|)? ?(?:not\\b|can(?:['’]t|not)|don['’]t|won['’]t|unable)",
    "(?:(?:i['’]m |i am )?sorry,? (?:but )?|i apologi[sz]e,? (?:but )?|unfortunately,? )?i(?:['’]m| am)? ?(?:can(?:['’]t|not| not)|won['’]t|will not|unable to|not able to) (?:comply|fulfill?|do that|(?:help|assist)(?: you)?(?: with|[.!]|$)|(?:provide|generate|create|write|produce) (?:\\w+ ){0,3}(?:that|this|such|examples?|texts?|content)\\b)",
    "(?:i['’]m |i am )?sorry,? (?:but )?i can(?:['’]t|not| not)[.!]?$)",
  ].join("|"),
  "i",
);

/** How models talk about a request instead of answering it. */
const talk =
  /^(?:(?:sure|certainly|of course|okay|absolutely)[,!.:]? (?:here(?:['’]s| is| are)\b|i(?:['’]ll| will| can)? (?:help|write|create|provide|generate)\b)|here (?:is|are|['’]s) (?:\d+ |some |the |a few |your )?(?:\w+ )?(?:examples?|texts?|sentences?|list)|(?:these|the following) (?:are|is|texts?|examples?)\b.*(?:examples?|texts?|class)|(?:example|text|slot|class(?:_name)?|description|style|length|about)\s*\d*\s*:|["{[]?\s*"?texts"?\s*:)/i;

/** Returns whether a text begins with talk about the request. Texts of a class about texts or descriptions may begin like it. */
function isTalk(start: string, { hasRequestTalk, words }: ClassTopics): boolean {
  const found = talk.exec(start);
  if (found === null || hasRequestTalk) return false;
  const subjects =
    found[0].toLowerCase().match(/examples?|texts?|sentences?|list|class|description|style|length|about/g) ??
    [];
  return subjects.length === 0 || subjects.some((word) => !words.has(withoutPlural(word)));
}

/** Returns a text without case, punctuation and repeated space, for comparisons. */
export function comparable(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ") || squashSpaces(text);
}

/**
 * Returns why a text is dropped by itself, or undefined.
 * @param topics what its class is about: texts of a class about programs may contain code. Default: no such topics
 */
export function dropReasonOf(text: string, topics: ClassTopics = noTopics): DropReason | undefined {
  if (countWords(text) === 0) return "empty";
  if (text.length > maxCharactersPerText) return "too long";
  const start = text.replace(/^["'“\s*]+/, "");
  if (refusal.test(start) || isAssistantTalk(start, topics)) return "refusal";
  if (isRequestTalk(start, topics)) return "talk about the task";
  if (isTalk(start, topics)) return "talk about the task";
  if (!topics.hasCode && holdsCode(text)) return "code";
  if (!topics.hasLinks && isMostlyLinks(text)) return "links";
  return undefined;
}

const scripts = ["Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Devanagari", "Thai", "Han", "Hangul"];
const scriptPatterns = scripts.map((script) => new RegExp(`\\p{Script=${script}}`, "gu"));

/** Returns the number of the script of most letters of a text; undefined without a letter of a known script. */
export function mainScript(text: string): number | undefined {
  const counts = scriptPatterns.map((pattern) => text.match(pattern)?.length ?? 0);
  const most = Math.max(...counts);
  return most === 0 ? undefined : counts.indexOf(most);
}

/** A text repeats a description if this share of its runs of this many words occur there. Lower values drop texts that quote a phrase; higher ones keep copies with small changes. */
const runLength = 5;
const echoShare = 0.5;

/** Returns a test whether a text repeats one of the descriptions. */
export function createEchoTest(prompts: readonly string[]): (text: string) => boolean {
  const whole = new Set(prompts.map(comparable));
  const runs = new Set(prompts.flatMap((prompt) => runsOf(comparable(prompt))));
  return (text) => {
    const plain = comparable(text);
    if (whole.has(plain)) return true;
    const own = runsOf(plain);
    return own.length > 0 && own.filter((run) => runs.has(run)).length / own.length >= echoShare;
  };
}

function runsOf(text: string): string[] {
  const words = text.split(" ");
  return Array.from({ length: Math.max(words.length - runLength + 1, 0) }, (_, i) =>
    words.slice(i, i + runLength).join(" "),
  );
}

/** Returns a test whether a text consists mostly of class names, at least three. */
export function createNameListTest(classes: readonly ClassDefinition[]): (text: string) => boolean {
  // Names are grouped by first word, so that a text is compared with few of a thousand names.
  const namesFrom = new Map<string, string[]>();
  for (const { name } of classes) {
    const plain = comparable(readableName(name));
    const [first] = plain.split(" ");
    namesFrom.set(first, [...(namesFrom.get(first) ?? []), plain]);
  }
  return (text) => {
    const plain = ` ${comparable(text)} `;
    const candidates = [...new Set(plain.split(" "))].flatMap((word) => namesFrom.get(word) ?? []);
    const found = candidates.filter((name) => plain.includes(` ${name} `));
    const letters = found.reduce((sum, name) => sum + name.length, 0);
    return found.length >= 3 && letters >= plain.length / 2;
  };
}
