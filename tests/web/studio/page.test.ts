import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { accessibilityFaults, describeInBrowser, startBrowser } from "../../browser/browser.ts";
import { exampleProject } from "./example-project.ts";
import { FakeProject } from "./fake-project.ts";
import { type FakeStudio, startFakeStudio } from "./fake-studio.ts";

const rows = ".text-row:not(.text-head)";

describeInBrowser("the page of the studio", () => {
  let browser: Browser;
  let context: BrowserContext;
  let studio: FakeStudio;
  let project: FakeProject;
  /** Errors, warnings and requests to other places; the page must cause none. */
  let faults: string[];

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    studio = await startFakeStudio();
    project = exampleProject("mail");
    studio.projects.set("mail", project);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    faults = [];
  });
  afterEach(async () => {
    await context.close();
    await studio.close();
  });

  async function open(screen = "sort", project = "mail"): Promise<Page> {
    const page = await context.newPage();
    page.on(
      "console",
      (message) => ["error", "warning"].includes(message.type()) && faults.push(message.text()),
    );
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("request", (request) => {
      if (!request.url().startsWith(studio.address)) faults.push(request.url());
    });
    await page.goto(`${studio.address}#/project/${project}/${screen}`);
    await page.locator(".head-name").waitFor();
    return page;
  }

  /** Opens the texts and waits until they are there: until then keys have nothing to act on. */
  async function openTexts(project?: string): Promise<Page> {
    const page = await open("sort", project);
    await page.locator(`${rows} .class-label`).first().waitFor();
    return page;
  }

  const firstAnswer = (page: Page) => page.locator(`${rows} .cell-prediction .class-label`).first();

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 390],
    ["dark", 390],
  ] as const)(
    "has no serious accessibility fault on any screen: %s, %i pixels wide",
    async (colorScheme, width) => {
      studio.projects.set("empty", new FakeProject("empty", "Empty"));
      project.pins.push({ id: 1, text: "Refund", label: "Billing", answer: "Account", isRight: false });
      for (const text of project.texts.slice(0, 20)) text.before = "Account";
      const page = await open();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 844 });
      const addresses = [
        "#/",
        "#/project/empty/sort",
        "#/project/empty/quality",
        ...["sort", "changes", "quality", "examples", "versions"].map((screen) => `#/project/mail/${screen}`),
      ];
      for (const address of addresses) {
        await page.goto(`${studio.address}${address}`);
        await page.waitForLoadState("networkidle");
        expect({ address, faults: await accessibilityFaults(page) }).toEqual({ address, faults: [] });
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      }
      expect(faults).toEqual([]);
    },
  );

  it("has no serious accessibility fault while a class is edited, an answer explained or a dialog open", async () => {
    const page = await open();
    await page.locator(".class-card").first().click();
    await page.locator(rows).nth(2).click();
    await page.keyboard.press("Enter");
    await page.locator(".text-detail mark").first().waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("?");
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.locator(".text-table").focus();
    await page.keyboard.press("c");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("corrects by single keys, goes to the next text, and takes it back", async () => {
    const page = await open();
    await expect.poll(() => firstAnswer(page).textContent()).toBe("Billing");
    await page.locator(".text-table").focus();
    await page.keyboard.press("3");
    await expect.poll(() => firstAnswer(page).textContent()).toBe("Delivery");
    await expect.poll(() => page.locator(".is-active").getAttribute("aria-rowindex")).toBe("3");
    await expect.poll(() => project.texts[0].correction).toBe("Delivery");
    await page.keyboard.press("0");
    await expect.poll(() => project.texts[1].correction).toBeNull();
    await page.keyboard.press("z");
    await page.keyboard.press("z");
    await expect.poll(() => firstAnswer(page).textContent()).toBe("Billing");
    expect(faults).toEqual([]);
  });

  it("does not take letters that are typed in a field for shortcuts", async () => {
    const page = await open();
    await page.locator("#text-search").pressSequentially("3 parcels?");
    await expect.poll(() => page.getByText("No text is like this").isVisible()).toBe(true);
    expect(project.texts.every(({ correction }) => correction === undefined)).toBe(true);
    await expect.poll(() => page.locator("dialog").count()).toBe(0);
  });

  it("has no shortcuts of single keys if they are switched off", async () => {
    const page = await openTexts();
    await page.keyboard.press("?");
    await page.getByLabel(/Single keys are shortcuts/).uncheck();
    await page.keyboard.press("Escape");
    await page.locator(".text-table").focus();
    await page.keyboard.press("3");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => page.locator(".is-active").getAttribute("aria-rowindex")).toBe("3");
    expect(project.texts[0].correction).toBeUndefined();
  });

  it("corrects to one of many classes by a part of its name", async () => {
    for (let i = 0; i < 3_000; i++) project.addClass(`Topic ${i}`);
    const page = await openTexts();
    await page.locator(".text-table").focus();
    await page.keyboard.press("c");
    await page.locator(".picker-row").first().waitFor();
    await expect.poll(() => page.locator(".picker-row").count()).toBeLessThan(40);
    await page.keyboard.type("topic 2718");
    await page.keyboard.press("Enter");
    await expect.poll(() => project.texts[0].correction).toBe("Topic 2718");
    await expect.poll(() => page.locator("dialog").count()).toBe(0);
  });

  it("corrects all texts of a filter at once, and offers to undo it", async () => {
    const page = await openTexts();
    await page.locator("#text-search").fill("parcel");
    await expect
      .poll(() =>
        page
          .locator(rows)
          .filter({ hasNotText: /parcel/i })
          .count(),
      )
      .toBe(0);
    await page.locator(`${rows} input`).first().click();
    await page.getByRole("button", { name: /^Select all/ }).click();
    await page.getByRole("button", { name: "None of these" }).click();
    await page.getByRole("button", { name: "Undo", exact: true }).waitFor();
    expect(project.texts.filter(({ correction }) => correction === null).length).toBeGreaterThan(20);
  });

  it("answers again after a pause in typing, and shows which answers changed", async () => {
    const page = await open();
    await page.locator(".class-card").nth(1).click();
    const field = page.locator(".class-card textarea");
    await field.press("End");
    const before = studio.requests.length;
    await field.pressSequentially(" charged twice order payment refund please", { delay: 5 });
    await expect.poll(() => firstAnswer(page).textContent()).toBe("Account");
    const stored = studio.requests.slice(before).filter((request) => request.startsWith("PATCH"));
    expect(stored.length).toBeLessThanOrEqual(3);
    await page.getByRole("link", { name: /Changes/ }).click();
    await expect.poll(() => page.getByRole("heading", { level: 1 }).textContent()).toMatch(/answers changed/);
    await page.getByRole("button", { name: /Billing became Account/ }).waitFor();
    await page.getByRole("button", { name: "Accept" }).click();
    await page.getByText("No answer changed").waitFor();
  });

  it("shows a finding beside the description while it is typed", async () => {
    const page = await open();
    await page.locator(".class-card").first().click();
    await page.locator(".class-card textarea").fill("Bills");
    await expect.poll(() => page.locator(".is-open .findings").textContent()).toContain("has few words");
  });

  it("keeps what was typed in two tabs that change the same class", async () => {
    const [one, other] = [await open(), await open()];
    for (const page of [one, other]) await page.locator(".class-card").first().click();
    await one.locator(".class-card textarea").fill("from one tab");
    await other.locator(".class-card textarea").fill("from the other tab");
    await expect
      .poll(async () => (await one.locator(".conflict").count()) + (await other.locator(".conflict").count()))
      .toBe(1);
    const [loser, text] = (await one.locator(".conflict").count())
      ? [one, "from one tab"]
      : [other, "from the other tab"];
    await expect.poll(() => loser.locator(".class-card textarea").inputValue()).toBe(text);
    await loser.getByRole("button", { name: "Store mine" }).click();
    await expect.poll(() => project.classes[0].description).toBe(text);
    await expect.poll(() => one.locator(".class-card textarea").inputValue()).toBe(text);
    await expect.poll(() => other.locator(".class-card textarea").inputValue()).toBe(text);
  });

  it("does not overwrite the label that another tab gave meanwhile", async () => {
    const page = await openTexts();
    project.texts[0].version = 9;
    project.texts[0].correction = "Praise";
    await page.locator(".text-table").focus();
    await page.keyboard.press("3");
    await page
      .getByText(/changed in another tab, now “Praise”/)
      .first()
      .waitFor();
    expect(project.texts[0].correction).toBe("Praise");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("3");
    await expect.poll(() => project.texts[0].correction).toBe("Delivery");
  });

  it("says in one sentence that the studio is gone, keeps what was typed, and stores it after a retry", async () => {
    const page = await open();
    await page.locator(".class-card").first().click();
    await page.route("**/api/**", (route) => route.abort());
    await page.locator(".class-card textarea").fill("typed while it was gone");
    await page.getByText("The studio does not answer").waitFor();
    await expect
      .poll(() => page.locator(".class-card textarea").inputValue())
      .toBe("typed while it was gone");
    await page.unroute("**/api/**");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect.poll(() => page.getByText("The studio does not answer").count()).toBe(0);
    await expect.poll(() => project.classes[0].description).toBe("typed while it was gone");
  });

  it("shows hostile texts and names as text", async () => {
    const hostile = "<img src=x onerror=alert(1)><script>document.title='taken'</script>\u202e&amp;";
    project.texts[0] = { ...project.texts[0], text: hostile };
    project.addClass(`<b>bold</b>`, `"><svg onload=alert(2)>`);
    project.name = "<i>name</i>";
    const page = await open();
    page.on("dialog", () => faults.push("a dialog opened"));
    await expect.poll(() => page.locator(`${rows} .cell-text`).first().textContent()).toBe(hostile);
    await expect.poll(() => page.locator(".head-name").textContent()).toBe("<i>name</i>");
    await expect.poll(() => page.locator("main img, main script, main b").count()).toBe(0);
    expect(await page.title()).not.toBe("taken");
    expect(faults).toEqual([]);
  });

  it("shows 100,000 texts with a few rows only", async () => {
    studio.projects.set("large", exampleProject("large", 100_000));
    const page = await openTexts("large");
    const table = page.locator(".text-table");
    await table.evaluate((element) => element.scrollTo(0, element.scrollHeight / 2));
    await expect.poll(() => page.locator(`${rows} .cell-text`).nth(20).textContent()).toMatch(/order 5\d{4}/);
    await table.focus();
    await page.keyboard.press("End");
    await expect.poll(() => page.locator(".is-active .cell-text").textContent()).toContain("order 100999");
    await expect.poll(() => page.locator(rows).count()).toBeLessThan(60);
    await expect.poll(() => table.getAttribute("aria-rowcount")).toBe("100001");
  });

  it("marks suggested texts as hard cases and says that they do not show the quality", async () => {
    const page = await open();
    await page.getByRole("button", { name: "What to label next" }).click();
    await page.getByText(/does not\s+show its quality/).waitFor();
    await firstAnswer(page).waitFor();
    await page.locator(".text-table").focus();
    await page.keyboard.press("2");
    await expect.poll(() => project.texts[0].isHard).toBe(true);
  });
});
