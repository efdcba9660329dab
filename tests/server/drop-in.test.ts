import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestServer, type TestServer } from "./start-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

type ZeroShot = { label: string; score: number }[];

// The shape is that of https://huggingface.co/docs/inference-providers/tasks/zero-shot-classification.
describe("the zero-shot pipeline of the Hugging Face inference API", () => {
  const ask = async (path: string, body: unknown) =>
    (await (await server.post(path, body)).json()) as ZeroShot;
  const labelsOf = (found: ZeroShot) => found.map(({ label }) => label);

  it("chooses among candidate labels, whatever model is named", async () => {
    const found = await ask("/models/facebook/bart-large-mnli", {
      inputs: "The team won the football match.",
      parameters: { candidate_labels: ["cooking", "sports"] },
    });
    expect(labelsOf(found)).toEqual(["sports", "cooking"]);
    expect(Object.keys(found[0])).toEqual(["label", "score"]);
    expect(found[0].score + found[1].score).toBeCloseTo(1, 6);
  });

  it("is answered by a model of the server if the labels are its classes", async () => {
    const inputs = ["Where is my parcel?", "I want my money back."];
    const own = (await (await server.post("/models/mail", { inputs })).json()) as ZeroShot[];
    expect(own.map((found) => found[0].label)).toEqual(["delivery", "refund"]);
    expect(own[0]).toHaveLength(3);
    const some = await ask("/models/mail", {
      inputs: inputs[0],
      parameters: { candidate_labels: "praise, delivery", multi_label: false },
    });
    expect(labelsOf(some)).toEqual(["delivery", "praise"]);
    const [first, second] = own[0].filter(({ label }) => label !== "refund");
    expect(some[0].score).toBeCloseTo(first.score / (first.score + second.score), 9);
  });

  it("takes one label, and repeated ones", async () => {
    const one = await ask("/models/x/y", { inputs: "a", parameters: { candidate_labels: ["only", "only"] } });
    expect(one).toEqual([{ label: "only", score: 1 }]);
  });

  it("rejects what it does not support", async () => {
    const none = await server.post("/models/x/y", { inputs: "a" });
    expect(none.status).toBe(400);
  });
});

describe("Cohere's v1/classify", () => {
  const examples = [
    { text: "Dermatologists don't like her!", label: "Spam" },
    { text: "Hello, open to this?", label: "Spam" },
    { text: "I need help please wire me $1000 right now", label: "Spam" },
    { text: "Your parcel will be delivered today", label: "Not spam" },
    { text: "Review changes to our Terms and Conditions", label: "Not spam" },
    { text: "Weekly sync notes", label: "Not spam" },
  ];

  it("answers in the documented shape", async () => {
    const inputs = ["Confirm your email address", "hey i need u to send some $"];
    const reply = (await (await server.post("/v1/classify", { inputs, examples })).json()) as {
      classifications: Record<string, unknown>[];
    };
    expect(reply).toMatchObject({ id: expect.any(String), meta: { api_version: { version: "1" } } });
    expect(reply.classifications.map(({ input }) => input)).toEqual(inputs);
    const [, second] = reply.classifications;
    expect(Object.keys(second).sort()).toEqual(
      [
        "classification_type",
        "confidence",
        "confidences",
        "id",
        "input",
        "labels",
        "prediction",
        "predictions",
      ].sort(),
    );
    expect(second.prediction).toBe("Spam");
    expect(second.labels).toMatchObject({ Spam: { confidence: second.confidence } });
  });

  it("is answered by a model of the server if there are no examples", async () => {
    const reply = await server.post("/v1/classify", { inputs: ["Where is my parcel?"], model: "mail" });
    expect(await reply.json()).toMatchObject({ classifications: [{ prediction: "delivery" }] });
  });

  it("says what is missing", async () => {
    expect((await server.post("/v1/classify", { inputs: ["a"] })).status).toBe(400);
    expect((await server.post("/v1/classify", { inputs: [] })).status).toBe(400);
    expect((await server.post("/v1/classify", { inputs: ["a"], preset: "x" })).status).toBe(422);
    const one = await server.post("/v1/classify", { inputs: ["a"], examples: [{ text: "a", label: "b" }] });
    expect(one.status).toBe(400);
  });
});
