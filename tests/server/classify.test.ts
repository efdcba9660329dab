import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Classifier } from "../../src/index.ts";
import { classifyReply } from "../../src/server/schemas/classify.ts";
import { startTestServer, type TestServer } from "./start-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ limits: { rows: 50, textCharacters: 1000, bodyBytes: 100_000 } });
});
afterAll(() => server.remove());

const path = "/v1/models/mail/classify";
const texts = ["Where is my parcel?", "I want my money back.", "Thanks, it is great!"];

/** Returns how many texts were classified in how many batches. */
async function batchFigures() {
  const figures = await (await server.get("/metrics")).text();
  const figure = (name: string) =>
    Number(new RegExp(`^pilesort_batch_texts_${name} (\\d+)`, "m").exec(figures)?.[1]);
  return { batches: figure("count"), texts: figure("sum") };
}

describe("POST /v1/models/{name}/classify", () => {
  it("answers one text, and several in their order, as the library does", async () => {
    const classifier = await Classifier.load(`${server.folder}/mail`);
    const expected = await classifier.classify(texts);
    await classifier.dispose();
    const several = classifyReply.parse(await (await server.post(path, { texts })).json());
    expect(several.answers?.map(({ prediction }) => prediction)).toEqual(["delivery", "refund", "praise"]);
    for (const [i, answer] of (several.answers ?? []).entries()) {
      expect(answer.scores).toEqual(expected[i].scores);
      expect(answer.probability).toBe(expected[i].probability);
    }
    const one = classifyReply.parse(await (await server.post(path, { text: texts[0] })).json());
    expect(one).toMatchObject({ model: "mail", version: 1, answer: several.answers?.[0] });
    expect(one.answers).toBeUndefined();
  });

  it("gives the options to the classifier", async () => {
    const reply = await (
      await server.post(path, { text: "zzz", none: true, top: 1, threshold: 0.9999 })
    ).json();
    const { answer } = classifyReply.parse(reply);
    expect(answer?.outcome).not.toBe("class");
    expect(answer?.prediction).toBeNull();
    expect(answer?.scores).toHaveLength(1);
  });

  it("answers an empty list, empty texts, and texts of any characters", async () => {
    expect(await (await server.post(path, { texts: [] })).json()).toMatchObject({ answers: [] });
    const strange = ["", " ", "\u0000", "\ud800", "🦊", "a\u202eb"];
    const { answers } = classifyReply.parse(await (await server.post(path, { texts: strange })).json());
    expect(answers).toHaveLength(strange.length);
  });

  it.each([
    [{}, 400, "The body must have either text or texts."],
    [{ text: "a", texts: ["a"] }, 400, "either text or texts"],
    [{ texts: ["a", 1] }, 400, "In the body, texts[1] must be a string"],
    [{ text: "a", topp: 1 }, 400, 'The body has the unknown field "topp"'],
    [{ text: "a", top: 0 }, 400, "In the body, top"],
    [[], 400, "The body must be an object."],
    ["{", 400, "Malformed JSON"],
    [{ text: "a", costs: { unknown: { refund: 1 } } }, 400, "not a class of the model"],
    [{ text: "a", precision: 0.9 }, 400, "held-out"],
    [{ texts: Array.from({ length: 51 }, () => "a") }, 413, "has 51 texts, and this server takes 50"],
    [{ texts: ["a", "x".repeat(1001)] }, 413, "Text 2 has 1001 characters"],
    [{ text: "x".repeat(200_000) }, 413, "larger than 100000 bytes"],
  ])("rejects %j", async (body, status, sentence) => {
    const answer = await server.post(path, body);
    expect(answer.status).toBe(status);
    const { detail } = (await answer.json()) as { detail: string };
    expect(detail).toContain(sentence);
    expect(detail).toMatch(/\.$/);
  });

  it("says which model is missing, and which content type is needed", async () => {
    const missing = await server.post("/v1/models/other/classify", { text: "a" });
    expect(missing.status).toBe(404);
    const plain = await server.post(path, { text: "a" }, { headers: { "Content-Type": "text/plain" } });
    expect(plain.status).toBe(415);
  });

  it("classifies texts of concurrent requests together, and answers each with its own", async () => {
    const requests = Array.from({ length: 60 }, (_, i) => `${texts[i % 3]} Number ${i}.`);
    const before = await batchFigures();
    const replies = await Promise.all(requests.map((text) => server.post(path, { text })));
    const answers = await Promise.all(replies.map(async (reply) => classifyReply.parse(await reply.json())));
    const wanted = ["delivery", "refund", "praise"];
    expect(answers.map(({ answer }) => answer?.prediction)).toEqual(requests.map((_, i) => wanted[i % 3]));
    const after = await batchFigures();
    expect(after.texts - before.texts).toBe(60);
    expect(after.batches - before.batches).toBeLessThan(60);
  });

  it("logs neither texts nor answers", async () => {
    await server.post(path, { text: "my secret parcel" });
    await server.post(path, { text: "my secret parcel", top: "secret" });
    expect(JSON.stringify(server.entries)).not.toContain("secret");
    expect(server.entries.at(-1)).toMatchObject({ route: "/v1/models/:name/classify", status: 400 });
  });
});

describe("POST /v1/models/{name}/classify/stream", () => {
  const stream = (body: string | ReadableStream, query = "") =>
    server.get(`${path}/stream${query}`, { method: "POST", body, duplex: "half" } as RequestInit);
  const linesOf = async (reply: Response) =>
    (await reply.text())
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it("answers each line in its order, with its number and id", async () => {
    const lines = await linesOf(
      await stream(`{"id":"a","text":"Where is my parcel?"}\n\n"Thanks!"\r\n{"id":7,"text":""}`),
    );
    expect(lines.map(({ line, id }) => [line, id])).toEqual([
      [1, "a"],
      [3, undefined],
      [4, 7],
    ]);
    expect(lines[0].answer).toMatchObject({ prediction: "delivery" });
  });

  it("takes the options from the query", async () => {
    const lines = await linesOf(await stream('"zzz"\n', "?top=1&threshold=0.9999&none=true"));
    expect(lines[0].answer).toMatchObject({ prediction: null });
    expect((await stream('"a"\n', "?top=x")).status).toBe(400);
    expect((await stream('"a"\n', "?unknown=1")).status).toBe(400);
  });

  it("answers more texts than a request may have, of more bytes than a body may have", async () => {
    const long = `${"a parcel ".repeat(100)}`;
    const body = Array.from({ length: 150 }, () => JSON.stringify({ text: long })).join("\n");
    expect(body.length).toBeGreaterThan(100_000);
    const lines = await linesOf(await stream(body));
    expect(lines).toHaveLength(150);
  });

  it("answers the first lines while later ones are still missing", async () => {
    let send: (line: string) => void = () => {};
    let end = () => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (line) => controller.enqueue(new TextEncoder().encode(line));
        end = () => controller.close();
      },
    });
    send('"Where is my parcel?"\n');
    const reader = (await stream(body)).body!.getReader();
    const first = new TextDecoder().decode((await reader.read()).value);
    expect(JSON.parse(first)).toMatchObject({ line: 1 });
    send('"Thanks!"\n');
    end();
    expect(JSON.parse(new TextDecoder().decode((await reader.read()).value))).toMatchObject({ line: 2 });
    expect((await reader.read()).done).toBe(true);
  });

  it("reads no further than answers are taken", async () => {
    let sent = 0;
    const line = new TextEncoder().encode(`${JSON.stringify("a parcel ".repeat(100))}\n`);
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent++;
        if (sent > 200_000) controller.close();
        else controller.enqueue(line);
      },
    });
    const reply = await stream(body, "?top=3");
    const reader = reply.body!.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    // Sockets on both sides buffer some megabytes; without back-pressure all 180 MB would be sent.
    expect(sent).toBeLessThan(100_000);
    await reader.cancel();
  });

  it("says which line is invalid, after the answers before it", async () => {
    const lines = await linesOf(await stream('"a parcel"\n{"txt":1}\n"never"\n'));
    expect(lines).toHaveLength(2);
    expect(lines[1].error).toMatchObject({
      status: 400,
      detail: expect.stringContaining("Line 2 has no text"),
    });
    const first = await stream("nonsense\n");
    expect(first.status).toBe(400);
    expect(await first.text()).toContain("Line 1 is not JSON");
    expect((await stream(JSON.stringify("x".repeat(1001)))).status).toBe(413);
    expect((await stream("x".repeat(20_000))).status).toBe(413);
  });

  it("of nothing is answered with nothing", async () => {
    expect(await (await stream("\n\n")).text()).toBe("");
  });
});

describe("POST /v1/models/{name}/explain", () => {
  it("returns why a text gets its answer", async () => {
    const reply = await server.post("/v1/models/mail/explain", { text: "Where is my parcel?", nearest: 2 });
    const found = (await reply.json()) as { nearest: unknown[]; explained: unknown };
    expect(found.nearest).toHaveLength(2);
    expect(found.explained).toMatchObject({ label: "delivery" });
  });
});
