import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxTexts, readingOf, readOnce, readReply } from "../../src/generation/reply-reader.ts";

/** Returns the texts of a reply, read as if all of them were requested. */
const readTexts = (reply: string) => readReply(reply, 1_000).texts;

const anyReply = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        ...['{"texts": [', "[", "]", "{", "}", '"', "'", "\\", ",", ":", "```", "```json\n", "\n"],
        ...["<think>", "</think>", "1. ", "- ", "**", "text", "a", " ", "\ud83d", "“"],
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join("")),
);

/** Any texts, most of them full of what JSON must escape. */
const anyTexts = fc.array(fc.oneof(fc.string({ unit: "binary" }), anyReply), { maxLength: 8 });

describe("any reply", () => {
  it("is read without an error, into strings, and not many more than requested", () => {
    fc.assert(
      fc.property(anyReply, (reply) => {
        const { texts } = readReply(reply, 3);
        expect(texts.every((text) => typeof text === "string")).toBe(true);
        expect(texts.length).toBeLessThanOrEqual(maxTexts(3));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["one letter", "x"],
    ["line feeds", "\n"],
    ["escaped quotes in a list that never closes", '\\"'],
    ["an unclosed fence with spaces", " "],
    ["list marks", "- a\n"],
    ["brackets", "[{"],
    ["quotes", `"'`],
    ["thoughts", "<think>"],
    ["fences", "```a "],
    ["whole texts", '"again and again", '],
    ["objects that begin and do not end", '{"a": ['],
    ["lists that end and begin", "],["],
    ["tags", "<a>"],
    ["rows of a table", "| a |\n"],
    ["rows of CSV", "a,b\n"],
    ["fields", "text: a\n"],
    ["ends of thoughts", "</think>"],
    ["entities", "&#39;"],
    ["backslashes", "\\"],
    ["comments", "/*"],
    ["bold", "**"],
  ])("of 1 MB is read in bounded work and gives bounded texts: %s", (_, unit) => {
    for (const start of ["", '["', "['", '{"texts": [{"text": "', "```", "- "]) {
      const { texts } = readReply(start + unit.repeat(Math.ceil(1_000_000 / unit.length)), 12);
      expect(texts.length).toBeLessThanOrEqual(20);
      expect(texts.join("").length).toBeLessThanOrEqual(400_000);
    }
  });
});

describe("an answer in JSON", () => {
  const forms: [string, (texts: readonly string[]) => string][] = [
    ["as asked", (texts) => JSON.stringify({ texts })],
    ["indented", (texts) => JSON.stringify({ texts }, undefined, 2)],
    ["a bare list", (texts) => JSON.stringify(texts)],
    ["under another key", (texts) => JSON.stringify({ class: "a class", examples: texts })],
    ["objects with a text", (texts) => JSON.stringify({ texts: texts.map((text) => ({ text })) })],
    ["objects with more", (texts) => JSON.stringify(texts.map((content) => ({ slot: 1, content })))],
    ["after thoughts", (texts) => `<think>Let me ["see"]...</think>\n${JSON.stringify({ texts })}`],
  ];
  it.each(forms)("gives its texts back exactly: %s", (_, form) => {
    fc.assert(
      fc.property(anyTexts, (texts) => {
        expect(readTexts(form(texts))).toEqual(texts);
      }),
    );
  });

  const plain = fc.array(fc.stringMatching(/^[A-Za-z ,.'!?"\n]{0,20}$/), { maxLength: 6 });
  it.each<[string, (texts: readonly string[]) => string]>([
    ["in a fence", (texts) => `\`\`\`json\n${JSON.stringify({ texts })}\n\`\`\``],
    ["in a fence that is never closed", (texts) => `\`\`\`json\n${JSON.stringify({ texts })}`],
    ["amid talk", (texts) => `Here are the texts:\n${JSON.stringify({ texts })}\nI hope they serve.`],
    [
      "in a fence amid talk",
      (texts) => `Sure {as asked}:\n\`\`\`\n${JSON.stringify(texts)}\n\`\`\`\nMore [if you like].`,
    ],
  ])("gives its texts back exactly: %s", (_, form) => {
    fc.assert(
      fc.property(plain, (texts) => {
        expect(readTexts(form(texts))).toEqual(texts);
      }),
    );
  });

  it.each(forms.slice(0, -1))("cut anywhere gives its first whole texts and no half one: %s", (_, form) => {
    fc.assert(
      fc.property(anyTexts, fc.double({ min: 0, max: 1, noNaN: true }), (texts, place) => {
        const answer = form(texts);
        const found = readTexts(answer.slice(0, Math.floor(answer.length * place)));
        expect(found).toEqual(texts.slice(0, found.length));
      }),
      { numRuns: 1_000 },
    );
  });

  it("cut after its last text loses none", () => {
    const texts = ["Where is it?", 'He said "no".', "C:\\new\\table"];
    for (const end of ["]}", "]", "}"]) {
      const answer = JSON.stringify({ texts });
      expect(readTexts(answer.slice(0, answer.length - end.length))).toEqual(texts);
    }
  });

  it("loses nothing to a thought that is spoken of in a text", () => {
    const texts = ["a <think> tag", "and </think> more"];
    expect(readTexts(JSON.stringify({ texts }))).toEqual(texts);
  });
});

describe("a reply in another form", () => {
  it.each<[string, string, string[]]>([
    ["nothing", "", []],
    ["white space", " \n\t ", []],
    ["an empty list", '{"texts": []}', []],
    ["an empty object", "{}", []],
    ["an object without a list", '{"error": "no"}', []],
    ["a list of numbers", "[1, 2]", []],
    ["numbers", "1. one\n2. two\n3. three", ["one", "two", "three"]],
    ["numbers in brackets", "(1) one\n(2) two", ["one", "two"]],
    ["numbers with other signs", "1) one\n2: two", ["one", "two"]],
    ["bold numbers", "**1.** one\n**2.** two", ["one", "two"]],
    ["dashes", "- one\n* two\n• three\n– four", ["one", "two", "three", "four"]],
    ["quoted items", "1. \"one\"\n2. “two”,\n3. 'three'", ["one", "two", "three"]],
    ["named items", "Example 1: one\nText 2: two", ["one", "two"]],
    ["talk before and after a list", "Here you go:\n\n1. one\n2. two\n\nAnything else?", ["one", "two"]],
    ["an item of several lines", "1. one\n   and more\n2. two", ["one and more", "two"]],
    ["one item", "1. one", ["one"]],
    ["a list in a fence", "```\n- one\n- two\n```", ["one", "two"]],
    ["one text per line", "one\n\ntwo", ["one", "two"]],
    ["one text per line after talk", "Sure, the texts:\none\n'two'", ["one", "two"]],
    ["a thought that never ends", "<think>Let me see:\n1. one\n2. two", []],
    ["a thought and a list", "<thinking>hm\n1. draft</thinking>\n1. one\n2. two", ["one", "two"]],
    [
      "single quotes",
      `{'texts': ['one', 'it\\'s "two"', "that's three"]}`,
      ["one", 'it\'s "two"', "that's three"],
    ],
    ["single quotes, cut", "['one', 'tw", ["one"]],
    ["a comma too many", '{"texts": ["one", "two",]}', ["one", "two"]],
    ["a line feed in a text", '["one\ntwo", "three"]', ["one\ntwo", "three"]],
    ["a list cut in a fence", '```json\n{"texts": ["one", "tw', ["one"]],
    ["objects, cut", '[{"id": "7", "text": "one"}, {"id": "8", "text": "tw', ["one"]],
    ["a key, cut", '{"te', []],
    ["a first text, cut", '{"texts": ["Half a te', []],
    ["an apostrophe in a half text", `{"texts": ["one", "it's 'two', or`, ["one"]],
  ])("is read: %s", (_, reply, texts) => {
    expect(readTexts(reply)).toEqual(texts);
  });
});

describe("any list of texts is read back exactly", () => {
  /** Texts of one line as people write them, with quotes and signs inside. */
  const lineText = fc
    .array(
      fc.constantFrom(
        ...[
          "Where",
          "is",
          "my",
          "card?",
          "It's",
          "John's",
          "50.5",
          "a",
          "the",
          "no,",
          "(really)",
          "e-mail",
          "café",
        ],
        ...[
          '"yes"',
          "50%",
          "&",
          "[sic]",
          "C:\\new",
          "#1",
          "£5",
          "我的卡",
          "😀",
          "a/b",
          "well...",
          "{x}",
          "1:30",
        ],
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((words) => `The ${words.join(" ")} end`);
  const lineTexts = fc.array(lineText, { minLength: 2, maxLength: 8 });
  const inCsv = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const inXml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const single = (text: string) => `'${text.replace(/['\\]/g, "\\$&")}'`;
  const numbered = (texts: readonly string[], mark: (i: number) => string) =>
    texts.map((text, i) => `${mark(i + 1)} ${text}`).join("\n");

  it.each<[string, (texts: readonly string[]) => string]>([
    ["numbers", (texts) => numbered(texts, (i) => `${i}.`)],
    ["numbers with brackets", (texts) => numbered(texts, (i) => `${i})`)],
    ["numbers in brackets", (texts) => numbered(texts, (i) => `(${i})`)],
    ["letters", (texts) => numbered(texts, (i) => `${"abcdefgh"[i - 1]})`)],
    ["dashes", (texts) => numbered(texts, () => "-")],
    ["stars", (texts) => numbered(texts, () => "*")],
    ["bullets", (texts) => numbered(texts, () => "•")],
    ["bold labels", (texts) => numbered(texts, (i) => `**Example ${i}:**`)],
    ["labels", (texts) => numbered(texts, (i) => `Text ${i}:`)],
    [
      "a list amid talk",
      (texts) => `Sure! Here they are:\n\n${numbered(texts, (i) => `${i}.`)}\n\nLet me know!`,
    ],
    ["lines", (texts) => texts.join("\n")],
    ["lines in curly quotes", (texts) => texts.map((text) => `“${text}”`).join("\n")],
    ["JSON strings in lines", (texts) => texts.map((text) => JSON.stringify(text)).join("\n")],
    [
      "JSON objects in lines",
      (texts) => texts.map((text) => JSON.stringify({ text, label: "x" })).join("\n"),
    ],
    [
      "numbered keys",
      (texts) => JSON.stringify(Object.fromEntries(texts.map((text, i) => [`${i + 1}`, text]))),
    ],
    ["arguments in a string", (texts) => JSON.stringify({ name: "f", arguments: JSON.stringify({ texts }) })],
    ["JSON as a string", (texts) => JSON.stringify(JSON.stringify({ texts }))],
    ["single quotes", (texts) => `[${texts.map(single).join(", ")}]`],
    ["a comma too many", (texts) => `${JSON.stringify(texts).slice(0, -1)},]`],
    ["comments", (texts) => `[${texts.map((text) => `${JSON.stringify(text)}, // "no", text\n`).join("")}]`],
    ["tags", (texts) => texts.map((text) => `<text>${inXml(text)}</text>`).join("\n")],
    ["CSV", (texts) => `text,label\n${texts.map((text) => `${inCsv(text)},x`).join("\n")}`],
    [
      "a table",
      (texts) => `| Text | Label |\n|---|---|\n${texts.map((text) => `| ${text} | x |`).join("\n")}`,
    ],
    ["a fence", (texts) => `\`\`\`\n${texts.join("\n")}\n\`\`\``],
  ])("%s", (_, form) => {
    fc.assert(
      fc.property(lineTexts, (texts) => {
        expect(readTexts(form(texts))).toEqual(texts);
      }),
    );
  });
});

describe("how much is taken", () => {
  it("one and a half times the requested number, plus two", () => {
    expect([1, 4, 12].map(maxTexts)).toEqual([4, 8, 20]);
    for (const form of [JSON.stringify, (texts: string[]) => texts.join("\n")]) {
      const endless = Array.from({ length: 200_000 }, (_, i) => `text number ${i}`);
      expect(readReply(form(endless), 12).texts).toEqual(endless.slice(0, 20));
    }
  });
});

describe("a reply without a text", () => {
  it.each([
    ["empty", ""],
    ["empty", " \n\t"],
    ["unreadable", "{}"],
    ["unreadable", '{"error": "overloaded"}'],
    ["unreadable", '{"texts": []}'],
    ["unreadable", '{"texts": ["I was char'],
    ["unreadable", "<think>First I think about the class"],
    ["unreadable", "<|channel|>analysis<|message|>We need"],
    ["unreadable", '{"id": 7, "label": "refund"}'],
  ])("is %s: %j", (status, reply) => {
    expect(readReply(reply, 12)).toEqual({ texts: [], status });
  });
});

describe("a reading", () => {
  it.each([
    [true, '{"texts": ["Where is my card?"]}'],
    [true, '{"texts": ["As an AI language model, I cannot", "Where is my card?"]}'],
    [false, ""],
    [false, "{}"],
    [false, '{"texts": ["", " ", "..."]}'],
    [false, "I'm sorry, but I can't help with that."],
    [false, "Sure! Here are 12 texts"],
  ])("is an answer if at least one text may be an example: %s %j", (isAnswer, reply) => {
    expect(readingOf(reply, 12).isAnswer).toBe(isAnswer);
  });
});

it("a reply is read once for several callers", () => {
  const asked: string[] = [];
  const read = readOnce((reply) => {
    asked.push(reply);
    return readingOf(reply, 12);
  });
  expect(read("one")).toBe(read("one"));
  expect(read("two").texts).toEqual(["two"]);
  expect(asked).toEqual(["one", "two"]);
});
