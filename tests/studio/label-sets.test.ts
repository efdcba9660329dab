import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type {
  Changes,
  Corrected,
  Failure,
  Imported,
  ImportPreview,
  Job,
  Pins,
  ProjectState,
  Quality,
  StudioClasses,
  TextsPage,
  Version,
} from "../../src/studio/contract.ts";
import { startTestStudio, type TestStudio } from "./client.ts";

/** Texts of two classes, which can be told by their words, so that the hashing encoder finds them. */
const rows = Array.from({ length: 12 }, (_, i) => [
  { text: `refund money back payment number ${i}`, labels: ["refund"] },
  { text: `parcel late courier delivery number ${i}`, labels: ["delivery"] },
  { text: `refund money back payment, parcel late courier delivery ${i}`, labels: ["refund", "delivery"] },
  { text: `weather violin tomatoes football ${i}`, labels: [] },
]).flat();
const file = rows.map((row) => JSON.stringify(row)).join("\n");

describe("a project whose texts may have several labels", () => {
  let studio: TestStudio;
  const project = "/projects/mail";
  const texts = async (query = "") =>
    (await studio.client.get<TextsPage>(`${project}/texts?limit=100&${query}`)).body;
  const correct = (body: object) => studio.client.post<Corrected>(`${project}/corrections`, body);

  beforeAll(async () => {
    studio = await startTestStudio();
    await studio.client.post("/projects", { name: "Mail", kind: "multi-label" });
  });
  afterAll(() => studio.end());

  it("a preview shows all labels of a row, and an import stores them", async () => {
    const preview = await studio.client.upload<ImportPreview>(
      `${project}/imports/preview?format=jsonl`,
      file,
    );
    expect(preview.body).toMatchObject({ text: "text", label: "labels", newLabels: ["refund", "delivery"] });
    expect(preview.body.rows[2].labels).toEqual(["refund", "delivery"]);
    const { body } = await studio.client.upload<Imported>(
      `${project}/imports?format=jsonl&text=text&label=labels`,
      file,
    );
    expect(body).toMatchObject({
      texts: rows.length,
      labels: rows.length,
      newClasses: ["refund", "delivery"],
    });
    const { texts: stored } = await texts();
    expect(stored.map(({ label }) => label)).toEqual(rows.map(({ labels }) => labels));
  });

  it("labels are found although the first rows have none", async () => {
    const part = [{ text: "first unlabeled row" }, { text: "second labeled row", labels: ["refund"] }];
    const content = part.map((row) => JSON.stringify(row)).join("\n");
    const preview = await studio.client.upload<ImportPreview>(
      `${project}/imports/preview?format=jsonl`,
      content,
    );
    expect(preview.body).toMatchObject({ label: "labels", rows: [{ label: null }, { labels: ["refund"] }] });
    await studio.client.upload(`${project}/imports?format=jsonl&text=text&label=labels`, content);
    expect((await texts("search=labeled row")).texts.map(({ label }) => label)).toEqual([
      undefined,
      ["refund"],
    ]);
    await studio.client.post(`${project}/undo`);
  });

  it("in a table labels are separated by semicolons, and an empty cell is not labeled", async () => {
    const table =
      'text,labels\nfirst row,refund; delivery\nsecond row,\nthird row,"[""refund""]"\nfourth row,[]\n';
    await studio.client.upload(`${project}/imports?format=csv&text=text&label=labels`, table);
    const found = (await texts("search=row")).texts.map(({ label }) => label);
    expect(found).toEqual([["refund", "delivery"], undefined, ["refund"], []]);
    await studio.client.post(`${project}/undo`);
  });

  it("answers with several labels, each with a probability, and with none", async () => {
    await studio.client.settled("mail");
    const { texts: found } = await texts();
    const right = found.filter(({ prediction, label }) => {
      return (
        JSON.stringify([...(prediction as string[])].sort()) ===
        JSON.stringify([...(label as string[])].sort())
      );
    });
    expect(right.length).toBeGreaterThan(0.9 * rows.length);
    const both = found.find(({ prediction }) => (prediction as string[]).length === 2)!;
    expect(both.labels?.map(({ label }) => label)).toEqual(both.prediction);
    expect(both.labels?.every(({ probability }) => probability > 0 && probability <= 1)).toBe(true);
    expect(found.some(({ prediction, outcome }) => outcome === "none" && prediction?.length === 0)).toBe(
      true,
    );
  });

  it("a filter by class finds the texts that have it among others", async () => {
    const { classes } = (await studio.client.get<StudioClasses>(`${project}/classes`)).body;
    const refund = classes.find(({ name }) => name === "refund")!;
    const page = await texts(`class=${refund.id}`);
    expect(page.total).toBe(refund.texts);
    expect(page.texts.every(({ prediction }) => prediction?.includes("refund"))).toBe(true);
    expect(page.texts.some(({ prediction }) => prediction?.includes("delivery"))).toBe(true);
    expect(refund.labels).toBe(24);
  });

  it("a label is toggled beside the others, for one text and for several, and undone", async () => {
    const [first, second] = (await texts()).texts;
    const one = await correct({ ids: [first.id], version: first.version, label: ["delivery", "refund"] });
    expect(one.body.changed[0].correction).toEqual(["refund", "delivery"]);
    const late = await correct({ ids: [first.id], version: first.version, label: [] });
    expect(late.status).toBe(409);
    const both = await correct({ ids: [first.id, second.id], toggle: "refund" });
    expect(both.body.changed.map(({ correction }) => [...(correction as string[])].sort())).toEqual([
      ["delivery", "refund"],
    ]);
    const taken = await correct({ ids: [first.id, second.id], toggle: "refund" });
    expect(taken.body.changed.map(({ correction }) => correction)).toEqual([["delivery"], ["delivery"]]);
    const empty = await correct({ ids: [first.id], label: [] });
    expect(empty.body.changed[0].correction).toEqual([]);
    const third = (await texts()).texts[2];
    const seen = await correct({
      ids: [third.id],
      toggle: "delivery",
      shown: [{ id: third.id, label: ["refund"] }],
    });
    expect(seen.body.changed[0].correction).toEqual(["refund", "delivery"]);
    expect((await texts("filter=corrected")).total).toBe(3);
    for (let i = 0; i < 5; i++) await studio.client.post(`${project}/undo`);
    expect((await texts("filter=corrected")).total).toBe(0);
  });

  it("a new label becomes a class, and goes out of all sets when it is removed", async () => {
    const [first] = (await texts()).texts;
    await correct({ ids: [first.id], label: ["refund", "praise"] });
    const { classes } = (await studio.client.get<StudioClasses>(`${project}/classes`)).body;
    const praise = classes.find(({ name }) => name === "praise")!;
    await studio.client.delete(`${project}/classes/${praise.id}?version=${praise.version}`);
    expect((await texts("filter=corrected")).texts[0].correction).toEqual(["refund"]);
    await studio.client.post(`${project}/undo`);
    expect((await texts("filter=corrected")).texts[0].correction).toEqual(["refund", "praise"]);
    await studio.client.post(`${project}/undo`);
  });

  it("changes are listed by sets before and after, and pins hold a set", async () => {
    await studio.client.settled("mail");
    await studio.client.post(`${project}/changes/accept`);
    const [first] = (await texts()).texts;
    await studio.client.post(`${project}/pins`, { textId: first.id, label: ["refund"] });
    const same = rows.flatMap(({ labels }, i) => (labels.length === 2 ? [i + 1] : []));
    await correct({ ids: same, label: ["refund"] });
    const state = await studio.client.settled("mail");
    expect(state.counts.changed).toBeGreaterThan(0);
    const { body } = await studio.client.get<Changes>(`${project}/changes`);
    expect(body.pairs.map(({ before }) => before)).toContainEqual(["refund", "delivery"]);
    const [pair] = body.pairs;
    expect((await texts(`filter=changed&from=${pair.beforeId}&to=${pair.afterId}`)).total).toBe(pair.texts);
    const { pins } = (await studio.client.get<Pins>(`${project}/pins`)).body;
    expect(pins[0]).toMatchObject({ label: ["refund"], isRight: true });
    await studio.client.post(`${project}/undo`);
    await studio.client.settled("mail");
  });

  it("the quality counts each label, by models that have not seen the text", async () => {
    const { body: job } = await studio.client.post<Job>(`${project}/jobs`, { kind: "evaluate" });
    const ended = await studio.client.jobEnd("mail", job.id);
    expect(ended).toMatchObject({ state: "done" });
    const { body } = await studio.client.get<Quality>(`${project}/quality`);
    expect(body.labelSets).toMatchObject({ count: rows.length, labelsPerRow: 1 });
    // Texts that are nearly equal are held out together, so each is answered without its like.
    expect(body.labelSets!.microF1).toBeGreaterThan(0.5);
    expect(body.labelSets!.verdict).toContain(`${rows.length} rows`);
    expect(body.evaluation).toBeUndefined();
  });

  it("a version is kept, the model exported, and the labels exported as they are imported", async () => {
    const kept = await studio.client.post<Version>(`${project}/versions`, { name: "first" });
    expect(kept.status).toBe(201);
    const task = parse(new TextDecoder().decode(await studio.client.download(`${project}/export/task.yaml`)));
    expect(task.multiLabel).toBe(true);
    const data = new TextDecoder().decode(await studio.client.download(`${project}/export/data.jsonl`));
    expect(JSON.parse(data.split("\n")[2]).labels).toEqual(["refund", "delivery"]);
    const csv = new TextDecoder().decode(await studio.client.download(`${project}/export/data.csv`));
    expect(
      csv
        .split("\n")
        .slice(3, 5)
        .map((line) => line.split(",").slice(-6)[0]),
    ).toEqual(["refund;delivery", "[]"]);
    expect((await studio.client.download(`${project}/export/model.zip`)).length).toBeGreaterThan(1000);
  });

  it("becomes a project of one label per text only if no label is lost", async () => {
    const refused = await studio.client.patch<Failure>(project, { kind: "single-label" });
    expect(refused).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("12 texts have several") },
    });
    const same = rows.flatMap(({ labels }, i) => (labels.length === 2 ? [i + 1] : []));
    await correct({ ids: same, label: ["refund"] });
    // The imported labels are still sets.
    expect((await studio.client.patch(project, { kind: "single-label" })).status).toBe(422);
    const other = await studio.client.post<ProjectState>("/projects", { name: "Other" });
    const changed = await studio.client.patch<ProjectState>(`/projects/${other.body.id}`, {
      kind: "multi-label",
    });
    expect(changed.body.kind).toBe("multi-label");
    const plain = await studio.client.patch<ProjectState>(`/projects/${other.body.id}`, {
      kind: "single-label",
    });
    expect(plain.body.kind).toBe("single-label");
  });
});
