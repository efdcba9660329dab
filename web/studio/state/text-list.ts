import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { StudioText, TextFilter, TextsPage, TextsQuery } from "../../../src/studio/contract.ts";
import { report } from "./connection.ts";

/** What a list of texts shows, and in which order. */
export interface ListQuery {
  readonly filter?: TextFilter;
  /** Id of the class that texts are answered with. */
  readonly class?: number;
  /** Of changed answers: ids of the classes before and after; 0 is "none". */
  readonly from?: number;
  readonly to?: number;
  readonly search?: string;
  readonly sort?: TextsQuery["sort"];
  readonly descending?: boolean;
}

/** Texts per request. Larger: fewer requests while scrolling, each slower. */
const pageSize = 100;
/** Pages that are kept. More cost memory; fewer are read again when the user scrolls back. */
const keptPages = 30;
/** Milliseconds that a changed answer stays highlighted. */
const highlightedFor = 1_500;

/** A source of texts: the studio, or a fixed list. */
export type ReadTexts = (query: TextsQuery, signal: AbortSignal) => Promise<TextsPage>;

/**
 * Texts of a query, read page by page as they come into view, so that 100,000 of them cost as little as a hundred.
 * The active text and the selection are kept by the texts' ids, so that they survive when rows move.
 */
export class TextList {
  readonly query: ReadonlySignal<ListQuery>;
  /** Number of texts of the query; undefined before the first page. */
  readonly total: Signal<number | undefined> = signal(undefined);
  /** Index of the row that the keys act on. */
  readonly active = signal(0);
  readonly selected = signal<ReadonlySet<number>>(new Set());
  /** Whether every text of the query is selected, in view or not. */
  readonly allSelected = signal(false);
  /** Ids of texts whose answer has just changed. */
  readonly highlighted = signal<ReadonlySet<number>>(new Set());

  readonly #read: ReadTexts;
  readonly #query: Signal<ListQuery>;
  /** Read rows by page. It is replaced whenever a page is read, so that tables render again. */
  readonly #pages = signal<ReadonlyMap<number, readonly StudioText[]>>(new Map());
  #inView: readonly [number, number] = [0, 0];
  #stale = new Set<number>();
  #reading: AbortController | undefined;
  /** When the read began that the rows in view come from, as performance.now() says. */
  #readAt = 0;
  /** Number of changes of each text that are not stored yet. What is read meanwhile does not replace its label. */
  readonly #held = new Map<number, number>();
  #activeId: number | undefined;

  constructor(read: ReadTexts, query: ListQuery = {}) {
    this.#read = read;
    this.#query = signal(query);
    this.query = this.#query;
  }

  /** Returns the text of a row; undefined while it is being read. */
  at(index: number): StudioText | undefined {
    return this.#pages.value.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Returns a text that has been read. */
  find(id: number): StudioText | undefined {
    return [...this.#pages.peek().values()].flat().find((text) => text.id === id);
  }

  get activeText(): StudioText | undefined {
    return this.at(this.active.value);
  }

  /** Shows other texts, or another order. */
  ask(change: Partial<ListQuery>): void {
    this.#query.value = { ...this.#query.value, ...change };
    this.clearSelection();
    this.#activeId = undefined;
    this.active.value = 0;
    this.#inView = [0, 0];
    this.refresh();
  }

  /** Says which rows are in view. Rows that are not there yet are read. */
  show(first: number, last: number): void {
    this.#inView = [first, last];
    if (this.#missingPage() !== undefined && this.#reading === undefined) void this.#readMissing();
  }

  /** Reads the rows in view again. Rows out of view are read when they come into view. */
  refresh(): void {
    this.#stale = new Set([0, ...this.#pages.peek().keys()]);
    this.#reading?.abort();
    void this.#readMissing();
  }

  /** Replaces rows that a request returned, before the studio's event comes. */
  put(texts: readonly StudioText[]): void {
    const byId = new Map(texts.map((text) => [text.id, text]));
    this.#pages.value = new Map(
      [...this.#pages.peek()].map(([page, rows]) => [page, rows.map((row) => byId.get(row.id) ?? row)]),
    );
  }

  /** Keeps the shown label of a text until `release`, whatever is read in the meantime. */
  hold(id: number): void {
    this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
  }

  release(id: number): void {
    const others = (this.#held.get(id) ?? 1) - 1;
    if (others === 0) this.#held.delete(id);
    else this.#held.set(id, others);
  }

  /** Whether the last read of rows began after a time, as performance.now() says it. */
  isReadSince(time: number): boolean {
    return this.#readAt > time;
  }

  moveTo(index: number): void {
    this.active.value = Math.max(0, Math.min((this.total.peek() ?? 1) - 1, index));
    this.#activeId = this.at(this.active.peek())?.id;
  }

  /** Selects a text or takes it out of the selection. */
  toggle(id: number): void {
    const selected = new Set(this.selected.peek());
    if (!selected.delete(id)) selected.add(id);
    this.allSelected.value = false;
    this.selected.value = selected;
  }

  /** Selects the rows between two others, both included. Rows that were never in view are left out. */
  selectRange(one: number, other: number): void {
    const selected = new Set(this.selected.peek());
    for (let i = Math.min(one, other); i <= Math.max(one, other); i++) {
      const id = this.at(i)?.id;
      if (id !== undefined) selected.add(id);
    }
    this.selected.value = selected;
  }

  clearSelection(): void {
    this.allSelected.value = false;
    this.selected.value = new Set();
  }

  stop(): void {
    this.#reading?.abort();
  }

  #pageQuery(page: number): TextsQuery {
    const { descending, ...query } = this.#query.peek();
    return { ...query, ...(descending && { descending: "true" }), offset: page * pageSize, limit: pageSize };
  }

  #missingPage(): number | undefined {
    const [first, last] = this.#inView.map((index) => Math.floor(index / pageSize));
    for (let page = first; page <= last; page++)
      if (!this.#pages.peek().has(page) || this.#stale.has(page)) return page;
    return undefined;
  }

  async #readMissing(): Promise<void> {
    const reading = new AbortController();
    this.#reading = reading;
    try {
      for (let page = this.#missingPage(); page !== undefined; page = this.#missingPage()) {
        this.#stale.delete(page);
        const began = performance.now();
        const read = await this.#read(this.#pageQuery(page), reading.signal);
        if (reading.signal.aborted) return;
        this.#readAt = began;
        this.#keep(page, read);
      }
    } catch (error) {
      if (!reading.signal.aborted) report(error);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  #keep(page: number, { texts: read, total }: TextsPage): void {
    const before = this.#pages.peek();
    const texts = this.#withNewerLabels(before, read);
    this.#highlight(before, texts);
    const kept = new Map([...before].slice(-keptPages).filter(([each]) => each * pageSize < total));
    kept.delete(page);
    this.#pages.value = kept.set(page, texts);
    this.total.value = total;
    const moved = texts.findIndex(({ id }) => id === this.#activeId);
    if (moved >= 0) this.active.value = page * pageSize + moved;
    else this.active.value = Math.max(0, Math.min(total - 1, this.active.peek()));
  }

  /** Keeps labels that were given after the read began: those of a later version, and those that are held. */
  #withNewerLabels(
    before: ReadonlyMap<number, readonly StudioText[]>,
    read: readonly StudioText[],
  ): readonly StudioText[] {
    const shown = new Map([...before.values()].flat().map((text) => [text.id, text]));
    return read.map((text) => {
      const newer = shown.get(text.id);
      if (newer === undefined || (newer.version <= text.version && !this.#held.has(text.id))) return text;
      const { correction: _, ...uncorrected } = text;
      const { version, correction } = newer;
      return { ...uncorrected, version, ...(correction !== undefined && { correction }) };
    });
  }

  #highlight(before: ReadonlyMap<number, readonly StudioText[]>, texts: readonly StudioText[]): void {
    const old = new Map([...before.values()].flat().map(({ id, prediction }) => [id, prediction]));
    const changed = texts.filter(({ id, prediction }) => old.has(id) && old.get(id) !== prediction);
    if (changed.length === 0) return;
    const ids = new Set(changed.map(({ id }) => id));
    this.highlighted.value = ids;
    setTimeout(() => {
      if (this.highlighted.peek() === ids) this.highlighted.value = new Set();
    }, highlightedFor);
  }
}

/** Reads a few chosen texts as a list of the studio is read. */
export function readEach(ids: readonly number[], read: (id: number) => Promise<StudioText>): ReadTexts {
  return async ({ offset, limit }) => {
    const first = Number(offset ?? 0);
    const shown = ids.slice(first, first + Number(limit ?? pageSize));
    return { revision: 0, total: ids.length, offset: first, texts: await Promise.all(shown.map(read)) };
  };
}
