import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  ChangedClass,
  Correct,
  Corrected,
  Failure,
  StudioClass,
  StudioClasses,
  StudioText,
  TextsPage,
} from "../../src/studio/contract.ts";
import { StudioClient, startTestStudio, type TestStudio } from "./client.ts";

describe("two tabs at once", () => {
  let studio: TestStudio;
  let other: StudioClient;
  const project = "/projects/two-tabs";

  beforeAll(async () => {
    studio = await startTestStudio();
    other = await StudioClient.open(studio.running);
    await studio.client.post("/projects", { name: "Two tabs" });
    await studio.client.upload(`${project}/imports?format=lines`, "one\ntwo\nthree\n");
  });
  afterAll(() => studio.end());

  const add = async (name: string): Promise<StudioClass> =>
    (await studio.client.post<ChangedClass>(`${project}/classes`, { name })).body.class;
  const listed = async () => (await other.get<StudioClasses>(`${project}/classes`)).body;

  it("a change of a class that another tab changed is rejected with the present class", async () => {
    const { id, version } = await add("first");
    const mine = await studio.client.patch<ChangedClass>(`${project}/classes/${id}`, {
      version,
      description: "What the first tab wrote.",
    });
    expect(mine.status).toBe(200);
    const theirs = await other.patch<Failure>(`${project}/classes/${id}`, { version, description: "Lost?" });
    expect(theirs.status).toBe(409);
    expect(theirs.body).toMatchObject({
      code: "conflict",
      current: { id, version: version + 1, description: "What the first tab wrote." },
    });
    const again = await other.patch<ChangedClass>(`${project}/classes/${id}`, {
      version: (theirs.body.current as StudioClass).version,
      description: "What the second tab wrote then.",
    });
    expect(again.body.class.description).toBe("What the second tab wrote then.");
  });

  it("of many changes at once with one version, exactly one is stored", async () => {
    const { id, version } = await add("second");
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? other : studio.client).patch(`${project}/classes/${id}`, {
          version,
          description: `number ${i}`,
        }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 409)).toHaveLength(19);
    expect((await listed()).classes.find((each) => each.id === id)).toMatchObject({ version: version + 1 });
  });

  it("an answer is confirmed as it was shown, whatever the present one is, or rejected if its class is gone", async () => {
    const [{ id }] = (await studio.client.get<TextsPage>(`${project}/texts`)).body.texts;
    const confirm = (shown: string | null) =>
      studio.client.post<Corrected & Failure>(`${project}/corrections`, {
        ids: [id],
        confirm: true,
        shown: [{ id, label: shown }],
      });
    const before = (await listed()).classes.length;
    for (const shown of ["first", "second", null]) {
      const { body } = await confirm(shown);
      expect(body.changed).toMatchObject([{ id, correction: shown }]);
    }
    const gone = await confirm("gone");
    expect(gone.status).toBe(422);
    expect(gone.body.detail).toBe(
      'The class "gone" of the answer does not exist any more; look at the present answer, then correct the text again.',
    );
    expect((await listed()).classes).toHaveLength(before);
    await studio.client.post(`${project}/corrections`, { ids: [id], clear: true });
  });

  it("answers to several texts are confirmed as they were shown, and corrected texts keep their labels", async () => {
    const [first, second, third] = (await studio.client.get<TextsPage>(`${project}/texts`)).body.texts;
    const correct = (body: Correct) => studio.client.post<Corrected>(`${project}/corrections`, body);
    await correct({ ids: [second.id, third.id], label: "second" });
    const shown = [
      { id: first.id, label: null },
      { id: third.id, label: "first" },
    ];
    const { body } = await correct({ selection: {}, confirm: true, shown });
    expect(body.changed.map(({ id, correction }) => [id, correction])).toEqual([
      [first.id, null],
      [third.id, "first"],
    ]);
    for (let undone = 0; undone < 2; undone++) await studio.client.post(`${project}/undo`);
    const { status } = await correct({ ids: [first.id], label: "first", shown });
    expect(status).toBe(400);
  });

  it("changes of different classes at once are all stored", async () => {
    const made = await Promise.all(Array.from({ length: 10 }, (_, i) => add(`many ${i}`)));
    await Promise.all(
      made.map(({ id, version }, i) =>
        (i % 2 ? other : studio.client).patch(`${project}/classes/${id}`, {
          version,
          description: `text ${i}`,
        }),
      ),
    );
    const { classes } = await listed();
    for (const [i, { id }] of made.entries())
      expect(classes.find((each) => each.id === id)?.description).toBe(`text ${i}`);
  });

  it("a class cannot be removed by a tab that has not seen its last change", async () => {
    const { id, version } = await add("third");
    await other.patch(`${project}/classes/${id}`, { version, name: "third, renamed" });
    const { status } = await studio.client.delete(`${project}/classes/${id}?version=${version}`);
    expect(status).toBe(409);
    expect((await listed()).classes.some(({ name }) => name === "third, renamed")).toBe(true);
  });

  it("an order that lacks a class of another tab is rejected", async () => {
    const { orderVersion, classes } = await listed();
    await add("fourth");
    const { status, body } = await studio.client.post<Failure>(`${project}/classes/order`, {
      orderVersion,
      ids: classes.map(({ id }) => id).reverse(),
    });
    expect(status).toBe(409);
    const { classes: present, orderVersion: now } = body.current as StudioClasses;
    const ids = present.map(({ id }) => id).reverse();
    const ordered = await studio.client.post(`${project}/classes/order`, { orderVersion: now, ids });
    expect(ordered.status).toBe(200);
    expect((await listed()).classes.map(({ id }) => id)).toEqual(ids);
  });

  it("a correction of a text that another tab corrected is rejected with the present text", async () => {
    const [text] = (await other.get<TextsPage>(`${project}/texts`)).body.texts;
    const correct = (client: StudioClient, label: string) =>
      client.post<Corrected & Failure>(`${project}/corrections`, {
        ids: [text.id],
        version: text.version,
        label,
      });
    expect((await correct(studio.client, "first")).status).toBe(200);
    const second = await correct(other, "second");
    expect(second.status).toBe(409);
    expect(second.body.current as StudioText).toMatchObject({
      correction: "first",
      version: text.version + 1,
    });
  });

  it("two classes of one name are rejected", async () => {
    const replies = await Promise.all(
      [studio.client, other].map((client) => client.post(`${project}/classes`, { name: "twin" })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
  });

  it("a class cannot be below itself", async () => {
    const above = await add("above");
    const below = (
      await studio.client.post<ChangedClass>(`${project}/classes`, { name: "below", parent: above.id })
    ).body.class;
    const { status } = await studio.client.patch(`${project}/classes/${above.id}`, {
      version: above.version,
      parent: below.id,
    });
    expect(status).toBe(422);
  });
});
