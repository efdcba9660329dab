import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { TextsPage } from "../../../src/studio/contract.ts";
import { accessibilityFaults, describeInBrowser, startBrowser } from "../../browser/browser.ts";
import { startTestStudio, type TestStudio } from "../../studio/client.ts";
import { openLink } from "./open-link.ts";

const rows = ".text-row:not(.text-head)";

/** The page on a real studio, with projects of several labels per text and of a tree of classes. */
describeInBrowser("several labels and trees in the page", () => {
  let studio: TestStudio;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    studio = await startTestStudio();
    await studio.client.post("/projects", { name: "Topics", kind: "multi-label" });
    for (const [name, description] of [
      ["refund", "money back payment charged"],
      ["delivery", "parcel late courier tracking"],
      ["damage", "broken scratched pieces"],
    ])
      await studio.client.post("/projects/topics/classes", { name, description });
    await studio.client.upload(
      "/projects/topics/imports?format=lines",
      "money back please\nparcel is late\nthe vase is broken\n",
    );
    await studio.client.post("/projects", { name: "Shop" });
    const source = JSON.stringify({
      "Food > Dairy > Milk": "milk carton litre",
      "Food > Dairy > Cheese": "cheese cheddar brie",
      "Food > Bakery": "bread rolls cake",
      "Home > Furniture": "sofa table chair",
    });
    await studio.client.post("/projects/shop/classes/import", { source });
    await studio.client.upload(
      "/projects/shop/imports?format=lines",
      "a litre milk\nbrie cheese\nsofa and chair\n",
    );
    for (const project of ["topics", "shop"]) await studio.client.settled(project);
    browser = await startBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    await openLink(page, studio.running.link());
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.end();
  });

  const open = async (project: string, screen = "sort") => {
    await page.goto(`${studio.running.url}/#/project/${project}/${screen}`);
    await page.locator(".head-name").waitFor();
  };
  const corrections = async (project: string) =>
    (await studio.client.get<TextsPage>(`/projects/${project}/texts`)).body.texts.map(
      ({ correction }) => correction,
    );

  it("each label of a text has words that speak for it", async () => {
    await open("topics");
    await page.locator(`${rows} .chip`).first().waitFor();
    await page.locator(".text-table").focus();
    await page.keyboard.press("Enter");
    const reasons = page.locator(".text-detail .reason");
    await expect.poll(() => reasons.first().textContent()).toMatch(/given from [0-9.]+ % on/);
    await expect.poll(() => page.locator(".text-detail mark").count()).toBeGreaterThan(1);
    expect(await accessibilityFaults(page)).toEqual([]);
    const name = await reasons.last().locator(".class-label").textContent();
    await reasons.last().click();
    await expect.poll(() => reasons.last().getAttribute("aria-pressed")).toBe("true");
    await page.locator(".text-detail").getByText(`“${name}”`).first().waitFor();
    await page.keyboard.press("Escape");
  });

  it("keys give labels beside each other, take them away, and the text stays until the user goes on", async () => {
    await open("topics");
    await page.locator(`${rows} .chip`).first().waitFor();
    await page.locator(".text-table").focus();
    await page.keyboard.press("0");
    await page.keyboard.press("2");
    await page.keyboard.press("3");
    await expect.poll(async () => (await corrections("topics"))[0]).toEqual(["delivery", "damage"]);
    await expect
      .poll(() => page.locator(".is-active .chip .class-label").allTextContents())
      .toEqual(["delivery", "damage"]);
    await page.keyboard.press("2");
    await page.keyboard.press("3");
    await expect.poll(async () => (await corrections("topics"))[0]).toEqual([]);
    await page.locator(".is-active").getByText("no label").waitFor();
    // It confirms what is shown, although the text may still have another answer.
    const confirmed = page.waitForResponse("**/corrections");
    await page.keyboard.press("a");
    await expect.poll(() => page.locator(".is-active").getAttribute("aria-rowindex")).toBe("3");
    await confirmed;
    expect((await corrections("topics"))[0]).toEqual([]);
  });

  it("a label is given to a selection, and taken away again", async () => {
    await page.locator(".text-table").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("1");
    await expect
      .poll(async () => (await corrections("topics")).slice(0, 2).every((each) => each?.includes("refund")))
      .toBe(true);
    await page.keyboard.press("1");
    await expect
      .poll(async () => (await corrections("topics")).slice(0, 2).some((each) => each?.includes("refund")))
      .toBe(false);
    await page.keyboard.press("Escape");
  });

  it("a label given while those of a selection are being stored is kept", async () => {
    const sent = "**/projects/topics/corrections";
    let isFirst = true;
    await page.route(sent, async (route) => {
      if (isFirst) {
        isFirst = false;
        await page.waitForTimeout(1000);
      }
      await route.continue();
    });
    await page.keyboard.press("Home");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("1");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Home");
    await page.keyboard.press("2");
    await expect.poll(async () => (await corrections("topics"))[0]).toEqual(["refund", "delivery"]);
    await expect
      .poll(() => page.locator(".is-active .chip .class-label").allTextContents())
      .toEqual(["refund", "delivery"]);
    expect(await page.getByText("changed in another tab").count()).toBe(0);
    await page.unroute(sent);
  });

  it("the choices beside a text show which labels it has", async () => {
    await page.keyboard.press("Home");
    await page.keyboard.press("3");
    await page.keyboard.press("Enter");
    const damage = page.locator(".choices .button", { hasText: "damage" });
    await expect.poll(() => damage.getAttribute("aria-pressed")).toBe("true");
    await damage.click();
    await expect.poll(() => damage.getAttribute("aria-pressed")).toBe("false");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("a tree is closed and opened, and a class is added below another one", async () => {
    await open("shop");
    const cards = page.locator(".class-card strong");
    await expect
      .poll(() => cards.allTextContents())
      .toEqual([...["Food", "Dairy", "Milk", "Cheese", "Bakery", "Home", "Furniture"]]);
    const food = page.getByRole("button", { name: "Classes below “Food”" });
    await food.click();
    await expect.poll(() => cards.allTextContents()).toEqual(["Food", "Home", "Furniture"]);
    await expect.poll(() => food.getAttribute("aria-expanded")).toBe("false");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator(".class-card", { hasText: "Food" }).click();
    await page.getByRole("button", { name: "Class below", exact: true }).click();
    await page.getByLabel("Name of the class").fill("Drinks");
    await page.keyboard.press("Tab");
    await expect
      .poll(async () => {
        const { body } = await studio.client.get<{ classes: { path: string }[] }>("/projects/shop/classes");
        return body.classes.map(({ path }) => path);
      })
      .toContain("Food > Drinks");
    await expect.poll(() => page.getByLabel("Part of").locator("option:checked").textContent()).toBe("Food");
  });

  it("an answer in a tree is explained step by step", async () => {
    await page.locator(".text-table").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    const steps = page.locator(".path .reason");
    await expect
      .poll(() => steps.locator(".class-label").allTextContents())
      .toEqual(["Food", "Dairy", "Milk"]);
    await expect.poll(() => steps.first().textContent()).toContain("rather than Home");
    await expect
      .poll(() => page.locator(".text-detail mark.speaks-for").first().textContent())
      .toContain("milk");
    await steps.first().click();
    await page.locator(".text-detail").getByText("“Food”").first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
  });

  it("a filter by a class above others finds their texts, and keys give the classes at the bottom", async () => {
    const filter = page.getByLabel("Answered with the class");
    await filter.selectOption({
      label: (await filter.locator("option", { hasText: "Dairy" }).textContent())!,
    });
    await expect.poll(() => page.locator(rows).count()).toBe(2);
    await filter.selectOption({ index: 0 });
    await expect.poll(() => page.locator(rows).count()).toBe(3);
    await page.locator(".text-table").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("2");
    await expect.poll(async () => (await corrections("shop"))[0]).toBe("Food > Dairy > Cheese");
    const answer = page.locator(`${rows} .cell-prediction`).first();
    await expect.poll(() => answer.locator(".class-label").textContent()).toBe("Cheese");
    await expect.poll(() => answer.locator(".class-above").textContent()).toBe("Food › Dairy");
    await studio.client.settled("shop");
  });

  it("an own example in a tree has no highlighted words, since it is answered with its label", async () => {
    await page.locator(".text-table").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await page.locator(".text-detail").getByText("You labeled this text").waitFor();
    await page.locator(".text-detail").getByText("Step by step, without your label").waitFor();
    await expect.poll(() => page.locator(".text-detail mark").count()).toBe(0);
    await page.keyboard.press("Escape");
  });
});
