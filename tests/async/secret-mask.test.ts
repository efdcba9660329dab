import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSecretMask, maskedCause } from "../../src/async/secret-mask.ts";

const key = "sk-proj-Ab3dEf9hIjK2mNoP4rStUv6x";
const mask = createSecretMask([key]);
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a secret", () => {
  it.each([
    ["as a whole", key],
    ["in capitals", key.toUpperCase()],
    ["backwards", [...key].reverse().join("")],
    ["its beginning", key.slice(0, 12)],
    ["its end", key.slice(-12)],
    ["its middle", key.slice(9, 20)],
    ["in base64", base64(key)],
    ["in base64 behind one byte", base64(`x${key}`)],
    ["in base64url", Buffer.from(key).toString("base64url")],
    ["in hexadecimal", Buffer.from(key).toString("hex")],
    ["percent-encoded", encodeURIComponent(key)],
    ["with a letter as a JSON escape", key.replace("p", "\\u0070")],
  ])("is masked %s", (_, shown) => {
    const masked = mask(`before ${shown} after`);
    expect(masked).toMatch(/^before \S*\*\*\*\S* after$/);
    expect(masked).not.toContain(shown);
    for (let i = 0; i + 8 <= shown.length; i++) expect(masked).not.toContain(shown.slice(i, i + 8));
  });

  it("is masked in base64 behind Bearer", () => {
    expect(mask(base64(`Bearer ${key}`))).toMatch(/^QmVhcmVyIH.?\*\*\*$/);
  });

  it("leaves no part of 12 characters in any text that repeats it", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(20),
        fc.integer({ min: 12, max: 32 }),
        fc.string(),
        (a, start, size, b) => {
          const masked = mask(a + key.slice(start, start + size) + b);
          for (let i = 0; i + 12 <= key.length; i++) expect(masked).not.toContain(key.slice(i, i + 12));
        },
      ),
    );
  });

  it("leaves ordinary texts as they are", () => {
    const text = 'My project is "required" by Friday. \\u0041 {"a": "b\\u00e9"} İstanbul 🙏';
    expect(mask(text)).toBe(text);
  });

  it.each(["", "a", "none", "ollama", "EMPTY", "dummy"])(
    "that is a placeholder (%j) masks nothing",
    (word) => {
      const text = `none of these, ollama, EMPTY, a dummy`;
      expect(createSecretMask([word])(text)).toBe(text);
    },
  );

  it.each(["hunter2", "topsecret", "pass-1234"])(
    "that is short (%s) is masked if it is a word by itself",
    (word) => {
      const masked = createSecretMask([word])(`key ${word}, not x${word}y, ${base64(word)}`);
      expect(masked).toBe(`key ***, not x${word}y, ***`);
    },
  );

  it("is masked whatever marks it holds", () => {
    const odd = "a+b/(c)[d]*e.f?g^h$i|j\\k9";
    expect(createSecretMask([odd])(`it is ${odd}!`)).toBe("it is ***!");
  });

  it("is masked in an error's causes", () => {
    const cause = Object.assign(new TypeError(`bad header Bearer ${key}`, { cause: new Error(key) }), {
      code: "ERR_HEADER",
      headers: { authorization: key },
    });
    const copy = maskedCause(cause, mask);
    expect(copy).toMatchObject({ name: "TypeError", message: "bad header Bearer ***", code: "ERR_HEADER" });
    expect((copy.cause as Error).message).toBe("***");
    expect(JSON.stringify(copy) + copy.stack).not.toContain(key);
  });
});
