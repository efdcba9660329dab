import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { describeInBrowser, startBrowser } from "../../browser/browser.ts";
import type { FakeProject } from "./fake-project.ts";
import { type FakeStudio, startFakeStudio } from "./fake-studio.ts";

describeInBrowser("adding texts to a new project", () => {
  let browser: Browser;
  let page: Page;
  let studio: FakeStudio;

  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    studio = await startFakeStudio();
    page = await browser.newPage();
    await page.goto(studio.address);
    await page.getByLabel("Name of the project").fill("My mail");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "Add texts" }).waitFor();
  });
  afterEach(async () => {
    await page.close();
    await studio.close();
  });

  const project = (): FakeProject => studio.projects.get("my-mail")!;

  it("takes pasted lines after a look at them", async () => {
    await page.getByLabel("Texts, one per line").fill("Where is my parcel?\nI want a refund.");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("cell", { name: "I want a refund." }).waitFor();
    await page.getByRole("button", { name: "Add the texts" }).click();
    await page.getByText("2 texts added.").first().waitFor();
    expect(project().texts.map(({ text }) => text)).toEqual(["Where is my parcel?", "I want a refund."]);
  });

  it("shows the columns of a dropped table, and goes back", async () => {
    const csv = "text,queue\nWhere is my parcel?,Delivery\nI want a refund.,Billing";
    // The test's types know nothing of browsers, so this is a text.
    const data = await page.evaluateHandle(`
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(csv)}], "mails.csv"));
      transfer;
    `);
    await page.locator(".import").dispatchEvent("drop", { dataTransfer: data });
    await page.getByRole("cell", { name: "Delivery" }).waitFor();
    await expect.poll(() => page.getByLabel("Column of the label").inputValue()).toBe("queue");
    await page.getByText(/become classes: Delivery, Billing/).waitFor();
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByLabel("Texts, one per line").waitFor();
  });

  it("offers one next step while there are no classes", async () => {
    project().addTexts([{ text: "Where is my parcel?" }]);
    await page.reload();
    await page.getByText("Write two classes or more").waitFor();
    await page.getByLabel("Name of a new class").fill("Delivery");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByLabel("Description of Delivery").fill("late parcels and couriers");
    await expect.poll(() => project().classes[0].description).toBe("late parcels and couriers");
  });
});
