import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openTokenizer, type TextTokenizer } from "../../src/encoder/tokenizer.ts";
import { isUnfamiliar } from "../../src/encoder/unfamiliar-language.ts";

const tokenizer = openTokenizer(
  JSON.parse(readFileSync(new URL("../../assets/encoder/tokenizer.json", import.meta.url), "utf8")),
);

const english =
  "My parcel has not arrived and I would like to know where it is. The tracking page has shown the same message since Monday. " +
  "Please send a new one or give me my money back, because I need it before the weekend.";
const foreign = {
  German:
    "Mein Paket ist nicht angekommen und ich möchte wissen, wo es ist. Die Sendungsverfolgung zeigt seit Montag dieselbe Meldung. Bitte schicken Sie ein neues.",
  Spanish:
    "Mi paquete no ha llegado y me gustaría saber dónde está. La página de seguimiento muestra el mismo mensaje desde el lunes. Por favor, envíen otro nuevo.",
  French:
    "Mon colis n'est pas arrivé et je voudrais savoir où il se trouve. La page de suivi affiche le même message depuis lundi. Veuillez en envoyer un nouveau.",
  Polish:
    "Moja paczka nie dotarła i chciałbym wiedzieć, gdzie jest. Strona śledzenia pokazuje ten sam komunikat od poniedziałku. Proszę wysłać nową przesyłkę.",
  Russian:
    "Моя посылка не пришла, и я хотел бы знать, где она находится. Страница отслеживания показывает одно и то же сообщение с понедельника.",
  Arabic:
    "لم تصل الحزمة الخاصة بي وأود أن أعرف أين هي. تعرض صفحة التتبع نفس الرسالة منذ يوم الاثنين. يرجى إرسال واحدة جديدة أو إعادة أموالي.",
  Hindi:
    "मेरा पार्सल नहीं आया है और मैं जानना चाहता हूँ कि वह कहाँ है। ट्रैकिंग पेज सोमवार से वही संदेश दिखा रहा है। कृपया एक नया भेजें या मेरे पैसे लौटाएँ।",
  Chinese:
    "我的包裹还没有到，我想知道它在哪里。自星期一以来，跟踪页面一直显示同样的信息。请寄一个新的，或者把钱退给我。",
  Japanese:
    "荷物が届いていないので、どこにあるのか知りたいです。月曜日から追跡ページに同じメッセージが表示されています。".repeat(
      3,
    ),
  Korean:
    "제 소포가 도착하지 않아서 어디에 있는지 알고 싶습니다. 추적 페이지에는 월요일부터 같은 메시지가 표시됩니다. 새로 보내 주세요. ".repeat(
      2,
    ),
  Thai: "พัสดุของฉันยังมาไม่ถึงและฉันอยากรู้ว่ามันอยู่ที่ไหน หน้าติดตามแสดงข้อความเดิมตั้งแต่วันจันทร์ กรุณาส่งชิ้นใหม่".repeat(2),
};

describe("isUnfamiliar", () => {
  it.each(Object.entries(foreign))("is true of %s with an English vocabulary", (_, text) => {
    expect(isUnfamiliar(tokenizer, [text])).toBe(true);
    expect(isUnfamiliar(tokenizer, text.split(/(?<=[.।。])/u))).toBe(true);
  });

  it("is true of a few short Chinese texts", () => {
    const texts = [
      "我的包裹在哪里？",
      "我要退款。",
      "我无法登录我的账户。",
      "你们多收了我的钱。",
      "密码不正确。",
    ];
    expect(isUnfamiliar(tokenizer, texts)).toBe(true);
  });

  it.each([
    ["English", [english]],
    ["English with some foreign names", [english, "The shop 北京烤鸭店 in Москва did not answer."]],
    ["short texts in another language", ["Wo ist mein Paket?", "Danke schön"]],
    ["a few unusual words again and again", Array(500).fill("woof zzyzx")],
    ["numbers and signs", ["12 345,67 € ".repeat(100)]],
    ["no text", []],
    ["empty texts", ["", " "]],
  ])("is false of %s", (_, texts) => {
    expect(isUnfamiliar(tokenizer, texts)).toBe(false);
  });

  it("is true if most letters of mixed texts are foreign", () => {
    expect(isUnfamiliar(tokenizer, [english.slice(0, 60), foreign.Chinese, foreign.Japanese])).toBe(true);
  });

  it("is false for a vocabulary of many languages in which words have several tokens and no character is unknown", () => {
    const multilingual: TextTokenizer = {
      ...tokenizer,
      vocabularySize: 250_002,
      encode: (text) => Array.from(text).map(() => 7),
    };
    for (const text of Object.values(foreign)) expect(isUnfamiliar(multilingual, [text])).toBe(false);
  });

  it("reads a bounded part of long texts", () => {
    let tokenized = 0;
    const counting = {
      ...tokenizer,
      encode(text: string) {
        tokenized += text.length;
        return tokenizer.encode(text);
      },
    };
    isUnfamiliar(counting, Array(10_000).fill(english.repeat(100)));
    expect(tokenized).toBeLessThan(20_000);
  });
});
