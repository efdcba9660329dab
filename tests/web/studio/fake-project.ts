import type {
  Job,
  Pin,
  ProjectState,
  StudioClass,
  StudioEvent,
  StudioText,
  TextsPage,
  Version,
} from "../../../src/studio/contract.ts";

/** A text as the fake stores it. The answer is computed when it is read. */
interface FakeText {
  readonly id: number;
  readonly text: string;
  readonly label?: string;
  correction?: string | null;
  version: number;
  before?: string | null;
  isHard: boolean;
}

/** An answer with one class. */
type FakeAnswer = StudioText & {
  readonly prediction: string | null;
  readonly changedFrom?: string | null;
};

/** A project in memory. It answers with the class that shares most words with the text. */
export class FakeProject {
  readonly id: string;
  name: string;
  classes: StudioClass[] = [];
  texts: FakeText[] = [];
  pins: Pin[] = [];
  jobs: Job[] = [];
  versions: Version[] = [];
  revision = 1;
  orderVersion = 1;
  threshold = 0.5;
  none = true;
  readonly listeners = new Set<(event: StudioEvent) => void>();
  #undo: { readonly what: string; readonly run: () => void }[] = [];
  #nextId = 1;

  constructor(id: string, name: string) {
    this.id = id;
    this.name = name;
  }

  addClass(name: string, description = "", above?: StudioClass): StudioClass {
    const added = {
      id: this.#nextId++,
      version: 1,
      name,
      path: above === undefined ? name : `${above.path} > ${name}`,
      description,
      parent: above?.id ?? null,
      texts: 0,
      labels: 0,
      examples: 0,
    };
    this.classes.push(added);
    return added;
  }

  addTexts(texts: readonly { readonly text: string; readonly label?: string }[]): void {
    for (const { text, label } of texts)
      this.texts.push({ id: this.#nextId++, text, ...(label && { label }), version: 1, isHard: false });
  }

  /** Stores a change that can be undone, and tells all tabs. */
  changed(what: string, undo: () => void): void {
    this.#undo.push({ what, run: undo });
    this.tell();
  }

  undo(): string | undefined {
    const last = this.#undo.pop();
    last?.run();
    this.tell();
    return last?.what;
  }

  tell(): void {
    this.revision++;
    for (const listener of this.listeners) {
      listener({ type: "state", state: this.state() });
      listener({ type: "classes", revision: this.revision });
      listener({ type: "findings", revision: this.revision });
      listener({ type: "answers", answers: this.state().answers });
    }
  }

  setJob(job: Job): void {
    this.jobs = [job, ...this.jobs.filter(({ id }) => id !== job.id)];
    for (const listener of this.listeners) listener({ type: "job", job });
  }

  answer(each: FakeText): FakeAnswer {
    const words = new Set(each.text.toLowerCase().match(/\p{L}+/gu) ?? []);
    const scored = this.classes
      .map(({ name, description }) => {
        const own = `${name} ${description}`.toLowerCase().match(/\p{L}+/gu) ?? [];
        return { label: name, weight: Math.exp(2 * own.filter((word) => words.has(word)).length) };
      })
      .sort((one, other) => other.weight - one.weight);
    const sum = scored.reduce((total, { weight }) => total + weight, 0);
    const [best, second] = scored;
    const isWaiting = scored.length < 2;
    const probability = isWaiting ? 0 : best.weight / sum;
    const isNone = this.none && !isWaiting && best.weight === 1;
    const outcome = isWaiting
      ? "waiting"
      : isNone
        ? "none"
        : probability < this.threshold
          ? "unsure"
          : "class";
    const prediction = isWaiting || isNone ? null : best.label;
    return {
      id: each.id,
      version: each.version,
      number: each.id,
      text: each.text,
      prediction,
      outcome,
      probability,
      runnerUp: isWaiting ? null : { label: second.label, probability: second.weight / sum },
      noneProbability: isNone ? 0.8 : 0.1,
      ...(each.label && { label: each.label }),
      ...(each.correction !== undefined && { correction: each.correction }),
      ...(each.before !== undefined && each.before !== prediction && { changedFrom: each.before }),
      isHard: each.isHard,
      isStale: false,
    };
  }

  page(query: URLSearchParams): TextsPage {
    const offset = Number(query.get("offset") ?? 0);
    const search = query.get("search")?.toLowerCase();
    const classId = Number(query.get("class"));
    const name = this.classes.find(({ id }) => id === classId)?.name;
    const filter = query.get("filter") ?? "all";
    const isPlain = filter === "all" && !search && !name && (query.get("sort") ?? "number") === "number";
    const size = Number(query.get("limit") ?? 100);
    if (isPlain) {
      const texts = this.texts.slice(offset, offset + size).map((each) => this.answer(each));
      return { revision: this.revision, total: this.texts.length, offset, texts };
    }
    const found = this.texts
      .filter(({ text }) => !search || text.toLowerCase().includes(search))
      .map((each) => this.answer(each))
      .filter((each) => matches(each, filter) && (name === undefined || each.prediction === name));
    if (query.get("sort") === "probability") found.sort((one, other) => one.probability - other.probability);
    if (query.get("descending")) found.reverse();
    const texts = found.slice(offset, offset + size);
    return { revision: this.revision, total: found.length, offset, texts };
  }

  state(): ProjectState {
    const sample = this.texts.length > 5_000 ? [] : this.texts.map((each) => this.answer(each));
    const count = (filter: string) => sample.filter((each) => matches(each, filter)).length;
    const undo = this.#undo.at(-1)?.what;
    return {
      id: this.id,
      name: this.name,
      kind: "single-label",
      isTree: this.classes.some(({ parent }) => parent !== null),
      revision: this.revision,
      threshold: this.threshold,
      none: this.none,
      learnFromLabels: true,
      counts: {
        all: this.texts.length,
        labeled: count("labeled"),
        unlabeled: count("unlabeled"),
        corrected: count("corrected"),
        changed: count("changed"),
        disagreeing: count("disagreeing"),
        unsure: count("unsure"),
        inner: 0,
        none: count("none"),
        hard: count("hard"),
      },
      classes: this.classes.length,
      examples: 0,
      answers: {
        revision: this.revision,
        phase: "current",
        done: 0,
        total: 0,
        inViewMs: 300,
        ...(this.classes.length < 2 && {
          problem: "Write two classes or more; then the texts are answered.",
        }),
      },
      pins: { failed: this.pins.filter(({ isRight }) => isRight === false).length, all: this.pins.length },
      ...(undo && { undo }),
      hasUnsavedChanges: true,
    };
  }
}

function matches(text: StudioText, filter: string): boolean {
  const { outcome, correction, label, changedFrom, isHard, prediction } = text;
  const tests: Readonly<Record<string, boolean>> = {
    all: true,
    labeled: label !== undefined || correction !== undefined,
    unlabeled: label === undefined && correction === undefined,
    corrected: correction !== undefined,
    changed: changedFrom !== undefined,
    disagreeing: label !== undefined && label !== prediction,
    unsure: outcome === "unsure",
    none: outcome === "none",
    hard: isHard,
  };
  return tests[filter] ?? false;
}
