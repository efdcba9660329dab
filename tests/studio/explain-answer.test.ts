import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Explanation, LabelSetExplanation } from "../../src/index.ts";
import type { Suggestions, TextsPage } from "../../src/studio/contract.ts";
import { startTestStudio, type TestStudio } from "./client.ts";

type TreeExplanation = Required<Pick<Explanation, "levels">> & Explanation;

/** Explanations of answers with several labels and of answers in a tree, by classes that are told by their words. */
describe("an explanation in the studio", () => {
  let studio: TestStudio;

  beforeAll(async () => {
    studio = await startTestStudio();
    await studio.client.post("/projects", { name: "Topics", kind: "multi-label" });
    await addClasses("topics", {
      refund: "refund money back payment",
      delivery: "parcel late courier delivery",
      damage: "broken scratched pieces",
    });
    await addTexts("topics", ["refund money back payment, parcel late courier delivery", "violin tomatoes"]);
    await studio.client.post("/projects", { name: "Shop" });
    await addClasses("shop", {
      "Food > Dairy > Milk": "milk carton whole skimmed litre",
      "Food > Dairy > Cheese": "cheese cheddar brie feta grated",
      "Food > Bakery": "bread rolls cake croissant loaf",
      "Home > Furniture": "sofa table chair bed wardrobe",
    });
    await addTexts("shop", ["litre milk sofa", "sofa and chair"]);
    for (const project of ["topics", "shop"]) await studio.client.settled(project);
  });
  afterAll(() => studio?.end());

  const addClasses = (project: string, classes: Readonly<Record<string, string>>) =>
    studio.client.post(`/projects/${project}/classes/import`, { source: JSON.stringify(classes) });
  const addTexts = (project: string, texts: readonly string[]) =>
    studio.client.upload(`/projects/${project}/imports?format=lines`, texts.join("\n"));
  async function explained<Body>(project: string, search: string): Promise<Body> {
    const { body } = await studio.client.get<TextsPage>(`/projects/${project}/texts?search=${search}`);
    return (await studio.client.post<Body>(`/projects/${project}/texts/${body.texts[0].id}/explain`)).body;
  }

  it("has the words of each label, if a text may have several", async () => {
    const { labels } = await explained<LabelSetExplanation>("topics", "refund");
    const strongest = (name: string) => {
      const { words } = labels.find(({ label }) => label === name)!;
      return words.filter(({ change }) => change < 0)[0].part;
    };
    expect(["parcel", "late", "courier", "delivery"]).toContain(strongest("delivery"));
    expect(["refund", "money", "back", "payment"]).toContain(strongest("refund"));
  });

  it("has the probability and the words of each level of the path in a tree", async () => {
    const { levels, answer } = await explained<TreeExplanation>("shop", "milk");
    expect(levels.map(({ branch }) => branch)).toEqual(["Food", "Food > Dairy", "Food > Dairy > Milk"]);
    const [food, dairy, milk] = levels;
    const sum = (start: string) =>
      Object.entries(answer.probabilities)
        .filter(([path]) => path.startsWith(start))
        .reduce((total, [, value]) => total + value, 0);
    expect(food.probability).toBeCloseTo(sum("Food"), 6);
    expect(dairy.probability).toBeCloseTo(sum("Food > Dairy"), 6);
    expect(milk.probability).toBeCloseTo(answer.probabilities["Food > Dairy > Milk"], 6);
    expect(levels.map(({ sibling }) => sibling?.branch)).toEqual([
      "Home",
      "Food > Bakery",
      "Food > Dairy > Cheese",
    ]);
    for (const { sibling } of levels) {
      expect(sibling!.wordsAgainst[0].part).toBe("milk");
      expect(sibling!.wordsAgainst[0].change).toBeLessThan(0);
      expect(sibling!.wordsFor.find(({ part }) => part === "sofa")!.change).toBeGreaterThan(0);
    }
  });

  it("has the levels of an own example with their probabilities without its label", async () => {
    const { body } = await studio.client.get<TextsPage>("/projects/shop/texts?search=chair");
    await studio.client.post("/projects/shop/corrections", {
      ids: [body.texts[0].id],
      label: "Food > Bakery",
    });
    await studio.client.settled("shop");
    const { levels, isOwnExample, answer } = await explained<TreeExplanation>("shop", "chair");
    expect(isOwnExample).toBe(true);
    expect(levels.map(({ branch }) => branch)).toEqual(["Food", "Food > Bakery"]);
    expect(levels[1].probability).toBeLessThan(answer.probabilities["Food > Bakery"]);
  });

  it("is not needed to suggest texts: those with several labels are suggested, too", async () => {
    const { status, body } = await studio.client.post<Suggestions>("/projects/topics/suggestions", {
      count: 2,
    });
    expect(status).toBe(200);
    expect(body.texts.map(({ labels }) => Array.isArray(labels))).toEqual([true, true]);
  });
});
