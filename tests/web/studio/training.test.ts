import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Versions } from "../../../src/studio/contract.ts";
import { type RunningStudio, startStudio } from "../../../src/studio/start-studio.ts";
import { describeInBrowser, startBrowser } from "../../browser/browser.ts";
import { StudioClient } from "../../studio/client.ts";
import { openLink } from "./open-link.ts";

/** Texts of two classes; enough for fine-tuning to have held-out texts. */
const rows = Array.from({ length: 24 }, (_, i) =>
  i % 2 === 0
    ? { text: `My parcel number ${i} is late again, where is the courier?`, label: "delivery" }
    : { text: `I want the ${i} euros back that I paid twice.`, label: "refund" },
);

/** The page on a real studio with the bundled encoder, which is fine-tuned. */
describeInBrowser("fine-tuning in the page", () => {
  let folder: string;
  let studio: RunningStudio;
  let client: StudioClient;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "studio-training-"));
    studio = await startStudio({ folder, log: () => {} });
    client = await StudioClient.open(studio);
    await client.post("/projects", { name: "Mail" });
    const file = rows.map((row) => JSON.stringify(row)).join("\n");
    await client.upload("/projects/mail/imports?format=jsonl&text=text&label=label", file);
    await client.settled("mail");
    browser = await startBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await openLink(page, studio.link());
    await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await studio?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function openTuning(page: Page): Promise<void> {
    await page.goto(`${studio.url}/#/project/mail/examples`);
    await page.getByRole("button", { name: "Fine-tune", exact: true }).click();
  }

  const versions = async () => (await client.get<Versions>("/projects/mail/versions")).body.versions;

  it("shows its progress in every tab and after a reload, ends early, and keeps a version", {
    timeout: 300_000,
  }, async () => {
    const page = await context.newPage();
    await openTuning(page);
    await page.getByRole("button", { name: "Start fine-tuning" }).click();
    const other = await context.newPage();
    await openTuning(other);
    for (const tab of [page, other]) await tab.locator(".job-running progress").waitFor({ timeout: 120_000 });
    await page.reload();
    await page.getByRole("button", { name: "Fine-tune", exact: true }).click();
    await page.locator(".job-running progress").waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "Finish now" }).click({ timeout: 240_000 });
    for (const tab of [page, other])
      await tab.getByText("Train and fine-tune: Done.").waitFor({ timeout: 240_000 });
    expect(await versions()).toMatchObject([{ name: "Fine-tuned", isCurrent: true }]);
  });

  it("a stopped training changes nothing", { timeout: 300_000 }, async () => {
    const before = await versions();
    const page = await context.newPage();
    await openTuning(page);
    await page.getByRole("button", { name: "Start fine-tuning" }).click();
    await page.locator(".job-running progress").waitFor({ timeout: 120_000 });
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("Train and fine-tune: Stopped.").waitFor({ timeout: 120_000 });
    expect(await versions()).toEqual(before);
    const state = await client.settled("mail");
    expect(state.answers.problem).toBeUndefined();
  });
});
