import { readableName } from "../prompts/readable-name.ts";
import { countWords, squashSpaces } from "../prompts/words.ts";
import type { ClassDefinition } from "../task/task.ts";
import { type ClassTopics, noTopics, withoutPlural } from "./class-topics.ts";
import { holdsCode, isAssistantTalk, isMostlyLinks, isRequestTalk } from "./content-rules.ts";
import type { DropReason } from "./generated-text.ts";

/** Longer than any example that such a request asks for. */
const maxCharactersPerText = 4000;

/**
 * How models say no, at the start of a text. "I'm unable to top up" is what a customer says, so what is refused must be
 * the writing itself.
 */
const refusal = new RegExp(
  [
    "^(?:as an? (?:ai|artificial intelligence|(?:large )?language model)(?: (?:language )?model| assistant| system)?,? i(?:['’]m| am| do|)? ?(?:not\\b|can(?:['’]t|not)|don['’]t|won['’]t|unable)",
    "(?:(?:i['’]m |i am )?sorry,? (?:but )?|i apologi[sz]e,? (?:but )?|unfortunately,? )?i(?:['’]m| am)? ?(?:can(?:['’]t|not| not)|won['’]t|will not|unable to|not able to) (?:comply|fulfill?|do that|(?:help|assist)(?: you)?(?: with|[.!]|$)|(?:provide|generate|create|write|produce) (?:\\w+ ){0,3}(?:that|this|such|examples?|texts?|content)\\b)",
    "(?:i['’]m |i am )?sorry,? (?:but )?i can(?:['’]t|not| not)[.!]?$)",
  ].join("|"),
  "i",
);

/** How models talk about what they were asked, instead of doing it. */
const talk =
  /^(?:(?:sure|certainly|of course|okay|absolutely)[,!.:]? (?:here(?:['’]s| is| are)\b|i(?:['’]ll| will| can)? (?:help|write|create|provide|generate)\b)|here (?:is|are|['’]s) (?:\d+ |some |the |a few |your )?(?:\w+ )?(?:examples?|texts?|sentences?|list)|(?:these|the following) (?:are|is|texts?|examples?)\b.*(?:examples?|texts?|class)|(?:example|text|slot|class(?:_name)?|description|style|length|about)\s*\d*\s*:|["{[]?\s*"?texts"?\s*:)/i;

/** A text of a class that is about texts or descriptions may begin like such talk. */
function isTalk(start: string, { hasRequestTalk, words }: ClassTopics): boolean {
  const found = talk.exec(start);
  if (found === null || hasRequestTalk) return false;
  const subjects =
    found[0].toLowerCase().match(/examples?|texts?|sentences?|list|class|description|style|length|about/g) ??
    [];
  return subjects.length === 0 || subjects.some((word) => !words.has(withoutPlural(word)));
}

/** Texts compared in this form: case, punctuation and runs of space tell nothing. */
export function comparable(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ") || squashSpaces(text);
}

/**
 * Returns what is wrong with a text by itself; undefined where nothing is.
 * @param topics what its class is about: a class about programs has code in its texts. Default: nothing of the kind
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

/** The script that most letters of a text are of, by number; undefined where it has no letter of a known one. */
export function mainScript(text: string): number | undefined {
  const counts = scriptPatterns.map((pattern) => text.match(pattern)?.length ?? 0);
  const most = Math.max(...counts);
  return most === 0 ? undefined : counts.indexOf(most);
}

/** Runs of so many words in common with a prompt make a text its echo, where they fill this share of the text. */
const runLength = 5;
const echoShare = 0.5;

/** Recognizes what repeats a prompt rather than writing about it. */
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

/** Recognizes a text that is made of the names of classes, three at least, and little else. */
export function createNameListTest(classes: readonly ClassDefinition[]): (text: string) => boolean {
  // By their first words: among a thousand names a text need be searched for a few only.
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
