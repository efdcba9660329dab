import type { Page } from "playwright-core";

/**
 * Opens the one-time link of a studio and waits for its page. What the link itself returns only sets the cookie and leads on by
 * itself, which would end another navigation that starts at once.
 */
export async function openLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.locator("main").waitFor();
}
