import { describe, expect, it } from "vitest";
import type { StudioText, TextsQuery } from "../../../src/studio/contract.ts";
import { readEach } from "../../../web/studio/state/read-each.ts";
import { TextList } from "../../../web/studio/state/text-list.ts";

const text = (id: number, prediction = "a"): StudioText => ({
  id,
  version: 1,
  number: id,
  text: `text ${id}`,
  prediction,
  outcome: "class",
  probability: 0.9,
  runnerUp: null,
  noneProbability: 0,
  isHard: false,
  isStale: false,
});

function listOf(texts: () => readonly StudioText[]) {
  const asked: TextsQuery[] = [];
  const list = new TextList((query, signal) => {
    asked.push(query);
    const byId = new Map(texts().map((each) => [each.id, each]));
    return readEach([...byId.keys()], async (id) => byId.get(id)!)(query, signal);
  });
  return { list, asked };
}

const many = Array.from({ length: 1_000 }, (_, i) => text(i + 1));

describe("a list of texts", () => {
  it("reads only the pages that are in view", async () => {
    const { list, asked } = listOf(() => many);
    list.refresh();
    await expect.poll(() => list.total.value).toBe(1_000);
    list.show(450, 470);
    await expect.poll(() => list.at(460)?.id).toBe(461);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 400]);
    expect(list.at(700)).toBeUndefined();
  });

  it("asks for the first page again if the query changes", async () => {
    const { list, asked } = listOf(() => many);
    list.ask({ filter: "unsure", sort: "probability", descending: true });
    await expect.poll(() => list.total.value).toBe(1_000);
    expect(asked.at(-1)).toMatchObject({
      filter: "unsure",
      sort: "probability",
      descending: "true",
      offset: 0,
    });
  });

  it("shows the rows of the latest query, although those of an earlier one arrive later", async () => {
    const answers: (() => void)[] = [];
    // A reader that does not notice that nobody waits for it any more.
    const list = new TextList(({ filter = "all" }) => {
      const texts = [text(filter === "all" ? 1 : 2)];
      return new Promise((resolve) => {
        answers.push(() => resolve({ revision: 0, total: 1, offset: 0, texts }));
      });
    });
    list.refresh();
    list.ask({ filter: "unsure" });
    answers[1]();
    await expect.poll(() => list.at(0)?.id).toBe(2);
    answers[0]();
    await Promise.resolve();
    expect(list.at(0)?.id).toBe(2);
  });

  it("keeps labels that were given while the rows were being read", async () => {
    let texts: readonly StudioText[] = many.slice(0, 3);
    const { list } = listOf(() => texts);
    list.refresh();
    await expect.poll(() => list.total.value).toBe(3);
    list.put([{ ...texts[0], version: 2, correction: "b" }]);
    list.hold(2);
    list.put([{ ...texts[1], correction: null }]);
    texts = texts.map((each) => ({ ...each, prediction: "c" }));
    list.refresh();
    await expect.poll(() => list.at(0)?.prediction).toBe("c");
    expect(list.at(0)).toMatchObject({ version: 2, correction: "b" });
    expect(list.at(1)).toMatchObject({ version: 1, correction: null });
    list.release(2);
    list.refresh();
    await expect.poll(() => list.at(1)?.correction).toBeUndefined();
  });

  it("keeps the active text when rows above it disappear", async () => {
    let texts = many.slice(0, 50);
    const { list } = listOf(() => texts);
    list.refresh();
    await expect.poll(() => list.total.value).toBe(50);
    list.moveTo(10);
    texts = texts.slice(4);
    list.refresh();
    await expect.poll(() => list.total.value).toBe(46);
    expect(list.active.value).toBe(6);
    expect(list.activeText?.id).toBe(11);
  });

  it("keeps the first text the active one when it moves within the view, although no row was chosen", async () => {
    let texts = many.slice(0, 50);
    const { list } = listOf(() => texts);
    list.refresh();
    list.show(0, 20);
    await expect.poll(() => list.total.value).toBe(50);
    const order = [...texts.slice(1, 4), texts[0], ...texts.slice(4)];
    texts = order;
    list.refresh();
    await expect.poll(() => list.at(0)?.id).toBe(2);
    expect(list.activeText?.id).toBe(1);
    expect(list.isReplacedSince(performance.now())).toBe(false);
  });

  it.each([
    ["was chosen disappeared", true],
    ["is the first one moved out of view, and no row was chosen", false],
  ])("notes that another text is the active one, if the one that %s", async (_, isChosen) => {
    let texts = many.slice(0, 50);
    const { list } = listOf(() => texts);
    list.refresh();
    list.show(0, 20);
    await expect.poll(() => list.total.value).toBe(50);
    if (isChosen) list.moveTo(0);
    texts = [...texts.slice(1), ...(isChosen ? [] : [texts[0]])];
    const before = performance.now();
    list.refresh();
    await expect.poll(() => list.at(0)?.id).toBe(2);
    expect([list.active.value, list.activeText?.id]).toEqual([0, 2]);
    expect([list.isReplacedSince(before), list.isReplacedSince(before + 5_000)]).toEqual([true, false]);
    list.moveTo(1);
    expect(list.isReplacedSince(before)).toBe(false);
  });

  it("shows rows of another query only, and with nothing selected, once they are read", async () => {
    const pages: (() => void)[] = [];
    const list = new TextList(({ filter, offset = 0 }) => {
      const texts = Array.from({ length: 100 }, (_, i) => text((filter ? 1000 : 0) + Number(offset) + i));
      return new Promise((resolve) => {
        pages.push(() => resolve({ revision: 0, total: 300, offset: 0, texts }));
      });
    });
    list.refresh();
    expect(list.isWaiting.value).toBe(true);
    pages[0]();
    await expect.poll(() => list.isWaiting.value).toBe(false);
    list.show(150, 170);
    pages[1]();
    await expect.poll(() => list.at(150)?.id).toBe(150);
    list.ask({ filter: "unsure" });
    expect([list.isWaiting.value, list.at(0)?.id]).toEqual([true, 0]);
    list.toggle(0);
    list.moveTo(3);
    pages[2]();
    await expect.poll(() => list.isWaiting.value).toBe(false);
    expect([list.at(0)?.id, list.at(150), list.active.value]).toEqual([1000, undefined, 0]);
    expect(list.selected.value.size).toBe(0);
  });

  it("marks texts whose answer changed", async () => {
    let texts = [text(1), text(2)];
    const { list } = listOf(() => texts);
    list.refresh();
    await expect.poll(() => list.total.value).toBe(2);
    texts = [text(1), text(2, "b")];
    list.refresh();
    await expect.poll(() => [...list.highlighted.value]).toEqual([2]);
  });

  it("selects rows between two others, and keeps the selection by id", async () => {
    const { list } = listOf(() => many);
    list.refresh();
    await expect.poll(() => list.total.value).toBe(1_000);
    list.selectRange(4, 2);
    expect([...list.selected.value]).toEqual([3, 4, 5]);
    list.toggle(4);
    expect([...list.selected.value]).toEqual([3, 5]);
    list.ask({ search: "x" });
    expect(list.selected.value.size).toBe(0);
  });

  it("moves within its rows only", async () => {
    const { list } = listOf(() => many.slice(0, 3));
    list.refresh();
    await expect.poll(() => list.total.value).toBe(3);
    list.moveTo(Number.POSITIVE_INFINITY);
    expect(list.active.value).toBe(2);
    list.moveTo(-5);
    expect(list.active.value).toBe(0);
  });
});
