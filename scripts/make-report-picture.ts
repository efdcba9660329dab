/**
 * Makes docs/pictures/report.png: trains the example of grocery aisles, evaluates it with --html, and
 * opens the report in Chromium. Needs a build.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startBrowser } from "../tests/browser/browser.ts";

const root = join(import.meta.dirname, "..");
const example = join(root, "examples/grocery-aisles");
const folder = mkdtempSync(join(tmpdir(), "pilesort-picture-"));

try {
  pilesort("train", "--classes", join(example, "aisles.yaml"), "--save", "models/aisles");
  pilesort(
    "evaluate",
    "--load",
    "models/aisles",
    "--data",
    join(example, "products.csv"),
    "--html",
    "report.html",
  );
  await takePicture(pathToFileURL(join(folder, "report.html")).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pilesort(...words: string[]): void {
  execFileSync(process.execPath, [join(root, "dist/cli/main.js"), ...words], {
    cwd: folder,
    stdio: "ignore",
  });
}

async function takePicture(address: string): Promise<void> {
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 1200, height: 1440 }, colorScheme: "light" });
  await page.goto(address);
  await page.waitForSelector("#about");
  await page.screenshot({ path: join(root, "docs/pictures/report.png") });
  await browser.close();
}
