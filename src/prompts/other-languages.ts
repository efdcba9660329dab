/** Words by which the clauses and lists of a description are cut in a language other than English. */
export interface LanguageWords {
  /** First words of a clause that says what a class is not: "not", "without", "instead of". */
  readonly openings: string;
  /** Words anywhere in a clause that negate it. Absent if the language negates where a clause begins. */
  readonly denials?: string;
  /** Words between the last two items of a list: "and", "or". */
  readonly conjunctions: string;
  /** Words before the first item of a list: "such as", "for example". */
  readonly introductions: string;
}

/** A language in Latin letters, with frequent words by which it is recognized. */
interface LatinLanguage extends LanguageWords {
  readonly frequent: string;
}

/** Frequent English words. The frequent words of other languages below are no English words. */
const english = "the|of|and|is|are|to|for|with|about|or|that|which|this|by|from|has|not|it|who|how";

const latinLanguages: readonly LatinLanguage[] = [
  {
    frequent:
      "der|das|und|oder|ist|nicht|ein|eine|einen|dem|mit|für|von|zu|wie|sich|wer|auf|werden|wird|sind|über|sein|ihr|nach|aus",
    openings:
      "nicht|kein(?:e[mnrs]?)?|ohne|statt|anstatt|sondern|außer|weder|noch|nie|im gegensatz zu|anders als",
    denials: "gehör(?:t|en) (?:zu|in)",
    conjunctions: "und|oder|sowie",
    introductions: "wie|zum beispiel|z\\. ?b\\.|etwa|darunter|einschließlich",
  },
  {
    frequent: "el|los|las|una|del|que|y|se|es|por|para|con|sobre|como|su|lo|está",
    openings: "no|sin|salvo|excepto|ni|nunca|en vez de|en lugar de|a diferencia de|pero no|y no",
    conjunctions: "y|e|o|u",
    introductions: "como|por ejemplo|incluyendo|incluid[oa]s?",
  },
  {
    frequent: "le|les|des|du|et|est|une|dans|pour|sur|qui|ou|avec|aux|ses|cette|sont",
    openings:
      "pas|non|sans|sauf|excepté|ni|jamais|au lieu d[eu]|plutôt que|contrairement|mais (?:pas|non)|et (?:pas|non)",
    conjunctions: "et|ou",
    introductions: "comme|par exemple|tels? que|telles? que|y compris|notamment",
  },
  {
    frequent: "il|gli|di|del|della|dei|che|è|una|sono|alla|nel|suo|chi|cui|oppure",
    openings:
      "non|senza|salvo|tranne|eccetto|né|mai|invece d|anziché|piuttosto che|a differenza d|ma non|e non",
    conjunctions: "e|ed|o|oppure",
    introductions: "come|per esempio|ad esempio|inclus[aeio]",
  },
  {
    frequent: "os|da|dos|das|que|é|com|para|uma|um|não|em|na|ao|são|sobre|seu|sua",
    openings: "não|sem|salvo|exceto|nem|nunca|em vez d|ao invés d|ao contrário d|mas não|e não",
    conjunctions: "e|ou",
    introductions: "como|por exemplo|incluindo",
  },
  {
    frequent: "het|een|en|zijn|niet|voor|op|te|wordt|worden|dat|naar|aan|wie|hoe|zich",
    openings:
      "niet|geen|zonder|behalve|noch|nooit|in plaats van|in tegenstelling tot|anders dan|maar (?:niet|geen)|en niet",
    conjunctions: "en|of|alsook",
    introductions: "zoals|bijvoorbeeld|waaronder|inclusief",
  },
  {
    frequent: "w|na|się|jest|są|lub|jak|kto|dla|nie|ze|przez|oraz|od|po",
    openings: "nie|bez|oprócz|ani|nigdy|zamiast|w przeciwieństwie|ale nie|a nie|i nie",
    conjunctions: "i|oraz|lub|albo",
    introductions: "jak|takie jak|na przykład|w tym",
  },
  {
    frequent: "ve|bir|bu|için|ile|olan|veya|nasıl|kim|gibi|değil|olarak",
    openings: "yerine",
    denials: "değil|olmayan|olmadan|yerine|dışında",
    conjunctions: "ve|veya|ya da|ile",
    introductions: "örneğin",
  },
];

/** Languages in scripts of their own, the first one that matches. Kana come before Chinese, since Japanese has both. */
const scripts: readonly (LanguageWords & { readonly script: RegExp })[] = [
  {
    script: /[\p{sc=Hiragana}\p{sc=Katakana}]/u,
    openings: "ただし",
    denials: "では?な[いくし]|を除[いくき]|以外",
    conjunctions: "や|と|または|および",
    introductions: "例えば|たとえば",
  },
  {
    script: /\p{sc=Hangul}/u,
    openings: "단",
    denials: "아닌|아니[라고]|않[는은고]|없이|제외",
    conjunctions: "및|또는|그리고",
    introductions: "예를 들어",
  },
  {
    script: /\p{sc=Han}/u,
    openings: "不|非|没有|沒有|而不|而非|但不|并非|並非|除了|除外|无|無",
    denials: "而不是|而非|不是|不包括|不属于|不屬於",
    conjunctions: "和|与|與|及|以及|或|或者",
    introductions: "例如|比如|包括",
  },
  {
    script: /\p{sc=Cyrillic}/u,
    openings: "не|без|кроме|ни|никогда|вместо|в отличие|а не|но не|и не",
    conjunctions: "и|или|а также",
    introductions: "такие как|например|включая|как",
  },
  {
    script: /\p{sc=Arabic}/u,
    openings: "لا|ليس|ليست|بدون|دون|غير|باستثناء|بدلا من|بدلًا من|وليس|ولا|وليست|لكن لا",
    conjunctions: "أو|و",
    introductions: "مثل|على سبيل المثال|بما في ذلك",
  },
  {
    script: /\p{sc=Devanagari}/u,
    openings: "न कि|नहीं|बिना|सिवाय",
    denials: "नहीं|के बजाय|के अलावा|के बिना",
    conjunctions: "और|या|तथा|एवं",
    introductions: "जैसे|उदाहरण के लिए",
  },
];

/** Number of frequent words by which another language must be ahead of English. Smaller: names and quotations decide. */
const minLead = 2;

/**
 * Returns the words of the language of a description, or undefined if it is in English or in an unknown language. Letters
 * tell languages with a script of their own, frequent words the others.
 */
export function languageWordsOf(text: string): LanguageWords | undefined {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const latin = text.match(/\p{sc=Latin}/gu)?.length ?? 0;
  if (2 * latin < letters) return scripts.find(({ script }) => script.test(text));
  let [best, most] = [undefined as LanguageWords | undefined, countOf(english, text) + minLead - 1];
  for (const language of latinLanguages) {
    const count = countOf(language.frequent, text);
    if (count > most) [best, most] = [language, count];
  }
  return best;
}

/** Counts how often one of the words occurs. */
function countOf(words: string, text: string): number {
  return text.match(new RegExp(`(?<![\\p{L}\\p{M}])(?:${words})(?![\\p{L}\\p{M}])`, "giu"))?.length ?? 0;
}
