import { type ClassTopics, withoutPlural } from "./class-topics.ts";

/** Things that a request for examples is about. Texts of a class about one of them may mention it. */
const subjects =
  /\b(?:json|examples?|texts?|sentences?|samples?|utterances?|variations?|slots?|class(?:es|ifiers?)?|descriptions?|arrays?|datasets?)\b/gi;
const made = "(?:examples|texts|sentences|samples|utterances|variations|slots)";

/** How models talk about the request, anywhere in a text. */
const requestTalk = new RegExp(
  [
    "\\bjson (?:file|object|array|format|document|output|response|string|list|structure|schema)s?\\b",
    "\\b(?:in|as|into|using|valid|only|following|above|below) json\\b",
    `\\b(?:these|those|the (?:following|above|requested|generated|provided)) ${made} (?:cover|show|belong|represent|meet|fit|match|follow|reflect|demonstrate|should)\\b`,
    "\\bbelongs? to (?:the|this|that) class\\b",
    "\\btext classifiers?\\b",
    "\\btraining (?:examples|set) for\\b",
    `\\b(?:generate|write|create|provide|produce) (?:more |additional |other |\\d+ )(?:\\w+ ){0,2}${made}\\b`,
    "\\b(?:other_classes|real_examples|class_name)\\b",
  ].join("|"),
  "i",
);

/** How models talk about the request at the start of a text. */
const requestTalkAtStart = new RegExp(
  [
    "^this is (?:yet )?(?:another|one more|the (?:next|last)) (?:\\w+ ){0,3}?(?:example|text|sentence|sample|variation)\\b",
    "^(?:here(?:['’]s| is| are)|below (?:is|are)|now,?) (?:yet )?(?:another|one more|an?|a few more|some more|\\d+ more|the next|the first|the last) (?:\\w+ ){0,3}?(?:example|text|sentence|sample|variation)s?\\b",
    "^another (?:example|sample|variation)\\b",
    "^(?:you (?:can|could|may|should|need to)|to|please|let['’]?s|i(?:['’]ll| will)|we (?:can|could)) (?:now |then |also )?(?:create|write|generate|use|save|add|make|format|provide|replace|copy|modify) (?:\\w+ ){0,3}(?:json|examples?|texts|slots?|arrays?|classifiers?|datasets?)\\b",
    "^(?:please )?(?:provide|give|send) (?:me )?(?:with )?(?:the|a|more|some) (?:\\w+ ){0,2}(?:class|slots?|json|examples)\\b",
    "^(?:i hope|hope) (?:this|these|that|those) (?:examples?|texts?|sentences?|samples?)\\b",
    "^feel free to (?:modify|adjust|change|edit|use) (?:these|the) (?:\\w+ )?(?:examples?|texts?|sentences?)\\b",
    "^let me know if you(?:['’]d| would| need| want).{0,40}\\b(?:more|other|different|additional) (?:examples|texts|variations)\\b",
    "^(?:the|this|each|every) (?:text|example|sentence|slot) (?:above |below )?(?:belongs|describes|expresses|represents|shows|demonstrates|refers|indicates|is (?:about|an example|intended|meant|written))\\b",
    "^(?:the|this) class (?:describes|covers|includes|is (?:about|for|named|called))\\b",
    "^(?:in|for) (?:this|the (?:first|second|third|next|following|above)) (?:example|text|slot)\\b",
    "^note(?::| that) .{0,60}\\b(?:examples?|texts|class|slots?)\\b",
  ].join("|"),
  "i",
);

/**
 * Returns whether a text is talk about the request. It is not if its class is about everything that it mentions: in a class
 * of questions about JSON, a text about JSON is an example.
 */
export function isRequestTalk(text: string, { hasRequestTalk, hasCode, words }: ClassTopics): boolean {
  if (hasRequestTalk) return false;
  const found = requestTalkAtStart.exec(text) ?? requestTalk.exec(text);
  if (found === null) return false;
  const named = found[0].toLowerCase().match(subjects) ?? [];
  const isKnown = (word: string) =>
    words.has(withoutPlural(word)) || (hasCode && /^(?:json|arrays?)$/.test(word));
  return named.length === 0 || !named.every(isKnown);
}

const assistant =
  "(?:ai|artificial intelligence|(?:ai |large )?language model)(?: (?:language )?model| (?:digital |virtual )?assistant| system| chat ?bot)?";
const assistantTalk = new RegExp(
  [
    `\\bas an? ${assistant},? (?:i|my|it)\\b`,
    `\\bi(?:['’]m| am) (?:just |only )?an? ${assistant}(?=[.,!;]|$| (?:and|so) i\\b| (?:created|developed|trained|designed|without|that)\\b)`,
    "\\bmy (?:training data|knowledge cut-?off)\\b",
  ].join("|"),
  "i",
);

/** Returns whether a model talks about itself in the text, and the class is not about models. */
export function isAssistantTalk(text: string, { hasAi }: ClassTopics): boolean {
  return !hasAi && assistantTalk.test(text);
}

/** Patterns of programs, data formats and markup that do not occur in sentences. */
const codeSigns = [
  /^\s*[[{]\s*["'[{]/,
  /["'][\w -]{1,40}["']\s{0,3}:\s{0,3}(?:["'[{]|true\b|false\b|null\b|-?\d)/,
  /["']\s{0,3}[}\]]\s{0,3}[,}\]]|\{\s{0,3}\}|\[\s{0,3}\]\s{0,3}[,;}]/,
  /```/,
  /<\/[a-z][\w-]{0,20}>|<[a-z][\w-]{0,20}(?:\s[\w-]{1,20}=["'][^"'<>]{0,100}["'])*\s{0,3}\/?>.*<\/|<!DOCTYPE|<\?xml|<!--/i,
  /\b(?:def|function|func|fn)\s{1,3}\w{1,40}\s{0,3}\([^)]{0,100}\)\s{0,3}(?:->\s{0,3}\w{1,20}\s{0,3})?[:{]/,
  /\b(?:const|let|var)\s{1,3}\w{1,40}\s{0,3}=\s/,
  /^\s*(?:from\s{1,3}[\w.]{1,40}\s{1,3}import\s|import\s{1,3}[\w.]{1,40}(?:\s{1,3}as\s{1,3}\w{1,20}\s*$|\s{0,3};))/,
  /\b(?:console\.log|print|printf|println|System\.out|json\.(?:dumps?|loads?)|JSON\.(?:parse|stringify))\((?=[\w"'`$&])/,
  /#include\s{0,3}[<"]|\bSELECT\s.{1,200}\sFROM\s|=>\s{0,3}\{|\)\s{0,3}=>|\(\)\s{0,3}[;{]/,
  /^\s*[\w.]{1,40}\s{0,3}=\s{0,3}(?:["'[{]|\w{1,40}\().*$/,
];

/** Returns whether a text contains code, JSON or markup. */
export function holdsCode(text: string): boolean {
  return codeSigns.some((sign) => sign.test(text));
}

const address =
  /(?:\b(?:https?|ftp):\/\/|\bwww\.)[^\s<>")\]]+|\b[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}\/[^\s<>")\]]*/gi;
/** The name of a site alone, which a sentence may mention. */
const site = /\b[\w-]{1,60}(?:\.[\w-]{1,60}){0,4}\.(?:com|org|net|io|edu|gov|co\.uk|de|fr)\b/gi;
/** A text with links must have at least this number of other words. */
const minWordsBesideLinks = 4;
/** A text is mostly links if they have at least this share of its letters. */
const maxLinkShare = 0.8;

/** Tells whether a text is a link without words, or mostly links. */
export function isMostlyLinks(text: string): boolean {
  const besideLinks = text.replace(address, " ");
  const besideSites = besideLinks.replace(site, " ");
  if (besideSites === text) return false;
  if (!/[\p{L}\p{N}]/u.test(besideSites)) return true;
  if (besideLinks === text) return false;
  const words = besideLinks.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length < minWordsBesideLinks || besideLinks.trim().length <= (1 - maxLinkShare) * text.length;
}
