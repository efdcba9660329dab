import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { StudioText, TextFilter, TextsPage, TextsQuery } from "../../../src/studio/contract.ts";
import { ActiveRow } from "./active-row.ts";
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
  /** Whether no rows of the query were read yet: there are none, or those of the query before. */
  readonly isWaiting = signal(true);
  /** Index of the row that the keys act on. */
  readonly active: ReadonlySignal<number>;
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
  readonly #activeRow = new ActiveRow();

  constructor(read: ReadTexts, query: ListQuery = {}) {
    this.#read = read;
    this.#query = signal(query);
    this.query = this.#query;
    this.active = this.#activeRow.index;
  }

  /** Returns the text of a row; undefined while it is being read. */
  at(index: number): StudioText | undefined {
    return this.#pages.value.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** The texts that have been read. */
  get texts(): readonly StudioText[] {
    return [...this.#pages.peek().values()].flat();
  }

  /** Returns a text that has been read. */
  find(id: number): StudioText | undefined {
    return this.texts.find((text) => text.id === id);
  }

  get activeText(): StudioText | undefined {
    return this.at(this.active.value);
  }

  /** Shows other texts, or another order. */
  ask(change: Partial<ListQuery>): void {
    this.#query.value = { ...this.#query.value, ...change };
    this.clearSelection();
    this.isWaiting.value = true;
    this.#activeRow.toFirst();
    this.#inView = [0, this.#inView[1] - this.#inView[0]];
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
    const row = this.#rowAt(index);
    this.#activeRow.choose(row, this.at(row)?.id);
  }

  /** Whether another text came to be the active one by itself, so that the user may not have seen it at a time. */
  isReplacedSince(time: number): boolean {
    return this.#activeRow.isReplacedSince(time);
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
      this.#activeRow.accept(this.activeText?.id);
    } catch (error) {
      if (!reading.signal.aborted) report(error);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  /** Returns the number of an existing row. */
  #rowAt(index: number): number {
    return Math.max(0, Math.min((this.total.peek() ?? 1) - 1, index));
  }

  #keep(page: number, { texts: read, total }: TextsPage): void {
    const isFirst = this.isWaiting.peek();
    const before = this.#pages.peek();
    const texts = this.#withNewerLabels(before, read);
    this.#highlight(before, texts);
    const others = isFirst ? [] : [...before].slice(-keptPages);
    const kept = new Map(others.filter(([each]) => each * pageSize < total));
    kept.delete(page);
    this.#pages.value = kept.set(page, texts);
    this.total.value = total;
    if (isFirst) {
      // What was chosen since the query are rows of the one before.
      this.clearSelection();
      this.#activeRow.toFirst();
      this.isWaiting.value = false;
      return;
    }
    const [first, last] = this.#inView;
    const active = this.#activeRow;
    active.follow(texts, page * pageSize, (index) => index >= first && index <= last);
    active.index.value = this.#rowAt(active.index.peek());
    active.compare(this.activeText?.id);
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
