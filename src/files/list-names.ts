let english: Intl.ListFormat | undefined;

/** Made on the first use: it takes 20 ms to load the languages. */
function englishList(): Intl.ListFormat {
  english ??= new Intl.ListFormat("en-GB", { type: "conjunction" });
  return english;
}

/**
 * Lists names in a sentence: "a, b and c", or "a, b and 3 more" if there are more than the maximum.
 * @param max the number of names that are shown. Default: 5
 * @example listNames(["a", "b", "c"], 2); // "a, b and 1 more"
 */
export function listNames(names: readonly string[], max = 5): string {
  return englishList().format(names.length > max ? [...names.slice(0, max), othersOf(names, max)] : names);
}

/**
 * Lists names after a colon or in parentheses: "a, b, c", or "a, b and 3 more" if there are more than the maximum.
 * @param max the number of names that are shown. Default: 5
 * @example enumerateNames(["a", "b"]); // "a, b"
 */
export function enumerateNames(names: readonly string[], max = 5): string {
  return names.length > max ? listNames(names, max) : names.join(", ");
}

function othersOf(names: readonly string[], max: number): string {
  return `${(names.length - max).toLocaleString("en-US")} more`;
}
