import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Encoder } from "../../src/encoder/encoder.ts";
import { dropTexts } from "../../src/generation/drop-texts.ts";
import type { GeneratedText } from "../../src/generation/generated-text.ts";
import { openEncoder } from "../../src/hub/open-encoder.ts";

const classes = [
  { name: "refund", prompt: "The customer wants money back for an order." },
  { name: "delivery", prompt: "The customer asks where a parcel is or when it will be delivered." },
  { name: "account", prompt: "Trouble with signing in, passwords, or the settings of a profile." },
];
const good: Readonly<Record<string, readonly string[]>> = {
  refund: [
    "Please give me my 40 euros back",
    "I was charged twice and want the second payment returned",
    "How long until the refund shows on my card?",
    "The shoes were broken, so I expect a full reimbursement",
    "still no money back after two weeks",
    "Can I have store credit instead of a refund?",
  ],
  delivery: [
    "Where is my parcel?",
    "The courier never rang the bell",
    "Tracking has said out for delivery since Monday",
    "When will the box with my lamp arrive?",
    "package left in the rain by the driver",
    "Is delivery on Saturdays possible?",
  ],
  account: [
    "I forgot my password",
    "The login page says my username is unknown",
    "How do I change the email address of my profile?",
    "two-factor codes never reach my phone",
    "My account got locked after three attempts",
    "Please delete my profile picture",
  ],
};
const written = (label: string | null, text: string): GeneratedText => ({
  label,
  text,
  generator: "scripted",
  call: "c",
});
const goodTexts = Object.entries(good).flatMap(([label, texts]) => texts.map((text) => written(label, text)));

let encoder: Encoder;
beforeAll(async () => {
  encoder = await openEncoder();
});
afterAll(() => encoder.dispose());

const siftWith = (...more: GeneratedText[]) =>
  dropTexts({ classes, examples: [], written: [...goodTexts, ...more], encoder });

describe("a look at what was written, with the bundled encoder", () => {
  it("keeps good texts in their order, each nearest to its own class", async () => {
    const { kept, dropped, outOfScope } = await siftWith();
    expect(kept.map(({ text }) => text)).toEqual(goodTexts.map(({ text }) => text));
    expect(dropped).toEqual([]);
    expect(outOfScope).toEqual([]);
    for (const { label, standing } of kept) {
      expect(classes[standing.rival].name).not.toBe(label);
      expect(standing.own + standing.rivalProbability).toBeLessThanOrEqual(1 + 1e-6);
    }
    const clear = kept.filter(({ standing }) => standing.own > standing.rivalProbability);
    expect(clear.length).toBeGreaterThanOrEqual(16);
  });

  it.each<[string, GeneratedText]>([
    ["near duplicate", written("delivery", "Where is my parcel")],
    ["near duplicate", written("delivery", "where's my parcel?")],
    ["nearer to another class", written("refund", "I cannot sign in since I changed my password")],
    [
      "nearer to another class",
      written("account", "The driver says that the parcel was delivered yesterday"),
    ],
    ["close to a class", written(null, "Where is my parcel now?")],
  ])("drops %s: %o", async (reason, text) => {
    const { kept, dropped, outOfScope } = await siftWith(text);
    const [found] = dropped;
    expect(dropped).toHaveLength(1);
    expect(found).toMatchObject({ label: text.label, text: text.text });
    expect([reason, "duplicate"]).toContain(found.reason);
    expect(kept).toHaveLength(goodTexts.length);
    expect(outOfScope).toEqual([]);
  });

  it("keeps a text of none that is far from all classes, without a class", async () => {
    const text = written(null, "Do you also sell gift cards for birthdays?");
    const { outOfScope, kept, dropped } = await siftWith(text);
    expect(outOfScope).toEqual([text]);
    expect(kept).toHaveLength(goodTexts.length);
    expect(dropped).toEqual([]);
  });

  it("gives the same for the same texts", async () => {
    const more = [written(null, "An order by phone"), written("refund", "Where is my parcel, please?")];
    expect(await siftWith(...more)).toEqual(await siftWith(...more));
  });

  it("of nothing is nothing", async () => {
    const nothing = { kept: [], outOfScope: [], dropped: [] };
    expect(await dropTexts({ classes, examples: [], written: [], encoder })).toEqual(nothing);
  });

  it("keeps out-of-scope texts if no class has a text", async () => {
    const alone = [written(null, "A gift card")];
    const { outOfScope } = await dropTexts({ classes, examples: [], written: alone, encoder });
    expect(outOfScope).toEqual(alone);
  });

  it("knows classes without a prompt by their texts", async () => {
    const bare = classes.map(({ name }) => ({ name }));
    const { kept } = await dropTexts({ classes: bare, examples: [], written: goodTexts, encoder });
    expect(kept.length).toBeGreaterThanOrEqual(16);
  });
});
