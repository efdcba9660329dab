import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cleanText } from "../../../src/task/clean/clean-text.ts";

const mail = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html><head><title>Re: Order</title><style>p { color: great; }</style></head>
<body><!-- thank you -->
<div style="display:none">Preview of our wonderful offer</div>
<p>Hello,</p><p>Where is my <b>par</b>cel?<br>Order 17&nbsp;000 &amp; 18</p>
<script>praise()</script>
<table><tr><td>Number</td><td>4711</td></tr></table>
<ul><li>red<li>blue</ul>
<img src="cid:1" alt="logo">
<div class="gmail_quote"><div class="gmail_attr">On 3 May 2024, Shop wrote:</div>
<blockquote>Thank you, <br>you are great!</blockquote></div>
</body></html>`;

describe("cleanText with auto", () => {
  it("returns what a reader of an HTML mail sees, without the mail that it quotes", () => {
    expect(cleanText(mail, "auto")).toBe(
      "Hello,\nWhere is my parcel?\nOrder 17 000 & 18\nNumber 4711\nred\nblue",
    );
  });

  it.each([
    ["a fragment", "<p>Where is my parcel?</p>", "Where is my parcel?"],
    ["a fragment that begins with a bold word", "<b>Where</b> is my parcel?", "Where is my parcel?"],
    ["tags after a few words", "Hi <p><b>a</b></p><p>b</p>", "Hi\na\nb"],
    ["text after a quote", "<div>a</div><blockquote>b<p>c<br></blockquote><div>d</div>", "a\nd"],
    ["a quote alone", "<blockquote>Where is it?</blockquote>", "Where is it?"],
    ["no visible text", "<p><img src=x></p>", "<p><img src=x></p>"],
    ["unclosed elements", "<div><p>a<p>b<span>c", "<div><p>a<p>b<span>c"],
    ["end tags without a beginning", "<p>a</p></div></blockquote>b", "a\nb"],
    ["capital letters", "<HTML><BODY>a<BR>b</BODY></HTML>", "a\nb"],
    ["soft hyphens and characters without width", "<p>par\u00adcel\u200b</p>", "parcel"],
    ["more than 1,000 elements inside each other", `${"<div>".repeat(5000)}x<br>y`, "x y"],
  ])("reads HTML: %s", (_, text, expected) => {
    expect(cleanText(text, "auto")).toBe(expected);
  });

  it.each([
    "How do I use <div> and </div> in a page?",
    "The browser shows <br> and </p> as text",
    "a < b and c > d",
    "From: <ann@example.org> hello",
    "<3 this",
    "> quoted\nanswer",
    "",
  ])("leaves other text as it is: %j", (text) => {
    expect(cleanText(text, "auto")).toBe(text);
  });

  it("takes time in proportion to the length of hostile texts", () => {
    // Quadratic time would be hours.
    for (const part of ["<", "<a ", "&", "<!--", "<p a='", " ", "</p>", "<div>", "<p>a</p>"]) {
      const text = `<p>${part.repeat(20_000)}</p>`;
      expect(typeof cleanText(text, ["html", "quotes"])).toBe("string");
    }
  });

  it("returns some visible text for any text, and an empty one only for an empty one", () => {
    const parts = fc.constantFrom(
      "<p>",
      "</p>",
      "<blockquote>",
      "</blockquote>",
      "a ",
      "> ",
      "\n",
      "On 1 x wrote:",
      "<br>",
      "&lt;",
      "<style>",
      "</style>",
    );
    fc.assert(
      fc.property(
        fc.array(parts).map((some) => some.join("")),
        (text) => {
          expect(cleanText(text, ["html", "quotes"]) === "").toBe(text === "");
        },
      ),
    );
  });
});

describe("cleanText with quotes", () => {
  const clean = (text: string) => cleanText(text, ["quotes"]);

  it.each([
    ["On Mon, 3 May 2024 at 10:12, Ann <ann@example.org> wrote:"],
    ["On Mon, 3 May 2024 at 10:12, Ann with a long name\n<ann@example.org> wrote:"],
    ["Am 03.05.2024 um 10:12 schrieb Ann:"],
    ["Le ven. 3 mai 2024 à 10:12, Ann a écrit :"],
    ["El vie, 3 may 2024 a las 10:12, Ann escribió:"],
    ["Em 3 de mai. de 2024, Ann escreveu:"],
    ["Il giorno ven 3 mag 2024 Ann ha scritto:"],
    ["Op vr 3 mei 2024 om 10:12 schreef Ann:"],
    ["Den 3 maj 2024 skrev Ann:"],
    ["W dniu 3.05.2024 o 10:12, Ann napisał(a):"],
    ["2024年5月3日 Ann 写道："],
  ])("removes quoted lines and the line before them: %s", (introduction) => {
    expect(clean(`It is broken.\n\n${introduction}\n> You are great.\n>> Thanks.\n\nBest, Bob`)).toBe(
      "It is broken.\n\n\nBest, Bob",
    );
  });

  it("keeps answers between quoted lines", () => {
    expect(clean("> Which size?\nLarge.\n> Which colour?\nRed.")).toBe("Large.\nRed.");
  });

  it("removes everything after an introduction that no quoted line follows", () => {
    expect(clean("It is broken.\nOn 3 May 2024, Ann wrote:\nYou are great.\nThanks.")).toBe("It is broken.");
  });

  it.each([
    ["-----Original Message-----\nYou are great."],
    ["---- Ursprüngliche Nachricht ----\nYou are great."],
    ["From: Ann\nSent: Friday\nTo: Bob\nSubject: Order\n\nYou are great."],
    ["Von: Ann\nGesendet: Freitag\nAn: Bob\nBetreff: Order\n\nYou are great."],
    ["*De :* Ann\n*Envoyé :* vendredi\n*À :* Bob\n*Objet :* Order\n\nYou are great."],
    ["发件人: Ann\n发送时间: 2024\n收件人: Bob\n主题: Order\n\nYou are great."],
  ])("removes an earlier mail: %j", (earlier) => {
    expect(clean(`It is broken.\r\n${earlier}`)).toBe("It is broken.");
  });

  it.each([
    "From: Ann\nSent: Friday\nTo: Bob\nSubject: Order\n\nIt is broken.",
    "> It is broken.",
    "I wrote on 3 May: it is broken.",
    "From: the shop\nI want my money back",
    "a > b",
  ])("leaves a text as it is that quotes nothing, or nothing else: %j", (text) => {
    expect(clean(text)).toBe(text);
  });

  it("does not read HTML", () => {
    expect(clean("<p>a</p>")).toBe("<p>a</p>");
  });
});
