import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Classifier, type Explanation, type OpenedEncoder, openEncoder } from "../../src/index.ts";
import type {
  ChangedClass,
  Changes,
  Corrected,
  Imported,
  ImportPreview,
  Job,
  Precision,
  ProjectState,
  Quality,
  StudioClasses,
  Suggestions,
  TextsPage,
  Undone,
  Version,
  VersionComparison,
  Versions,
} from "../../src/studio/contract.ts";
import { startTestStudio, type TestStudio } from "./client.ts";
import { unzip } from "./unzip.ts";

const mails = [
  ["Where is my parcel? It should have come yesterday.", "delivery"],
  ["The tracking number does not work.", "delivery"],
  ["Can you deliver to my office instead?", "delivery"],
  ["My package got lost on the way.", "delivery"],
  ["The courier never rang the bell.", "delivery"],
  ["When will the order ship?", "delivery"],
  ["I want my money back for the broken lamp.", "refund"],
  ["You charged me twice, please return one payment.", "refund"],
  ["The refund has not arrived on my card.", "refund"],
  ["I cancelled the order, where is my money?", "refund"],
  ["How long does a reimbursement take?", "refund"],
  ["Please pay back the shipping fee.", "refund"],
  ["I forgot my password and cannot log in.", "account"],
  ["How do I change my e-mail address?", "account"],
  ["Please delete my account.", "account"],
  ["The login page rejects my password.", "account"],
] as const;
const csv = `subject,body,queue\n${mails.map(([text, label], i) => `"no ${i}","${text}",${label}`).join("\n")}\n`;

/** One story, in the order in which somebody lives it. Each test continues the one before. */
describe("the story of a project", () => {
  let encoder: OpenedEncoder;
  let studio: TestStudio;
  const project = "/projects/support";
  const page = async (query = "") => (await studio.client.get<TextsPage>(`${project}/texts?${query}`)).body;
  const classes = async () => (await studio.client.get<StudioClasses>(`${project}/classes`)).body;

  beforeAll(async () => {
    encoder = await openEncoder();
    studio = await startTestStudio({ encoder });
  });
  afterAll(async () => {
    await studio.end();
    await encoder.dispose();
  });

  it("starts empty", async () => {
    const { status, body } = await studio.client.post<ProjectState>("/projects", { name: "Support" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: "support", name: "Support", classes: 0, counts: { all: 0 } });
    const state = await studio.client.settled("support");
    expect(state.answers).toMatchObject({
      phase: "waiting",
      problem: expect.stringContaining("two classes"),
    });
  });

  it("shows the columns of a file before it is imported", async () => {
    const { body } = await studio.client.upload<ImportPreview>(
      `${project}/imports/preview?name=mails.csv`,
      csv,
    );
    expect(body).toMatchObject({
      format: "csv",
      columns: ["subject", "body", "queue"],
      newLabels: expect.any(Array),
    });
    const chosen = await studio.client.upload<ImportPreview>(
      `${project}/imports/preview?format=csv&text=body&label=queue`,
      csv,
    );
    expect(chosen.body).toMatchObject({
      text: "body",
      label: "queue",
      newLabels: ["delivery", "refund", "account"],
    });
    expect(chosen.body.rows[0]).toMatchObject({ text: mails[0][0], label: "delivery" });
  });

  it("imports texts without their labels, once", async () => {
    const { status, body } = await studio.client.upload<Imported>(
      `${project}/imports?format=csv&text=body`,
      csv,
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({ texts: 16, repeated: 0, skipped: 0, labels: 0, newClasses: [] });
    const again = await studio.client.upload<Imported>(`${project}/imports?format=csv&text=body`, csv);
    expect(again.body).toMatchObject({ texts: 0, repeated: 16 });
    expect((await page()).texts[0]).toMatchObject({
      text: mails[0][0],
      outcome: "waiting",
      prediction: null,
    });
  });

  it("answers as soon as two classes are described", async () => {
    await page("limit=100");
    for (const [name, description] of [
      ["delivery", "Where a parcel is, tracking, delays, lost packages."],
      ["refund", "The customer wants money back: returns, double charges."],
    ]) {
      const { status } = await studio.client.post(`${project}/classes`, { name, description });
      expect(status).toBe(201);
    }
    const state = await studio.client.settled("support");
    expect(state.answers.phase).toBe("current");
    const { texts } = await page();
    const right = texts.filter(({ prediction }, i) => prediction === mails[i][1]);
    expect(right.length).toBeGreaterThanOrEqual(9);
    expect(texts.every(({ outcome, isStale }) => outcome !== "waiting" && !isStale)).toBe(true);
  });

  it("shows what a third class changes", async () => {
    await studio.client.post(`${project}/changes/accept`);
    const events = studio.client.events(
      "support",
      (event) => event.type === "answers" && event.answers.phase === "current" && event.answers.total > 0,
    );
    const added = await studio.client.post<ChangedClass>(`${project}/classes`, {
      name: "account",
      description: "Logging in, passwords, changing the e-mail address, closing an account.",
    });
    expect(added.body.class).toMatchObject({ name: "account", version: 1 });
    const kinds = (await events).map(({ type }) => type);
    expect(kinds[0]).toBe("state");
    await studio.client.settled("support");
    const { body } = await studio.client.get<Changes>(`${project}/changes`);
    expect(body.texts).toBeGreaterThan(0);
    expect(body.pairs.every(({ after }) => after === "account" || after !== null)).toBe(true);
    expect(body.actions[0].what).toBe('Added the class "account".');
    const changed = await page("filter=changed");
    expect(changed.total).toBe(body.texts);
    expect(changed.texts[0].changedFrom).not.toBe(changed.texts[0].prediction);
  });

  it("corrects one text, takes it back, and does it again", async () => {
    const [first] = (await page("search=OFFICE")).texts;
    const { body } = await studio.client.post<Corrected>(`${project}/corrections`, {
      ids: [first.id],
      version: first.version,
      label: "account",
    });
    expect(body).toMatchObject({ texts: 1, changed: [{ correction: "account", correctedBy: "studio" }] });
    await studio.client.settled("support");
    expect((await page("search=office")).texts[0]).toMatchObject({ prediction: "account" });
    const undone = await studio.client.post<Undone>(`${project}/undo`);
    expect(undone.body.action).toBe('Corrected 1 text to "account".');
    await studio.client.settled("support");
    const [after] = (await page("search=office")).texts;
    expect(after.correction).toBeUndefined();
    expect(after).toMatchObject({ prediction: first.prediction, probability: first.probability });
    await studio.client.post(`${project}/redo`);
    expect((await page("filter=corrected")).total).toBe(1);
    await studio.client.post(`${project}/undo`);
  });

  it("gives labels to many texts, keeps a version, and goes back to it", async () => {
    const labeled = await studio.client.upload<Imported>(
      `${project}/imports?format=csv&text=body&label=queue`,
      csv,
    );
    expect(labeled.body).toMatchObject({ texts: 16, labels: 16, newClasses: [] });
    await studio.client.settled("support");
    const kept = await studio.client.post<Version>(`${project}/versions`, { name: "first" });
    expect(kept.body).toMatchObject({ name: "first", classes: 3, labels: 16, isCurrent: true });
    const before = (await page()).texts;
    const { classes: list } = await classes();
    await studio.client.delete(`${project}/classes/${list[2].id}?version=${list[2].version}`);
    await studio.client.settled("support");
    expect((await classes()).classes.map(({ name }) => name)).toEqual(["delivery", "refund"]);
    expect((await page("filter=labeled")).total).toBe(12);
    const { status } = await studio.client.post(`${project}/versions/${kept.body.id}/restore`);
    expect(status).toBe(200);
    await studio.client.settled("support");
    const answersOf = (texts: TextsPage["texts"]) =>
      texts.map(({ id, prediction, probability, label }) => ({ id, prediction, probability, label }));
    expect(answersOf((await page()).texts)).toEqual(answersOf(before));
    const { versions } = (await studio.client.get<Versions>(`${project}/versions`)).body;
    expect(versions.map(({ name }) => name)).toEqual(["Before going back to first", "first"]);
    const { body: compared } = await studio.client.get<VersionComparison>(
      `${project}/versions/compare?one=${versions[0].id}&other=${versions[1].id}`,
    );
    expect(compared.classes.added).toEqual(["account"]);
    expect(compared.different).toBeGreaterThan(0);
  });

  it("evaluates on labeled texts, and says how sure an answer must be", async () => {
    await studio.client.settled("support");
    const { body: job } = await studio.client.post<Job>(`${project}/jobs`, { kind: "evaluate" });
    const done = await studio.client.jobEnd("support", job.id);
    expect(done).toMatchObject({ state: "done", results: [expect.stringMatching(/^Correct/)] });
    const { body } = await studio.client.get<Quality>(`${project}/quality`);
    expect(body).toMatchObject({ rows: 16, hardRows: 0, isStale: false, evaluation: { rows: 16 } });
    expect((await page("filter=labeled")).texts[0].heldOut).toBeDefined();
    const { body: dial } = await studio.client.get<Precision>(`${project}/precision?share=0.99`);
    expect(dial.problem).toMatch(/texts with labels .* label more texts/);
    expect(dial.problem).not.toMatch(/option|--/);
  });

  it("explains an answer, and suggests what to label", async () => {
    const [{ id }] = (await page("search=parcel")).texts;
    const { body } = await studio.client.post<Explanation>(`${project}/texts/${id}/explain`);
    expect(body.nearest.length).toBeGreaterThan(0);
    const suggested = await studio.client.post<Suggestions>(`${project}/suggestions`, { count: 3 });
    expect(suggested.status).toBe(200);
  });

  it("exports a model that gives the same answers", async () => {
    await studio.client.settled("support");
    const folder = await mkdtemp(join(tmpdir(), "studio-export-"));
    try {
      await unzip(await studio.client.download(`${project}/export/model.zip`), folder);
      const classifier = await Classifier.load(join(folder, "support"));
      const { texts } = await page();
      const found = await classifier.classify(
        texts.map(({ text }) => text),
        { none: true },
      );
      expect(found.map(({ prediction }) => prediction)).toEqual(texts.map(({ prediction }) => prediction));
      for (const [i, { probability }] of found.entries())
        expect(probability).toBeCloseTo(texts[i].probability, 6);
      await classifier.dispose();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
