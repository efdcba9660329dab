import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { startBrowser } from "../../browser/browser.ts";
import { exampleProject } from "./example-project.ts";
import type { FakeProject } from "./fake-project.ts";
import { type FakeStudio, startFakeStudio } from "./fake-studio.ts";

/** A new page, and the studio that it can open, with a project "mail" of 30 texts. */
interface FakePage {
  readonly page: Page;
  readonly studio: FakeStudio;
  readonly project: FakeProject;
}

/** Gives each test of a block a page and a studio of its own, and closes them after it. The tests share one browser. */
export function useFakePage(take: (opened: FakePage) => void): void {
  let browser: Browser;
  let opened: FakePage;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    const studio = await startFakeStudio();
    const project = exampleProject("mail", 30);
    studio.projects.set("mail", project);
    opened = { studio, project, page: await browser.newPage({ viewport: { width: 1280, height: 800 } }) };
    take(opened);
  });
  afterEach(async () => {
    await opened.page.close();
    await opened.studio.close();
  });
}
