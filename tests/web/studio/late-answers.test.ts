import type { Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { describeInBrowser } from "../../browser/browser.ts";
import { exampleProject } from "./example-project.ts";
import { useFakePage } from "./fake-page.ts";
import type { FakeProject } from "./fake-project.ts";
import type { FakeStudio } from "./fake-studio.ts";

const rows = ".text-row:not(.text-head)";

/** What the page does while an answer of the studio is late, and with answers that come in another order. */
describeInBrowser("a late answer", () => {
  let page: Page;
  let studio: FakeStudio;
  let project: FakeProject;
  useFakePage((opened) => {
    ({ page, studio, project } = opened);
  });

  const open = async (screen: string, id = "mail") => {
    await page.goto(`${studio.address}#/project/${id}/${screen}`);
    await page.locator(".head-name").waitFor();
  };

  /**
   * Keeps back the first request that is sent to an address from now on, or the answer to it.
   * @returns its state, and a function that lets it go on
   */
  async function keepBack(address: string, method: string, what: "request" | "answer") {
    const kept = { isThere: false, isOver: false };
    let letGo = () => {};
    const free = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let isFirst = true;
    const handle = async (route: Route) => {
      if (!isFirst || route.request().method() !== method) return route.fallback();
      isFirst = false;
      const response = what === "answer" ? await route.fetch() : undefined;
      kept.isThere = true;
      await free;
      await (response === undefined ? route.continue() : route.fulfill({ response }));
      kept.isOver = true;
    };
    await page.route(address, handle);
    return { kept, letGo };
  }

  it("about a project that the user left does not replace the one that is shown", async () => {
    const other = exampleProject("other", 10);
    other.name = "Other mail";
    studio.projects.set("other", other);
    await page.goto(studio.address);
    await page.locator(".project-card").first().waitFor();
    const { kept, letGo } = await keepBack("**/projects/mail/classes", "GET", "answer");
    await page.getByRole("link", { name: /Support mail/ }).click();
    await expect.poll(() => kept.isThere).toBe(true);
    await page.goto(`${studio.address}#/project/other/sort`);
    await expect.poll(() => page.locator(".head-name").textContent()).toBe("Other mail");
    letGo();
    await expect.poll(() => kept.isOver).toBe(true);
    await page.locator(rows).first().click();
    await expect.poll(() => page.locator(".head-name").textContent()).toBe("Other mail");
  });

  it("about the classes does not replace a newer one", async () => {
    await open("sort");
    await page.locator(rows).first().waitFor();
    const { kept, letGo } = await keepBack("**/projects/mail/classes", "GET", "answer");
    project.tell();
    await expect.poll(() => kept.isThere).toBe(true);
    project.classes[0] = { ...project.classes[0], version: 2, name: "Invoices", path: "Invoices" };
    project.tell();
    const first = page.locator(".class-card strong").first();
    await expect.poll(() => first.textContent()).toBe("Invoices");
    letGo();
    await expect.poll(() => kept.isOver).toBe(true);
    await page.locator(rows).first().click();
    await expect.poll(() => first.textContent()).toBe("Invoices");
  });

  it("about the cost of generating is not shown if the form was changed", async () => {
    await open("examples");
    await page.getByLabel("Model", { exact: false }).first().fill("openai:example");
    const { kept, letGo } = await keepBack("**/generation/plan", "POST", "answer");
    await page.getByRole("button", { name: "Show the plan" }).click();
    await expect.poll(() => kept.isThere).toBe(true);
    await page.getByLabel("Examples per class").fill("4000");
    letGo();
    await expect.poll(() => kept.isOver).toBe(true);
    await page.waitForTimeout(300);
    expect(await page.getByRole("button", { name: "Start", exact: true }).count()).toBe(0);
  });

  it("to a correction makes the next change wait, so that both are made in the order of the user", async () => {
    await open("sort");
    await page.locator(rows).first().waitFor();
    const { kept, letGo } = await keepBack("**/corrections", "POST", "request");
    await page.locator(".text-table").focus();
    await page.keyboard.press("3");
    await expect.poll(() => kept.isThere).toBe(true);
    await page.getByRole("link", { name: /Quality/ }).click();
    await page.getByRole("link", { name: /Sort/ }).click();
    await page.getByLabel("Name of a new class").fill("Other");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    letGo();
    await expect.poll(() => project.classes.length).toBe(6);
    const changes = studio.requests.filter((request) => /^POST .*(corrections|classes)$/.test(request));
    expect(changes).toEqual(["POST /api/projects/mail/corrections", "POST /api/projects/mail/classes"]);
  });

  it("about the texts after an undo does not make the next correction a conflict", async () => {
    await open("sort");
    await page.locator(rows).first().waitFor();
    await page.locator(".text-table").focus();
    await page.keyboard.press("3");
    await expect.poll(() => project.texts[0].correction).toBe("Delivery");
    await expect.poll(() => page.locator(".is-stale").count()).toBe(0);
    const { kept, letGo } = await keepBack("**/texts?*", "GET", "request");
    await page.keyboard.press("z");
    await expect.poll(() => kept.isThere).toBe(true);
    await page.keyboard.press("Home");
    await page.keyboard.press("2");
    await expect.poll(() => project.texts[0].correction).toBe("Account");
    letGo();
    await expect.poll(() => kept.isOver).toBe(true);
    expect(await page.getByText(/changed in another tab/).count()).toBe(0);
  });

  it("to what was typed does not make removing the class a conflict", async () => {
    await open("sort");
    await page.locator(".class-card").first().click();
    const { kept, letGo } = await keepBack("**/classes/*", "PATCH", "request");
    await page.locator(".class-card textarea").fill("typed just before it is removed");
    await expect.poll(() => kept.isThere).toBe(true);
    await page.getByRole("button", { name: "Remove", exact: true }).click();
    letGo();
    await expect.poll(() => project.classes.some(({ name }) => name === "Billing")).toBe(false);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect
      .poll(() => project.classes[0])
      .toMatchObject({ name: "Billing", description: "typed just before it is removed" });
  });

  it("to a move of a class lets a second click move it once more", async () => {
    await open("sort");
    await page.locator(".class-card").first().click();
    const { kept, letGo } = await keepBack("**/classes/order", "POST", "request");
    const down = page.getByRole("button", { name: "Move down" });
    await down.click();
    await expect.poll(() => kept.isThere).toBe(true);
    await down.click();
    letGo();
    await expect.poll(() => project.classes.findIndex(({ name }) => name === "Billing")).toBe(2);
    expect(await page.locator(".notice-error").count()).toBe(0);
  });

  it("to a new class makes a second press of Enter add nothing", async () => {
    await open("sort");
    const { kept, letGo } = await keepBack("**/classes", "POST", "request");
    const field = page.getByLabel("Name of a new class");
    await field.fill("Other");
    await field.press("Enter");
    await expect.poll(() => kept.isThere).toBe(true);
    await field.press("Enter");
    letGo();
    await expect.poll(() => project.classes.length).toBe(6);
    await expect.poll(() => field.inputValue()).toBe("");
    expect(await page.locator(".notice-error").count()).toBe(0);
  });

  it("to a bulk correction offers no undo once something else was changed", async () => {
    await open("sort");
    await page.locator(rows).first().waitFor();
    await page.locator(`${rows} input`).first().click();
    await page.keyboard.press("3");
    const undo = page.locator(".notice").getByRole("button", { name: "Undo" });
    await undo.waitFor();
    await page.locator(".text-table").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("2");
    // Without being withdrawn it stays for seven seconds.
    await expect.poll(() => undo.count(), { timeout: 4_000 }).toBe(0);
  });
});
