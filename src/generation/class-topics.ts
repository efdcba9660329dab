/** The topics of a class that decide which texts can be its examples. */
export interface ClassTopics {
  /** Programs, markup, data formats, log files. */
  readonly hasCode: boolean;
  /** Links, sites, advertising. */
  readonly hasLinks: boolean;
  /** Language models and what people say to them. */
  readonly hasAi: boolean;
  /** Whether real examples of the class look like talk about a request for examples. */
  readonly hasRequestTalk: boolean;
  /** The words of its description, in lower case and without a plural s. */
  readonly words: ReadonlySet<string>;
}

export const noTopics: ClassTopics = {
  hasCode: false,
  hasLinks: false,
  hasAi: false,
  hasRequestTalk: false,
  words: new Set(),
};

const code =
  /\b(?:cod(?:e|es|ing)|program(?:s|mers?|ming)|software|developers?|scripts?|scripting|json|xml|html?|css|yaml|toml|csv|latex|markdown|sql|regex(?:es)?|regular expressions?|apis?|python|javascript|typescript|java|php|ruby|perl|kotlin|golang|rust|compil(?:e|er|ers|ation)|variables?|databases?|query languages?|markup|pars(?:e|er|ers|ing)|stack ?overflow|git(?:hub|lab)?|terminal|shell|bash|command[ -]lines?|log (?:files?|lines?|entries)|logs|stack traces?|tracebacks?|error messages?|config(?:uration)?s?|data formats?|file formats?|serializ\w+|algorithms?|debug(?:ging)?|webhooks?|payloads?|injections?|comp|computers?|computing|linux|unix|windows|servers?|devops|macros?|formulas?)\b|c\+\+|c#|\.net\b/i;
const links =
  /\b(?:links?|hyperlinks?|urls?|web ?sites?|web ?pages?|web|https?|www|spam|phishing|scams?|advert\w*|ads?|promot\w+|marketing|tweets?|social media|bookmarks?|citations?|domains?|click\w*)\b/i;
const ai =
  /\b(?:ai|a\.i\.|artificial intelligence|language models?|llms?|gpt\S*|chat ?gpt|chat ?bots?|bots?|(?:virtual|digital|voice) assistants?|machine learning|deep learning|prompts?|jailbreaks?|refusals?)\b/i;
/** Phrases such as "for example", which are about the description itself. */
const ofDescription =
  /\b(?:for|typical|such) examples?\b|\bexamples? (?:include|are|is|of such|would)\b|\bexamples?:|\be\.g\./gi;

/**
 * Returns the topics of a class.
 * @param parts its name, its description and the description of the task
 */
export function topicsOf(parts: readonly string[]): ClassTopics {
  const all = parts.join("\n");
  const words =
    all
      .toLowerCase()
      .replace(ofDescription, " ")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return {
    hasCode: code.test(all),
    hasLinks: links.test(all),
    hasAi: ai.test(all),
    hasRequestTalk: false,
    words: new Set(words.map(withoutPlural)),
  };
}

/** Returns a word without its plural s. */
export function withoutPlural(word: string): string {
  return word.replace(/(?<=\p{L}{2})s$/u, "");
}

/** Returns the topics of several classes together, for out-of-scope texts. */
export function joinTopics(topics: readonly ClassTopics[]): ClassTopics {
  return {
    hasCode: topics.some(({ hasCode }) => hasCode),
    hasLinks: topics.some(({ hasLinks }) => hasLinks),
    hasAi: topics.some(({ hasAi }) => hasAi),
    hasRequestTalk: topics.some(({ hasRequestTalk }) => hasRequestTalk),
    words: new Set(topics.flatMap(({ words }) => [...words])),
  };
}
