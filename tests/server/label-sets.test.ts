import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PilesortClient } from "../../src/client/pilesort-client.ts";
import { train } from "../../src/index.ts";
import { startTestServer, type TestServer } from "./start-server.ts";

const tags = {
  refund: "The customer wants the money back.",
  praise: "The customer is happy with the product and says thanks.",
  delivery: "The parcel is late, lost, or the customer asks where it is.",
};
const goods = {
  "Food > Dairy": "Milk, cheese and yoghurt.",
  "Food > Bread": "Bread, rolls and other baked goods.",
  "Home > Lamps": "Lamps and bulbs that give light.",
  "Home > Chairs": "Chairs, stools and benches to sit on.",
};

let server: TestServer;
let client: PilesortClient;
beforeAll(async () => {
  server = await startTestServer();
  client = new PilesortClient({ url: server.url });
  for (const [name, options] of Object.entries({
    tags: { classes: tags, multiLabel: true },
    goods: { classes: goods },
  })) {
    const classifier = await train(options);
    await classifier.save(join(server.folder, name));
    await classifier.dispose();
    await client.load(name, name);
  }
});
afterAll(() => server.remove());

const zeroShot = async (name: string, body: object) =>
  (await (await server.post(`/models/${name}`, body)).json()) as { label: string; score: number }[];
const sumOf = (scores: readonly { score: number }[]) => scores.reduce((sum, { score }) => sum + score, 0);

describe("a model with several labels per text", () => {
  const both = "My parcel is lost, give me my money back.";

  it("answers with all labels, by their own thresholds or the one of the request", async () => {
    const [answer, all, nothing] = await Promise.all([
      client.classify("tags", both),
      client.classify("tags", both, { threshold: 0 }),
      client.classify("tags", both, { threshold: 1 }),
    ]);
    expect(answer.labels).toContain(answer.prediction);
    expect([...(all.labels ?? [])].sort()).toEqual(["delivery", "praise", "refund"]);
    expect(all.scores.map(({ label }) => label)).toEqual(all.labels);
    expect(nothing).toMatchObject({ labels: [], prediction: null, outcome: "none" });
    for await (const streamed of client.classifyStream("tags", [both]))
      expect(streamed.answer).toEqual(answer);
  });

  it("rejects options that are for one label, in one sentence", async () => {
    await expect(client.classify("tags", both, { none: true })).rejects.toThrow(
      "The option none is for one class per text",
    );
  });

  it("is described, and evaluated on texts with all their labels", async () => {
    expect(await client.model("tags")).toMatchObject({ multiLabel: true, levels: 1 });
    const rows = [
      { text: both, labels: ["refund", "delivery"] },
      { text: "Thanks, I love it!", labels: ["praise"] },
    ];
    const evaluation = await client.evaluate("tags", rows);
    expect(evaluation).toMatchObject({ kind: "multi-label", count: 2, model: "tags" });
    const { id } = await client.startEvaluation("tags", rows);
    let last: { readonly state: string; readonly result?: object } | undefined;
    for await (const job of client.watch(id)) last = job;
    expect(last).toMatchObject({ state: "done", result: evaluation });
    await expect(client.evaluate("tags", [{ text: both, label: "refund" }])).rejects.toThrow(
      "Row 1 must have the field labels",
    );
    await expect(client.evaluate("mail", rows)).rejects.toThrow("Row 1 must have the field label");
  });

  it("is corrected with all labels of a text", async () => {
    await client.correct("tags", [{ text: "Great, and now my money back.", labels: ["praise", "refund"] }]);
    const { labels = [] } = await client.classify("tags", "Great, and now my money back.");
    expect([...labels].sort()).toEqual(["praise", "refund"]);
    await client.undoCorrection("tags", 1);
  });

  it("stays of its kind when it is trained again", async () => {
    await expect(client.train("tags", { multiLabel: false })).rejects.toThrow(
      "is for several labels per text",
    );
    const { id } = await client.train("tags", { examples: [{ text: both, labels: ["refund", "delivery"] }] });
    let last: { readonly state: string } | undefined;
    for await (const job of client.watch(id)) last = job;
    expect(last).toMatchObject({ state: "done" });
    expect(await client.model("tags")).toMatchObject({ multiLabel: true, version: 2 });
  });

  it("answers in the shape of Cohere", async () => {
    const reply = await server.post("/v1/classify", { model: "tags", inputs: [both] });
    const { classifications } = (await reply.json()) as { classifications: { labels: object }[] };
    expect(classifications[0]).toMatchObject({ classification_type: "multi-label" });
    expect(Object.keys(classifications[0].labels)).toHaveLength(3);
  });
});

describe("zero-shot requests with multi_label", () => {
  const inputs = "My parcel is lost, give me my money back.";
  const candidate_labels = ["refund", "delivery"];

  it("get probabilities of their own, from a model with several labels", async () => {
    const { scores } = await client.classify("tags", inputs);
    const found = await zeroShot("tags", { inputs, parameters: { candidate_labels, multi_label: true } });
    const own = new Map(scores.map(({ label, probability }) => [label, probability]));
    for (const { label, score } of found) expect(score).toBe(own.get(label));
    expect(found.map(({ label }) => label).sort()).toEqual(["delivery", "refund"]);
    const single = await zeroShot("tags", { inputs, parameters: { candidate_labels } });
    expect(sumOf(single)).toBeCloseTo(1, 6);
  });

  it("are answered by the descriptions if the model has one label per text, or knows other labels", async () => {
    for (const [model, labels] of [
      ["mail", candidate_labels],
      ["anything", ["weather", "cooking", "football"]],
    ] as const) {
      const found = await zeroShot(model, {
        inputs,
        parameters: { candidate_labels: labels, multi_label: true },
      });
      expect(found.map(({ label }) => label).sort()).toEqual([...labels].sort());
      expect(found.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
    }
    const one = await server.post("/models/x", {
      inputs,
      parameters: { candidate_labels: ["a"], multi_label: true },
    });
    expect(one.status).toBeLessThan(500);
  });
});

describe("a hierarchy", () => {
  it("answers with the deepest node that reaches the threshold", async () => {
    expect(await client.model("goods")).toMatchObject({ multiLabel: false, levels: 2 });
    const sure = await client.classify("goods", "a bottle of milk", { threshold: 0 });
    expect(sure).toMatchObject({ prediction: "Food > Dairy", outcome: "class" });
    const food = sure.scores
      .filter(({ label }) => label.startsWith("Food"))
      .reduce((sum, { probability }) => sum + probability, 0);
    const threshold = (sure.probability + food) / 2;
    const inner = await client.classify("goods", "a bottle of milk", { threshold });
    expect(inner).toMatchObject({ prediction: "Food", outcome: "inner" });
    expect(inner.probability).toBeCloseTo(food, 6);
  });

  it("is evaluated by its levels", async () => {
    const found = await client.evaluate("goods", [
      { text: "a bottle of milk", label: "Food > Dairy" },
      { text: "a stool", label: "Home > Chairs" },
    ]);
    expect(found).toMatchObject({ kind: "single-label", hierarchy: { levels: expect.anything() } });
  });
});
