import { CancelledError, PilesortError, type Problem, type ProgressEvent } from "../../index.ts";
import type { Database } from "../../store/database.ts";
import { listPins, writePinAnswers } from "../../store/pin-table.ts";
import { readSettings, setSettings } from "../../store/settings.ts";
import { staleTexts, textsById, writeAnswers } from "../../store/text-table.ts";
import type { AnswersState, StudioEvent } from "../contract.ts";
import type { LiveModel } from "./live-model.ts";
import { type ProjectTask, readTask } from "./project-task.ts";

/** Number of texts that are answered at once: it grows and shrinks so that a block takes about this time, in milliseconds. */
const blockMilliseconds = 200;
const [minBlock, maxBlock] = [32, 2000];
/** Number of pages of texts that count as in view: those of the last requests, of one tab or several. */
const viewedPages = 4;

interface LoopParts {
  readonly database: Database;
  readonly model: LiveModel;
  readonly publish: (event: StudioEvent) => void;
  /** Called when answers are new, so that counts are read again. */
  readonly onAnswers: () => void;
}

/**
 * Keeps the answers of all texts up to date. After a change the head is fitted again, then the texts in view are answered,
 * then all others. A change in the meantime ends the answering of the others and begins again.
 */
export class AnswerLoop {
  readonly #parts: LoopParts;
  readonly #viewed: (readonly number[])[] = [];
  #state: AnswersState = { revision: 0, phase: "fitting", done: 0, total: 0 };
  #findings: { readonly revision: number; readonly problems: readonly Problem[] } = {
    revision: -1,
    problems: [],
  };
  #running: Promise<void> | undefined;
  #isWanted = false;
  #isEnded = false;
  #asked = performance.now();
  /** Answers of earlier revisions are out of date. Infinity: it is not known yet. */
  #freshFrom = Number.POSITIVE_INFINITY;
  #blockTexts = 64;
  /** Ends the present round between two blocks. */
  #round = new AbortController();

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  get state(): AnswersState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  get findings() {
    return this.#findings;
  }

  /** Whether a newer answer is on its way. @param answered the revision of an answer */
  isStale(answered: number): boolean {
    return answered < this.#freshFrom;
  }

  /** Notes texts that somebody looks at. They are answered first. */
  view(ids: readonly number[]): void {
    if (ids.length === 0) return;
    const key = ids.join();
    const old = this.#viewed.findIndex((each) => each.join() === key);
    if (old >= 0) this.#viewed.splice(old, 1);
    this.#viewed.push(ids);
    if (this.#viewed.length > viewedPages) this.#viewed.shift();
  }

  /** Tells that the state changed. */
  poke(): void {
    if (this.#isEnded) return;
    this.#asked = performance.now();
    this.#isWanted = true;
    this.#freshFrom = Number.POSITIVE_INFINITY;
    this.#round.abort();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isWanted) this.poke();
    });
  }

  /** Waits until all answers are those of the present state, or until that turned out to be impossible. */
  async settled(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async end(): Promise<void> {
    this.#isEnded = true;
    this.#isWanted = false;
    this.#round.abort();
    await this.settled();
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.#isEnded) {
      this.#isWanted = false;
      this.#round = new AbortController();
      try {
        await this.#renew(this.#asked, this.#round.signal);
      } catch (error) {
        if (!(error instanceof CancelledError)) this.#fail(error);
      }
    }
  }

  async #renew(asked: number, signal: AbortSignal): Promise<void> {
    const { database, model } = this.#parts;
    const task = await readTask(database);
    const { revision } = task;
    if (task.classes.length < 2) {
      this.#freshFrom = 0;
      this.#set({ revision, phase: "waiting", done: 0, total: 0, problem: tooFewClasses });
      return;
    }
    const fitted = await model.alone(async () => {
      if (model.task?.key !== task.key) {
        const { problem: _, ...state } = this.#state;
        this.#set({ ...state, phase: "fitting", done: 0, total: 0 });
        await model.fit(task, (event) => this.#show(event));
      }
      return fittedRevision(database, task);
    });
    if (!this.#isWanted) this.#freshFrom = fitted;
    await this.#answerAll(fitted, revision, asked, signal);
  }

  /** @param fitted the first revision with the present model. @param revision the present one */
  async #answerAll(fitted: number, revision: number, asked: number, signal: AbortSignal): Promise<void> {
    const { database } = this.#parts;
    const { count } = await database.readOne<{ count: number }>(
      "SELECT count(*) AS count FROM text WHERE deleted = 0 AND answered < ?",
      [fitted],
    );
    let done = await this.#answerView(fitted, revision);
    const inViewMs = Math.round(performance.now() - asked);
    const { allMs } = this.#state;
    this.#set({ revision, phase: "answering", done, total: count, inViewMs, ...(allMs && { allMs }) });
    await this.#answerPins();
    for (let last = 0; ; ) {
      if (signal.aborted) return;
      const texts = await staleTexts(database, fitted, last, this.#blockTexts);
      if (texts.length === 0) break;
      await this.#store(texts, fitted);
      last = texts.at(-1)!.id;
      done += texts.length;
      this.#set({ ...this.#state, done: Math.min(done, count) });
    }
    const all = Math.round(performance.now() - asked);
    this.#set({ revision, phase: "current", done: count, total: count, inViewMs, allMs: all });
    await this.#findProblems(revision, signal);
  }

  /** Answers the texts in view. @returns their number */
  async #answerView(fitted: number, revision: number): Promise<number> {
    const ids = [...new Set(this.#viewed.toReversed().flat())];
    const texts = (await textsById(this.#parts.database, ids)).filter(({ answered }) => answered < fitted);
    if (texts.length === 0) return 0;
    await this.#store(texts, fitted);
    const fresh = texts.map(({ id }) => id);
    this.#parts.publish({ type: "answers", answers: { ...this.#state, revision }, fresh });
    return texts.length;
  }

  async #store(
    texts: readonly { readonly id: number; readonly text: string }[],
    revision: number,
  ): Promise<void> {
    const { database, model, onAnswers } = this.#parts;
    const started = performance.now();
    const answers = await model.alone(() => model.answer(texts));
    await writeAnswers(database, answers, revision);
    const taken = performance.now() - started;
    const fitting = (texts.length * blockMilliseconds) / Math.max(taken, 1);
    this.#blockTexts = Math.round(Math.min(maxBlock, Math.max(minBlock, fitting)));
    onAnswers();
  }

  async #answerPins(): Promise<void> {
    const { database, model } = this.#parts;
    const pins = await listPins(database);
    if (pins.length === 0) return;
    const found = await model.alone(() => model.answer(pins));
    await writePinAnswers(database, found);
  }

  async #findProblems(revision: number, signal: AbortSignal): Promise<void> {
    const problems = await this.#parts.model.findProblems(signal);
    this.#findings = { revision, problems };
    this.#parts.publish({ type: "findings", revision });
  }

  #show({ stage, done, total = 0 }: ProgressEvent): void {
    const phase = stage === "embed" ? "embedding" : "fitting";
    this.#set({ ...this.#state, phase, done, total });
  }

  #set(state: AnswersState): void {
    this.#state = state;
    this.#parts.publish({ type: "answers", answers: state });
    this.#parts.onAnswers();
  }

  #fail(error: unknown): void {
    this.#freshFrom = 0;
    const known = error instanceof PilesortError;
    const problem = known ? error.message : `The answers could not be renewed (${String(error)}).`;
    this.#set({ ...this.#state, phase: "failed", problem });
  }
}

const tooFewClasses =
  "Describe at least two classes, or give texts labels of two classes; the answers follow.";

/**
 * Returns the first revision whose model is the one that was just fitted, so that a restart and a change that does not
 * concern the model renew no answers.
 */
async function fittedRevision(database: Database, { key, revision }: ProjectTask): Promise<number> {
  const { fittedKey, fitted } = await readSettings(database);
  if (fittedKey === key) return fitted;
  await database.write(async (write) => write(...setSettings({ fittedKey: key, fitted: revision })));
  return revision;
}
