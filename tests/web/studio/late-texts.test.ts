import type { Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { describeInBrowser } from "../../browser/browser.ts";
import { useFakePage } from "./fake-page.ts";
import type { FakeProject } from "./fake-project.ts";
import type { FakeStudio } from "./fake-studio.ts";

const rows = ".text-row:not(.text-head)";

/** Whether the keys act on the texts and labels that are shown, while others are on their way. */
describeInBrowser("late texts", () => {
  let page: Page;
  let studio: FakeStudio;
  let project: FakeProject;
  useFakePage((opened) => {
    ({ page, studio, project } = opened);
  });

  const open = async () => {
    await page.goto(`${studio.address}#/project/mail/sort`);
    await page.locator(rows).first().waitFor();
  };

  /** Gives two classes the descriptions of each other, so that texts are answered differently. The page hears nothing of it. */
  function swapDescriptions() {
    const before = project.classes;
    const [billing, account, delivery, ...others] = before;
    project.classes = [
      { ...billing, description: delivery.description },
      account,
      { ...delivery, description: billing.description },
      ...others,
    ];
    return before;
  }

  /** Keeps back every request that is sent to an address, until they are let go. */
  async function holdAll(address: string) {
    const requests: Route[] = [];
    let isFree = false;
    await page.route(address, (route) => (isFree ? route.continue() : void requests.push(route)));
    return {
      get held() {
        return requests.length;
      },
      async letGo() {
        isFree = true;
        await Promise.all(requests.map((route) => route.continue()));
      },
    };
  }

  it("do not change what the key a confirms: the answer that is shown", async () => {
    await open();
    const shown = project.answer(project.texts[0]).prediction;
    swapDescriptions();
    expect(project.answer(project.texts[0]).prediction).not.toBe(shown);
    await page.locator(".text-table").focus();
    await page.keyboard.press("a");
    await expect.poll(() => project.texts[0].correction).toBe(shown);
  });

  it("do not make a key store another label than the one that is shown", async () => {
    await open();
    const labels = page.locator(`${rows} .cell-prediction .class-label`);
    await labels.first().waitFor();
    const reads = await holdAll("**/texts?*");
    const active = page.locator(".is-active .cell-prediction .class-label");
    const stored = (count: number) =>
      project.texts
        .slice(0, count)
        .map(({ correction }) => (correction === null ? "none of these" : correction));
    const shown: (string | null)[] = [];
    /** Presses keys, each on the next text. */
    const press = async (keys: string) => {
      for (const key of keys) {
        shown.push(key === "a" ? await active.textContent() : project.classes[Number(key) - 1].name);
        await page.keyboard.press(key);
      }
      await expect.poll(() => stored(shown.length)).toEqual(shown);
    };
    await page.locator(".text-table").focus();
    await press("a2aa13a");
    // The last two labels are taken back, which the rows do not show yet.
    await page.keyboard.press("z");
    await page.keyboard.press("z");
    await expect.poll(() => stored(7).slice(5)).toEqual([undefined, undefined]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    shown.splice(5);
    await press("aa");
    expect(reads.held).toBeGreaterThan(0);
    await reads.letGo();
    await expect.poll(async () => (await labels.allTextContents()).slice(0, 7)).toEqual(shown);
    expect(stored(7)).toEqual(shown);
    expect(await page.getByText(/changed in another tab/).count()).toBe(0);
  });

  it("do not change what is confirmed of a selection, or of all texts", async () => {
    await open();
    const labels = page.locator(`${rows} .cell-prediction .class-label`);
    await labels.first().waitFor();
    const shown = project.texts.map((each) => project.answer(each).prediction);
    const classes = swapDescriptions();
    for (const i of [0, 2]) await page.locator(`${rows} input`).nth(i).click();
    await page.keyboard.press("a");
    await expect.poll(() => project.texts[2].correction).toBe(shown[2]);
    expect(project.texts.slice(0, 3).map(({ correction }) => correction)).toEqual([
      shown[0],
      undefined,
      shown[2],
    ]);
    project.texts[1].correction = "Praise";
    project.tell();
    await expect.poll(() => labels.nth(1).textContent()).toBe("Praise");
    const now = project.texts.map((each) => each.correction ?? project.answer(each).prediction);
    project.classes = classes;
    await page.locator(`${rows} input`).nth(1).click();
    await page.getByRole("button", { name: /^Select all/ }).click();
    await page.keyboard.press("a");
    await expect.poll(() => project.texts.map(({ correction }) => correction)).toEqual(now);
  });

  it("of another filter let no key act on those of the filter before", async () => {
    await open();
    const table = page.locator(".text-table");
    const reads = await holdAll("**/texts?*");
    await page.locator("#text-search").fill("parcel");
    await page.locator(".text-table.is-waiting").waitFor();
    await expect.poll(() => reads.held).toBeGreaterThan(0);
    await table.focus();
    await page.keyboard.press("1");
    await page
      .getByText(/texts are still being read/)
      .first()
      .waitFor();
    await reads.letGo();
    await expect.poll(() => page.locator(".is-active .cell-text").textContent()).toMatch(/parcel/);
    await page.keyboard.press("1");
    await expect
      .poll(() => project.texts.flatMap(({ correction }, i) => (correction === undefined ? [] : [i])))
      .toEqual([2]);
  });

  it("that put another one into the active row make the next key do nothing but say so", async () => {
    await open();
    const active = page.locator(".is-active .cell-text");
    await page.locator(".text-table").focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => active.textContent()).toContain("order 1001");
    const removed = project.texts[1];
    project.texts = project.texts.filter((each) => each !== removed);
    // The key comes as soon as the rows are there, before anybody can have read them.
    await page.evaluate(`new MutationObserver((_, observer) => {
      if (!document.querySelector(".is-active .cell-text")?.textContent.includes("order 1002")) return;
      observer.disconnect();
      document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "1", code: "Digit1", bubbles: true, cancelable: true }));
    }).observe(document.body, { subtree: true, childList: true, characterData: true })`);
    project.tell();
    await page
      .getByText(/another text has just come to this row/)
      .first()
      .waitFor();
    expect(project.texts.every(({ correction }) => correction === undefined)).toBe(true);
    await page.waitForTimeout(700);
    await page.keyboard.press("1");
    await expect.poll(() => project.texts[1].correction).toBe("Billing");
  });
});
