/** Replaces secrets in a text by "***". Made by createSecretMask. */
export type SecretMask = (text: string) => string;

/** The text that replaces a secret. */
const masked = "***";
/** Length of the shortest part of a key that is masked. If it is larger, longer parts of a key stay visible; if it is smaller, ordinary words are masked. */
const windowLength = 8;
/** Length of the shortest key of which parts are masked. Shorter keys are often words, whose parts occur in ordinary texts. */
const shortestKeyWithParts = 16;
/** Length of the shortest key of letters only that is masked. Shorter ones are placeholders for servers that need no key ("none", "ollama"). */
const shortestLettersOnlyKey = 8;

/**
 * Makes a function that replaces secrets in texts by "***".
 *
 * A secret is found as a whole, in parts of 8 characters or more, in either letter case, backwards, percent-encoded,
 * and in hexadecimal, base64 and base64url, alone or behind "Bearer ". Keys of fewer than 16 characters are found as
 * a whole only, because their parts may be ordinary words. A key of fewer than 8 letters and nothing else is not masked.
 *
 * @example
 * createSecretMask(["sk-4f1c9a7b2e8d6035"])("wrong key: sk-4f1c9a7b2e8d6035") // "wrong key: ***"
 */
export function createSecretMask(secrets: readonly (string | undefined)[]): SecretMask {
  const known = secrets.filter((secret): secret is string => secret !== undefined && isSecret(secret));
  if (known.length === 0) return (text) => text;
  const wholes = known.flatMap(wholeForms);
  const windows = new Set(known.filter(hasParts).flatMap((secret) => formsOf(secret).flatMap(windowsOf)));
  // The last letters of base64 depend on what follows the secret.
  const mask: SecretMask = (text) =>
    maskParts(maskWholes(text, wholes), windows).replace(/\*{3}[\w+/-]{0,2}={1,2}/g, masked);
  return (text) => {
    // JSON within the text may hold a letter as an escape, which its reader turns into the letter.
    const unescaped = withoutEscapes(text);
    const hidden = mask(unescaped);
    return hidden === unescaped ? text : hidden;
  };
}

function isSecret(secret: string): boolean {
  return secret.length >= (/^[a-z]*$/i.test(secret) ? shortestLettersOnlyKey : 4);
}

function hasParts(secret: string): boolean {
  return secret.length >= shortestKeyWithParts;
}

/** Returns patterns that match a whole secret. */
function wholeForms(secret: string): RegExp[] {
  const pattern = secret.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  // A short key counts only as a word of its own: "abc1" within "fabc12" is not the secret.
  const alone = new RegExp(`(?<![a-z0-9])${pattern}(?![a-z0-9])`, "gi");
  if (hasParts(secret)) return [new RegExp(pattern, "gi")];
  return [alone, ...encodings(secret).map((form) => new RegExp(form.replace(/[+/.*]/g, "\\$&"), "gi"))];
}

function maskWholes(text: string, wholes: readonly RegExp[]): string {
  return wholes.reduce((rest, whole) => rest.replace(whole, masked), text);
}

function formsOf(secret: string): string[] {
  return [secret, [...secret].reverse().join(""), ...encodings(secret)];
}

function encodings(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const forms = [
    ...(percent === secret ? [] : [percent]),
    Buffer.from(secret).toString("hex"),
    ...base64Forms(secret),
  ];
  return forms.filter((form) => form.length >= windowLength);
}

/** Returns the base64 letters that depend on the secret alone, for each of its three positions in a group of three bytes. */
function base64Forms(secret: string): string[] {
  const plain = [0, 1, 2].map((bytesBefore) => {
    const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(secret)]);
    const whole = bytes.toString("base64").replace(/=+$/, "");
    const end = Math.floor((bytes.length * 8) / 6);
    return whole.slice(Math.ceil((bytesBefore * 8) / 6), end);
  });
  return [...plain, ...plain.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

/** Returns all parts of 8 characters, except those of letters alone, which might be ordinary words. */
function windowsOf(form: string): string[] {
  const lower = form.toLowerCase();
  return Array.from({ length: Math.max(0, lower.length - windowLength + 1) }, (_, i) =>
    lower.slice(i, i + windowLength),
  ).filter((window) => !/^[a-z]+$/.test(window));
}

function maskParts(text: string, windows: ReadonlySet<string>): string {
  if (windows.size === 0) return text;
  const lower = text.toLowerCase();
  // A few letters get longer in lower case. Then the positions would differ, so the text is searched as it is.
  const searched = lower.length === text.length ? lower : text;
  let result = "";
  let copied = 0;
  for (let i = 0; i + windowLength <= searched.length; i++) {
    if (!windows.has(searched.slice(i, i + windowLength))) continue;
    let end = i + windowLength;
    for (let next = i + 1; next <= end + windowLength && next + windowLength <= searched.length; next++) {
      if (!windows.has(searched.slice(next, next + windowLength))) continue;
      // Letters between two parts belong to the secret too: parts of letters alone are not in the set.
      if (next > end && !/^[a-z]+$/.test(searched.slice(end, next))) continue;
      end = next + windowLength;
    }
    result += text.slice(copied, i) + masked;
    copied = end;
    i = end - 1;
  }
  return result + text.slice(copied);
}

/** Replaces JSON escapes of printable ASCII characters by the characters, except the quote and the backslash. */
function withoutEscapes(text: string): string {
  return text.replace(/\\u00([2-7][0-9a-f])/gi, (spelled, code: string) => {
    const letter = String.fromCharCode(Number.parseInt(code, 16));
    return letter === '"' || letter === "\\" || letter === "\u007f" ? spelled : letter;
  });
}

/** Copies an error with its name, its code and its masked message, and with nothing else that might hold a secret. */
export function maskedCause(cause: unknown, mask: SecretMask): Error {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const copy: Error & { code?: unknown } = new Error(mask(error.message));
  copy.name = error.name;
  if ("code" in error) copy.code = error.code;
  if (error.cause !== undefined) copy.cause = maskedCause(error.cause, mask);
  return copy;
}
