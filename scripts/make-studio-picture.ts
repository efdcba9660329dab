/** Makes docs/pictures/studio.png: the example project of the studio with one correction, in Chromium. Needs a build. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStudio } from "../src/studio/start-studio.ts";
import { startBrowser } from "../tests/browser/browser.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "pilesort-picture-"));
const studio = await startStudio({ folder, log: () => {} });
const browser = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 760 }, colorScheme: "light" });
  const isCurrent = () => page.locator(".answers-phase", { hasText: "Answers are current" }).waitFor();
  await page.goto(studio.link());
  await page.getByRole("button", { name: /example project/i }).click();
  await isCurrent();
  const unsure = page.getByRole("row").filter({ hasText: "pickup shop" });
  await unsure.locator(".cell-prediction .class-label").waitFor();
  await unsure.click();
  await page.keyboard.press("1");
  await page.getByText(/Corrected 1/).waitFor();
  await isCurrent();
  await page.screenshot({ path: join(root, "docs/pictures/studio.png") });
} finally {
  await browser.close();
  await studio.stop();
  rmSync(folder, { recursive: true, force: true });
}
