import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Classifier } from "../../../src/index.ts";
import { exampleClasses, exampleMails } from "../../../src/studio/example/support-mails.ts";
import { describeInBrowser, startBrowser } from "../../browser/browser.ts";
import { unzip } from "../../studio/unzip.ts";
import { openLink } from "./open-link.ts";

/** 200 mails: those of the example, and others made of two of them or with an order number. */
const mails = [
  ...exampleMails,
  ...exampleMails.map((mail, i) => `${mail} ${exampleMails[(i + 1) % exampleMails.length]}`),
  ...exampleMails.map((mail, i) => `Hello, ${mail} Order ${1000 + i}.`),
].slice(0, 200);

const program = join(import.meta.dirname, "../../../dist/cli/main.js");

/** One story by keyboard alone, in the order in which somebody lives it. Each test continues the one before. */
describeInBrowser("from nothing to a model, by keyboard", () => {
  let folder: string;
  let studio: ChildProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "studio-page-"));
    studio = spawn(process.execPath, [program, "studio", join(folder, "projects"), "--no-open"]);
    browser = await startBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await openLink(page, await linkOf(studio));
  });
  afterAll(async () => {
    await browser?.close();
    studio?.kill();
    if (studio?.exitCode === null) await once(studio, "exit");
    await rm(folder, { recursive: true, force: true });
  });

  /** Presses Tab until the wanted element has the focus. */
  async function tabTo(wanted: string): Promise<void> {
    for (let presses = 0; presses < 80; presses++) {
      if (await page.locator(`${wanted}:focus`).count()) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reached ${wanted}.`);
  }

  const isCurrent = () =>
    expect.poll(() => page.locator(".answers-phase").textContent(), { timeout: 60_000 });

  it("a project is made, and texts are pasted", async () => {
    await tabTo("[aria-label='Name of the project']");
    await page.keyboard.type("Shop mail");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Add texts" }).waitFor();
    await tabTo("textarea");
    await page.keyboard.insertText(mails.join("\n"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /Is this how/ }).waitFor();
    await tabTo("button.primary");
    await page.keyboard.press("Enter");
    await page.getByText(`${mails.length} texts added.`).first().waitFor();
  });

  it("classes are written, and every text is answered", async () => {
    for (const [name, description] of exampleClasses) {
      await page.locator("main").focus();
      await tabTo("[aria-label='Name of a new class']");
      await page.keyboard.type(name);
      await page.keyboard.press("Enter");
      await page.locator(`textarea[aria-label='Description of ${name}']:focus`).waitFor();
      await page.keyboard.insertText(description);
      await page.keyboard.press("Escape");
    }
    await isCurrent().toBe("Answers are current");
    await expect.poll(() => page.locator(".text-row .cell-prediction").count()).toBeGreaterThan(10);
    await expect.poll(() => page.getByText("waiting …").count(), { timeout: 60_000 }).toBe(0);
  });

  it("ten texts are corrected by one key each", async () => {
    await tabTo(".text-table");
    for (let i = 0; i < 10; i++) {
      await page.keyboard.press(i % 2 === 0 ? "1" : "a");
      const next = String(i + 3);
      await expect.poll(() => page.locator(".is-active").getAttribute("aria-rowindex")).toBe(next);
    }
    await page.getByRole("button", { name: /^Corrected 10/ }).waitFor({ timeout: 60_000 });
    await isCurrent().toBe("Answers are current");
  });

  it("the quality is measured, after a reload in the middle of it", async () => {
    await page.keyboard.press("Alt+3");
    await page.getByRole("button", { name: "Measure" }).waitFor();
    await tabTo("button.primary");
    const started = page.waitForResponse((response) => response.url().endsWith("/jobs"));
    await page.keyboard.press("Enter");
    await started;
    await page.reload();
    await page.locator(".verdict").waitFor({ timeout: 120_000 });
    await page.getByText("Which classes are confused?").waitFor();
  });

  it("the exported model answers as the page does", async () => {
    await page.keyboard.press("Alt+1");
    const first = page.locator(".text-row:not(.text-head)").nth(20);
    await expect.poll(() => first.locator(".cell-text").textContent()).toBe(exampleMails[20]);
    const shown = await first.locator(".cell-prediction .class-label").textContent();
    await page.keyboard.press("Alt+5");
    await page.getByRole("heading", { name: "Take it along" }).waitFor();
    await tabTo("a[href*='model.zip']");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    await unzip(await readFile(await download.path()), folder);
    const model = await Classifier.load(join(folder, "shop-mail"));
    const answer = await model.classify(exampleMails[20], { none: true });
    expect(answer.prediction ?? "none of these").toBe(shown);
    const printed = await run(`pilesort classify --load shop-mail --none --json ${quoted(exampleMails[20])}`);
    expect(JSON.parse(printed).prediction ?? "none of these").toBe(shown);
    await expect.poll(() => page.locator(".snippet code").count()).toBe(3);
  });

  it("the snippets work as they are pasted", { timeout: 240_000 }, async () => {
    const codes = await page.locator(".snippet code").allTextContents();
    const [commandLine, typescript, curl] = codes;
    const model = await Classifier.load(join(folder, "shop-mail"));
    const { prediction } = await model.classify(exampleMails[0], { none: true });
    expect(await run(commandLine)).toContain(prediction);
    await mkdir(join(folder, "node_modules"));
    await symlink(join(import.meta.dirname, "../../.."), join(folder, "node_modules/pilesort"));
    await writeFile(join(folder, "snippet.mts"), typescript);
    expect(await run(`${quoted(process.execPath)} --import ${tsx} snippet.mts`)).toContain(prediction);
    const served = curl.replaceAll("8000", String(await freePort()));
    // The server's own lines are printed, too.
    const answered = await run(`trap 'kill %1' EXIT; ${served}`);
    expect(answered.replaceAll(" ", "")).toContain(
      `"prediction":${JSON.stringify(prediction)}`.replaceAll(" ", ""),
    );
  });

  /** Runs a command as somebody pastes it, in the folder in which the zip was unpacked. */
  async function run(command: string): Promise<string> {
    const bin = join(folder, "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(
      join(bin, "pilesort"),
      `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(program)} "$@"\n`,
      {
        mode: 0o755,
      },
    );
    const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const { stdout } = await promisify(execFile)("bash", ["-mc", command], { cwd: folder, env: environment });
    return stdout;
  }
});

const tsx = import.meta.resolve("tsx");

/** Quotes an argument for the shell. */
function quoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Reads the link that the studio prints. */
async function linkOf(studio: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    for (const stream of [studio.stdout!, studio.stderr!])
      createInterface({ input: stream }).on("line", (line) => {
        seen.push(line);
        const link = /http:\/\/\S+token=\S+/.exec(line)?.[0];
        if (link !== undefined) resolve(link);
      });
    studio.on("exit", () => reject(new Error(`The studio ended: ${seen.join("\n")}`)));
  });
}
