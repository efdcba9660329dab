import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type {
  ChangedClass,
  Corrected,
  Failure,
  Imported,
  Job,
  Pins,
  ProjectState,
  Quality,
  StudioClass,
  StudioClasses,
  TextsPage,
} from "../../src/studio/contract.ts";
import { startTestStudio, type TestStudio } from "./client.ts";

const words: Readonly<Record<string, string>> = {
  "Food > Dairy > Milk": "milk carton whole skimmed litre",
  "Food > Dairy > Cheese": "cheese cheddar brie feta grated",
  "Food > Bakery": "bread rolls cake croissant loaf",
  "Home > Other": "sofa table chair bed wardrobe",
  "Garden > Other": "spade hose lawn flower pot",
};
const table = [
  "text,label",
  ...Object.entries(words).flatMap(([label, content]) =>
    Array.from({ length: 6 }, (_, i) => `${content} number ${i},${label}`),
  ),
].join("\n");

describe("a project whose classes are a tree", () => {
  let studio: TestStudio;
  const project = "/projects/shop";
  const classes = async () => (await studio.client.get<StudioClasses>(`${project}/classes`)).body.classes;
  const classAt = async (path: string) => (await classes()).find((each) => each.path === path)!;
  const texts = async (query = "") =>
    (await studio.client.get<TextsPage>(`${project}/texts?limit=100&${query}`)).body;

  beforeAll(async () => {
    studio = await startTestStudio();
    await studio.client.post("/projects", { name: "Shop" });
  });
  afterAll(() => studio.end());

  it("labels that are paths become a tree, and two classes may have one name at different places", async () => {
    const { body } = await studio.client.upload<Imported>(
      `${project}/imports?format=csv&text=text&label=label`,
      table,
    );
    expect(body).toMatchObject({ texts: 30, labels: 30 });
    expect((await classes()).map(({ path }) => path).sort()).toEqual(
      ["Food", "Food > Dairy", "Home", "Garden", ...Object.keys(words)].sort(),
    );
    expect((await studio.client.get<ProjectState>(project)).body.isTree).toBe(true);
  });

  it("answers with classes at the bottom, and filters by a class above them", async () => {
    await studio.client.settled("shop");
    const { texts: found } = await texts();
    expect(found.filter(({ prediction, label }) => prediction === label).length).toBeGreaterThan(27);
    const dairy = await classAt("Food > Dairy");
    const page = await texts(`class=${dairy.id}`);
    expect(page.total).toBe(12);
    expect(page.texts.every(({ prediction }) => String(prediction).startsWith("Food > Dairy > "))).toBe(true);
    expect((await texts(`class=${(await classAt("Food")).id}`)).total).toBe(18);
  });

  it("with a threshold the answer is the deepest class that is sure enough", async () => {
    await studio.client.upload(`${project}/imports?format=lines`, "milk cheese\nmilk bread\n");
    await studio.client.settled("shop");
    const [before] = (await texts("search=milk cheese")).texts;
    const inner = await classThatIsSure("milk cheese", before.bestClass?.probability ?? before.probability);
    expect(["Food > Dairy", "Food"]).toContain(inner);
  });

  /** Searches a threshold between the most probable class and the top of the tree, and returns the answer there. */
  async function classThatIsSure(text: string, from: number): Promise<unknown> {
    for (let threshold = from + 0.01; threshold < 1; threshold += 0.01) {
      await studio.client.patch(project, { threshold: Math.min(1, threshold) });
      const [found] = (await texts(`search=${text}`)).texts;
      const filtered = await texts(`filter=inner&search=${text}`);
      expect(filtered.total).toBe(found.outcome === "inner" ? 1 : 0);
      if (found.outcome !== "inner") continue;
      expect(found.probability).toBeGreaterThanOrEqual(threshold);
      expect(found.bestClass!.probability).toBeLessThan(threshold);
      return found.prediction;
    }
    return undefined;
  }

  it("a label is a class at the bottom, by its path or by a name that only one class has", async () => {
    const [first] = (await texts()).texts;
    const post = (label: string) =>
      studio.client.post<Corrected & Failure>(`${project}/corrections`, { ids: [first.id], label });
    expect((await post("Cheese")).body.changed[0].correction).toBe("Food > Dairy > Cheese");
    expect((await post("Garden > Other")).body.changed[0].correction).toBe("Garden > Other");
    expect(await post("Food > Dairy")).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("below") },
    });
    await studio.client.post(`${project}/pins`, { textId: first.id, label: "Milk" });
    const { pins } = (await studio.client.get<Pins>(`${project}/pins`)).body;
    expect(pins[0].label).toBe("Food > Dairy > Milk");
    for (let i = 0; i < 3; i++) await studio.client.post(`${project}/undo`);
  });

  it("a class moves with all below it, and not below itself", async () => {
    const [dairy, home, milk] = [
      await classAt("Food > Dairy"),
      await classAt("Home"),
      await classAt("Food > Dairy > Milk"),
    ];
    const move = (each: StudioClass, parent: number | null) =>
      studio.client.patch<ChangedClass & Failure>(`${project}/classes/${each.id}`, {
        version: each.version,
        parent,
      });
    expect((await move(dairy, milk.id)).status).toBe(422);
    expect((await move(dairy, home.id)).body.class.path).toBe("Home > Dairy");
    expect((await classAt("Home > Dairy > Milk")).id).toBe(milk.id);
    await studio.client.post(`${project}/undo`);
  });

  it("the classes below a removed one move up, and undo brings it back", async () => {
    const dairy = await classAt("Food > Dairy");
    await studio.client.delete(`${project}/classes/${dairy.id}?version=${dairy.version}`);
    expect((await classAt("Food > Milk")).labels).toBe(6);
    await studio.client.post(`${project}/undo`);
    expect(await classAt("Food > Dairy > Milk")).toBeDefined();
    // Both classes would have the same name at the top.
    const [home, garden] = [await classAt("Home"), await classAt("Garden")];
    await studio.client.delete(`${project}/classes/${home.id}?version=${home.version}`);
    const refused = await studio.client.delete(`${project}/classes/${garden.id}?version=${garden.version}`);
    expect(refused.status).toBe(422);
    await studio.client.post(`${project}/undo`);
  });

  it("labels of a class that gets others below it are kept, but no training learns from them", async () => {
    const bakery = await classAt("Food > Bakery");
    const { body } = await studio.client.post<ChangedClass>(`${project}/classes`, {
      name: "Bread",
      description: "bread rolls loaf",
      parent: bakery.id,
    });
    const state = await studio.client.settled("shop");
    expect(state.answers.problem).toBeUndefined();
    expect(await classAt("Food > Bakery")).toMatchObject({ labels: 6, texts: 0 });
    expect(await classAt("Food > Bakery > Bread")).toMatchObject({ id: body.class.id });
    await studio.client.post(`${project}/undo`);
    await studio.client.settled("shop");
  });

  it("the quality counts the classes at the bottom", async () => {
    const { body: job } = await studio.client.post<Job>(`${project}/jobs`, { kind: "evaluate" });
    const { state, problem } = await studio.client.jobEnd("shop", job.id);
    expect({ state, problem }).toEqual({ state: "done", problem: undefined });
    const { evaluation } = (await studio.client.get<Quality>(`${project}/quality`)).body;
    expect(
      evaluation!.classes
        .map(({ label }) => label)
        .filter((label) => label !== null)
        .sort(),
    ).toEqual(Object.keys(words).sort());
  });

  it("the exported classes are a tree again", async () => {
    const source = new TextDecoder().decode(await studio.client.download(`${project}/export/task.yaml`));
    expect(parse(source).classes).toContainEqual({ name: "Food > Dairy > Milk", parent: "Food > Dairy" });
    await studio.client.post("/projects", { name: "Again" });
    expect((await studio.client.post("/projects/again/classes/import", { source })).status).toBe(200);
    const again = (await studio.client.get<StudioClasses>("/projects/again/classes")).body.classes;
    expect(again.map(({ path }) => path).sort()).toEqual((await classes()).map(({ path }) => path).sort());
  });

  it("a flat project keeps a name with a bracket as it is", async () => {
    await studio.client.post("/projects", { name: "Flat" });
    for (const name of ["speed > 100", "speed < 100"])
      await studio.client.post("/projects/flat/classes", { name, description: `The ${name} of a car.` });
    const { body } = await studio.client.get<StudioClasses>("/projects/flat/classes");
    expect(body.classes.map(({ path }) => path)).toEqual(["speed > 100", "speed < 100"]);
    expect((await studio.client.settled("flat")).answers.problem).toBeUndefined();
    const [first] = body.classes;
    const below = await studio.client.post("/projects/flat/classes", { name: "x", parent: first.id });
    expect(below.status).toBe(201);
  });
});
