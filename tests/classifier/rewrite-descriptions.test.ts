import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type CompletionRequest,
  createScriptedLanguageModel,
  diagnose,
  type LanguageModel,
  rewriteDescriptions,
} from "../../src/index.ts";
import { encoder, temporaryFolder } from "./tasks.ts";

const classes = [
  { name: "refund", prompt: "Money." },
  {
    name: "parcel",
    prompt:
      "Where a parcel is, when the courier delivers the parcel, and parcel boxes that are late, lost or at a wrong address.",
  },
  {
    name: "login",
    prompt:
      "A login that fails, forgotten passwords, locked profiles, and changes of the email address of a login.",
  },
];
const better =
  "The customer wants money back, a refund for an order, was charged twice, or asks when the refund of a payment arrives at the bank.";

/** Answers with one description per class, and notes what it was asked. */
function modelOf(answers: Readonly<Record<string, string>>) {
  const asked: CompletionRequest[] = [];
  const model = createScriptedLanguageModel((request) => {
    asked.push(request);
    return answers[JSON.parse(request.data).class.name];
  });
  return { model, asked };
}

const reply = (description: string) => JSON.stringify({ description });

describe("rewriting descriptions with a language model", () => {
  it("keeps a rewrite with which the check finds fewer problems", async () => {
    const { problems } = await diagnose(classes, { encoder });
    expect(problems.map(({ kind, classes: [name] }) => [kind, name])).toEqual([["thin", "refund"]]);
    const { model, asked } = modelOf({ refund: `Here it is:\n\`\`\`json\n${reply(better)}\n\`\`\`` });
    const { rewrites, keptCalls } = await rewriteDescriptions(classes, {
      encoder,
      model,
      folder: temporaryFolder(),
    });
    expect(asked).toHaveLength(1);
    expect(keptCalls).toBe(0);
    expect(rewrites).toEqual([
      {
        label: "refund",
        before: "Money.",
        after: better,
        isKept: true,
        estimate: { before: { problems: 1, confusion: 0 }, after: { problems: 0, confusion: 0 } },
      },
    ]);
  });

  it.each([
    ["the same problem", reply("Cash."), "It would not lower"],
    ["an overlap", reply(classes[1].prompt), "It would not lower"],
    ["the same words", reply("Money."), "returned the same description"],
    ["no description", "I cannot help with that.", "The reply held no description"],
    ["a question instead of one", "Which customers are these? Please tell me more.", "held no description"],
    ["nothing at all", " \n", "The reply was empty"],
    ["a blank one", reply(" \u200b "), "The description in the reply was empty"],
    ["a very long one", reply("money ".repeat(500)), "longer than 2000 characters"],
    ["one that is cut off", '{"description": "The customer wants money', "held no description"],
  ])("does not keep a rewrite with %s", async (_, text, reason) => {
    const { model } = modelOf({ refund: text });
    const { rewrites } = await rewriteDescriptions(classes, { encoder, model, folder: temporaryFolder() });
    expect(rewrites[0]).toMatchObject({ label: "refund", isKept: false });
    expect(rewrites[0].reason).toContain(reason);
  });

  it.each([
    ["nothing else", reply(better)],
    ["a code fence", `\`\`\`json\n${reply(better)}\n\`\`\``],
    ["a preface on the same line", `Sure! Here it is ${reply(better)} I hope this helps.`],
    ["a description after an empty one", `${reply("")}\n${reply(better)}`],
  ])("takes the description from a reply with %s", async (_, text) => {
    const { model } = modelOf({ refund: text });
    const { rewrites } = await rewriteDescriptions(classes, { encoder, model, folder: temporaryFolder() });
    expect(rewrites).toMatchObject([{ label: "refund", after: better, isKept: true }]);
  });

  it("does not keep a rewrite in another language", async () => {
    const english = [{ name: "refund", prompt: "The customer asks for money, not for a parcel or a login." }];
    const german =
      "Der Kunde will sein Geld zurück, weil er eine Bestellung mit der Karte doppelt bezahlt hat.";
    const { model } = modelOf({ refund: reply(german) });
    const options = { encoder, model, folder: temporaryFolder() };
    const { rewrites } = await rewriteDescriptions([...english, ...classes.slice(1)], options);
    expect(rewrites).toMatchObject([
      { isKept: false, reason: "The reply is not in the language of the description." },
    ]);
  });

  it("sends names, descriptions and problems of the classes concerned, and no examples", async () => {
    const overlapping = [
      { name: "refund", prompt: "The customer wants a refund for an order that was paid twice by card." },
      { name: "charge", prompt: "The customer wants a refund for an order that was paid twice by bank." },
      classes[2],
    ];
    const { model, asked } = modelOf({ refund: reply(better), charge: reply(better) });
    await rewriteDescriptions(overlapping, { encoder, model, folder: temporaryFolder() });
    const data = JSON.parse(asked[0].data);
    expect(Object.keys(data)).toEqual(["class", "problems", "otherClasses"]);
    expect(data.class).toEqual({ name: "refund", description: overlapping[0].prompt });
    expect(data.otherClasses).toContainEqual({ name: "charge", description: overlapping[1].prompt });
    expect(data.problems[0]).toContain("overlap");
  });

  it("keeps each reply on disk and makes no call twice", async () => {
    const folder = temporaryFolder();
    const first = modelOf({ refund: reply(better) });
    const one = await rewriteDescriptions(classes, { encoder, model: first.model, folder });
    expect(readFileSync(join(folder, "replies.jsonl"), "utf8")).toContain("refund of a payment");
    const second = modelOf({});
    const two = await rewriteDescriptions(classes, { encoder, model: second.model, folder });
    expect(second.asked).toHaveLength(0);
    expect(two).toEqual({ ...one, keptCalls: 1 });
  });

  it("makes no call beyond a cap, and none if no description has a problem", async () => {
    const { model, asked } = modelOf({ refund: reply(better) });
    const capped = { encoder, model, folder: temporaryFolder(), caps: { calls: 0 } };
    const { rewrites, spent } = await rewriteDescriptions(classes, capped);
    expect(rewrites[0].reason).toContain("cap on calls");
    expect(spent.calls).toBe(0);
    const good = [{ name: "refund", prompt: better }, classes[1], classes[2]];
    expect((await rewriteDescriptions(good, { ...capped, folder: temporaryFolder() })).rewrites).toEqual([]);
    expect(asked).toHaveLength(0);
  });

  it("rejects a missing model or folder", async () => {
    const model = modelOf({}).model;
    await expect(
      rewriteDescriptions(classes, { model: 5 as unknown as LanguageModel, folder: "x" }),
    ).rejects.toThrow("model must be a language model");
    await expect(rewriteDescriptions(classes, { model, folder: "" })).rejects.toThrow(
      "folder must be a path",
    );
  });
});
