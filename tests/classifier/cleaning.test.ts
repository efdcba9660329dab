import { describe, expect, it } from "vitest";
import { Classifier } from "../../src/classifier/classifier.ts";
import { train } from "../../src/classifier/train.ts";
import { InputError } from "../../src/errors.ts";
import { encoder, prompts } from "./tasks.ts";

const plain = "where is the parcel and when will it be delivered";
const html = `<html><head><style>p { refund: money back }</style></head><body><p>${plain}</p><blockquote>give me my money back, refund the payment<br></blockquote></body></html>`;
const reply = `${plain}\n\nOn 3 May 2024, Shop wrote:\n> give me my money back\n> refund the payment`;

describe("the cleaning of texts", () => {
  it("makes an HTML mail answered like the text in it", async () => {
    const classifier = await train({ classes: prompts, encoder });
    const [a, b] = await classifier.classify([plain, html]);
    expect(b.probabilities).toEqual(a.probabilities);
    expect(b.text).toBe(html);
    const asItIs = await train({ classes: prompts, encoder, clean: [] });
    expect((await asItIs.classify(html)).probabilities).not.toEqual(a.probabilities);
    expect((await asItIs.classify(plain)).probabilities).toEqual(a.probabilities);
  });

  it("removes quoted mails of plain texts only if this is wanted", async () => {
    const [auto, quotes] = [
      await train({ classes: prompts, encoder }),
      await train({ classes: prompts, encoder, clean: ["quotes"] }),
    ];
    const expected = (await auto.classify(plain)).probabilities;
    expect((await quotes.classify(reply)).probabilities).toEqual(expected);
    expect((await auto.classify(reply)).probabilities).not.toEqual(expected);
  });

  it("applies to examples, which are kept as they were given", async () => {
    const learn = async (text: string) => {
      const classifier = new Classifier({ encoder });
      classifier.addDataToClass("shipping", [text]);
      await classifier.promptTrain(prompts, { tune: false });
      return classifier;
    };
    const [fromPlain, fromHtml] = [await learn(plain), await learn(html)];
    const question = "will the payment come back";
    expect((await fromHtml.classify(question)).probabilities).toEqual(
      (await fromPlain.classify(question)).probabilities,
    );
    expect(fromHtml.examples.map(({ text }) => text)).toContain(html);
    // The user's own text is answered with its label.
    expect((await fromHtml.classify(html)).prediction).toBe("shipping");
  });

  it("is kept with the model", async () => {
    const classifier = await train({ classes: prompts, encoder, clean: ["html", "quotes"] });
    const loaded = await Classifier.fromBytes(await classifier.toBytes(), { encoder });
    expect((await loaded.classify(reply)).probabilities).toEqual(
      (await classifier.classify(reply)).probabilities,
    );
    await loaded.train();
    expect((await loaded.classify(reply)).probabilities).toEqual(
      (await classifier.classify(reply)).probabilities,
    );
  });

  it.each(["html", ["tags"], null, 1])("rejects the option clean: %j", (clean) => {
    expect(() => new Classifier({ clean } as never)).toThrow(InputError);
    expect(() => new Classifier({ clean } as never)).toThrow(/The option clean must be "auto"/);
  });
});
