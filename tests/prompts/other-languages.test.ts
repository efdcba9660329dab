import { describe, expect, it } from "vitest";
import { cutClausesOf } from "../../src/prompts/clauses-in-other-languages.ts";
import { languageWordsOf } from "../../src/prompts/other-languages.ts";
import { cutPrompts } from "../../src/prompts/snippets.ts";

const descriptions: Readonly<Record<string, string>> = {
  de: "Die Kundin möchte ihr Geld zurück: Schuhe, Taschen, Hüte und Schals, nicht aber Umtausch oder Reparatur.",
  es: "El cliente quiere que le devuelvan el dinero: zapatos, bolsos, sombreros y guantes, no cambios ni reparaciones.",
  fr: "Le client veut être remboursé pour une commande : chaussures, sacs, chapeaux et gants, sans échange ni réparation.",
  it: "Il cliente vuole che gli venga reso il denaro: scarpe, borse, cappelli e guanti, non cambi né riparazioni.",
  pt: "O cliente quer o dinheiro que pagou para uma compra: sapatos, bolsas, chapéus e luvas, não trocas nem consertos.",
  nl: "De klant wil het geld terug en wordt niet geholpen: schoenen, tassen, hoeden en handschoenen, geen ruil of reparatie.",
  pl: "Klient chce zwrotu pieniędzy, które są dla niego: buty, torby, kapelusze i rękawiczki, a nie wymiany lub naprawy.",
  tr: "Müşteri bir iade için yazar ve parasını ister: ayakkabı, çanta, şapka ve eldiven, değişim değil.",
  ru: "Клиент хочет вернуть деньги: обувь, сумки, шляпы и перчатки, а не обмен или ремонт.",
  ar: "العميل يريد استرداد ماله: أحذية، حقائب، قبعات، قفازات، وليس الاستبدال",
  hi: "ग्राहक अपना पैसा वापस चाहता है: जूते, बैग, टोपी और दस्ताने, न कि बदलाव।",
  zh: "顾客想要退款：鞋子、包、帽子和手套，而不是换货或维修。",
  ja: "客は返金を求めている：靴、鞄、帽子、手袋、交換ではなく修理でもない。",
  ko: "고객이 환불을 원한다: 신발, 가방, 모자 및 장갑, 교환이 아닌 것.",
};
const negated =
  /Umtausch|cambio|échange|cambi|troca|ruil|wymian|değişim|обмен|الاستبدال|बदलाव|换货|交換|교환/i;

describe("a description in another language", () => {
  it.each(Object.entries(descriptions))("is recognized and cut into items: %s", (_, prompt) => {
    const words = languageWordsOf(prompt);
    expect(words).toBeDefined();
    const { clauses, items } = cutClausesOf(prompt, words!);
    expect(items).toHaveLength(4);
    expect(clauses.length).toBeGreaterThan(0);
    expect([...clauses, ...items].filter((text) => negated.test(text))).toEqual([]);
  });

  it("leaves the comma of a number and the words of other sentences alone", () => {
    const prompt = "Der Preis ist nicht bekannt. Die Rechnung und der Betrag sind falsch, ohne Grund.";
    expect(cutClausesOf(prompt, languageWordsOf(prompt)!).clauses).toEqual([
      "Der Preis ist nicht bekannt",
      "Die Rechnung und der Betrag sind falsch",
    ]);
  });

  it("gives Chinese descriptions snippets as many as English ones", () => {
    const kinds = cutPrompts([{ name: "refund", prompt: descriptions.zh }]).map(
      ({ kind, text }) => `${kind}: ${text}`,
    );
    expect(kinds.slice(4)).toEqual([
      "clause: 顾客想要退款",
      "clause: 鞋子、包、帽子和手套",
      "item: 鞋子",
      "item: 包",
      "item: 帽子",
      "item: 手套",
    ]);
  });

  it.each([
    "",
    "Refunds",
    "Money back for a non-refundable order, as soon as possible, no van, no die, no sin.",
    "The customer says “das ist nicht mein Paket und wird es nie sein” in the message to us about it.",
    "Ośrodek",
    "123, 456, 789",
  ])("is not taken for one if it is in English or too short to tell: %j", (prompt) => {
    expect(languageWordsOf(prompt)).toBeUndefined();
  });
});
