import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ExamplesPage, Versions } from "../../../src/studio/contract.ts";
import { describeInBrowser, startBrowser } from "../../browser/browser.ts";
import { startGenerationServer } from "../../cli/generation-server.ts";
import { startTestStudio, type TestStudio } from "../../studio/client.ts";
import { openLink } from "./open-link.ts";

const secret = "sk-page-secret-0815";

/** The page on a real studio, whose encoder is a quick one. Each test continues the one before. */
describeInBrowser("generation and versions in the page", () => {
  let studio: TestStudio;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const project = "/projects/mail";

  beforeAll(async () => {
    studio = await startTestStudio();
    await studio.client.post("/projects", { name: "Mail" });
    for (const [name, description] of [
      ["refund", "The customer wants money back for something that was paid."],
      ["delivery", "A parcel is late, lost or at the wrong door."],
    ])
      await studio.client.post(`${project}/classes`, { name, description });
    await studio.client.upload(
      `${project}/imports?format=lines`,
      "my parcel is late\nmoney back please\nthe parcel is lost\na refund for the payment\n",
    );
    browser = await startBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    await openLink(page, studio.running.link());
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.end();
  });

  const open = async (screen: string) => {
    await page.goto(`${studio.running.url}/#/project/mail/${screen}`);
    await page.locator(".head-name").waitFor();
  };

  it("a language model is asked only after the plan was shown and started, and its key is kept nowhere", async () => {
    const server = await startGenerationServer(() => undefined);
    await open("examples");
    await page.getByLabel("What are the texts about?").fill("Mails to a shop");
    await page.getByLabel(/^Model/).fill("test-model");
    await page.getByLabel(/^Address/).fill(server.url);
    await page.getByLabel(/^Key/).fill(secret);
    await page.getByLabel("Examples per class").fill("5");
    await page.getByRole("button", { name: "Show the plan" }).click();
    await page.getByRole("region", { name: "Plan" }).waitFor();
    expect(server.seen).toEqual([]);
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText("Generate examples with test-model: Done.").waitFor({ timeout: 60_000 });
    expect(server.seen[0].headers.authorization).toBe(`Bearer ${secret}`);
    const kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
    expect(kept).not.toContain(secret);
    await page.reload();
    await page.getByLabel(/^Key/).waitFor();
    await expect.poll(() => page.getByLabel(/^Key/).inputValue()).toBe("");
  });

  it("generated examples are looked through, edited and deleted", async () => {
    await page.getByRole("button", { name: "Look through" }).click();
    const examples = page.locator(".example-list > li");
    await examples.first().waitFor();
    const total = await examples.count();
    expect(total).toBeGreaterThanOrEqual(8);
    await examples.first().locator("button.example-text").click();
    await page.getByLabel("Text of the example").fill("I want the money for the shoes back.");
    await page.keyboard.press("Control+Enter");
    await examples.first().getByText("edited").waitFor();
    await examples
      .nth(1)
      .getByRole("button", { name: /^Delete/ })
      .click();
    await expect.poll(() => examples.count()).toBe(total - 1);
    const { body } = await studio.client.get<ExamplesPage>(`${project}/examples`);
    expect(body.examples[0]).toMatchObject({ text: "I want the money for the shoes back.", isEdited: true });
  });

  it("a failed generation says why, without the key, and is resumed with the key typed again", async () => {
    let isBroken = true;
    const server = await startGenerationServer(() =>
      isBroken ? { status: 401, body: { error: { message: `The key ${secret} is not known.` } } } : undefined,
    );
    await page.getByRole("button", { name: "Generate", exact: true }).click();
    await page.getByLabel(/^Model/).fill("test-model");
    await page.getByLabel(/^Address/).fill(server.url);
    await page.getByLabel(/^Key/).fill(secret);
    await page.getByLabel("Examples per class").fill("9");
    await page.getByRole("button", { name: "Show the plan" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByText(/: Failed\./).waitFor({ timeout: 60_000 });
    expect(await page.locator(".job").textContent()).not.toContain(secret);
    isBroken = false;
    await page.getByLabel(/^Key/).fill(secret);
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByText("Generate examples with test-model: Done.").waitFor({ timeout: 60_000 });
  });

  it("two versions are compared, and the project goes back to the first one", async () => {
    await open("versions");
    await page.getByLabel("Name of the version").fill("First");
    await page.getByRole("button", { name: "Keep this version" }).click();
    await page.getByRole("button", { name: "First", exact: true }).waitFor();
    await studio.client.post(`${project}/classes`, { name: "praise", description: "The customer is happy." });
    const { body } = await studio.client.get<{
      classes: { id: number; version: number; name: string }[];
    }>(`${project}/classes`);
    const refund = body.classes.find(({ name }) => name === "refund")!;
    await studio.client.patch(`${project}/classes/${refund.id}`, {
      version: refund.version,
      description: "Something else: a parcel is late.",
    });
    await page.getByLabel("Name of the version").fill("Second");
    await page.getByRole("button", { name: "Keep this version" }).click();
    await page.getByRole("button", { name: "Second", exact: true }).waitFor();
    await page.getByRole("checkbox", { name: "Compare “First”" }).check();
    await page.getByRole("checkbox", { name: "Compare “Second”" }).check();
    const comparison = page.getByRole("region", { name: "Comparison" });
    await comparison.getByText("New classes: praise.").waitFor({ timeout: 60_000 });
    await comparison.getByText("The description of “refund” is another one").waitFor();
    await page.getByRole("button", { name: "Return to it" }).click();
    await page.getByText("The project is as in “First” again.").first().waitFor({ timeout: 60_000 });
    await open("sort");
    await page.locator(".class-card", { hasText: "The customer wants money back" }).waitFor();
    await expect.poll(() => page.locator(".class-card").count()).toBe(2);
    // Nothing was lost: the state before is still a version.
    const { versions } = (await studio.client.get<Versions>(`${project}/versions`)).body;
    expect(versions.map(({ name }) => name)).toEqual(["Second", "First"]);
  });

  it("two tabs show the same, and undo in one takes back what the other did", async () => {
    const other = await context.newPage();
    await other.goto(`${studio.running.url}/#/project/mail/sort`);
    const first = (tab: Page) =>
      tab.locator(".text-row:not(.text-head) .cell-prediction .class-label").first();
    await first(other).waitFor();
    await other.locator(".text-table").focus();
    await other.keyboard.press("1");
    await expect.poll(() => first(page).textContent(), { timeout: 20_000 }).toBe("refund");
    await page.locator(".text-table").focus();
    await page.keyboard.press("z");
    await expect.poll(() => first(other).textContent(), { timeout: 20_000 }).toBe("delivery");
    await other.close();
  });
});
