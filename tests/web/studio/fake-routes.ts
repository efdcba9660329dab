import { evaluate } from "../../../src/index.ts";
import type { Correct, Failure, StudioText } from "../../../src/studio/contract.ts";
import { exampleProject } from "./example-project.ts";
import { FakeProject } from "./fake-project.ts";

type Answer = readonly [status: number, body?: unknown];
type Projects = Map<string, FakeProject>;

/** Answers a request as the contract says. Requests that the tests do not need answer with 404. */
export function answerRequest(projects: Projects, method: string, url: URL, body: string): Answer {
  const [, , root, id, part, place, action] = url.pathname.split("/");
  if (root === "studio") return [200, studioOf(projects)];
  if (root === "projects" && id === undefined) return createProject(projects, JSON.parse(body));
  const project = projects.get(id ?? "");
  if (root === "bin") return [204];
  if (project === undefined) return failure(404, "There is no such project.");
  if (method === "DELETE" && part === undefined) return [204, void projects.delete(project.id)];
  return answerProject(project, `${method} ${part ?? ""}`, { url, body, place, action });
}

interface Asked {
  readonly url: URL;
  readonly body: string;
  readonly place?: string;
  readonly action?: string;
}

function answerProject(project: FakeProject, route: string, asked: Asked): Answer {
  const { revision } = project;
  const routes: Readonly<Record<string, () => Answer>> = {
    "GET ": () => [200, project.state()],
    "PATCH ": () => changeProject(project, JSON.parse(asked.body)),
    "POST undo": () => [200, { action: project.undo() ?? "", revision }],
    "GET classes": () => [200, { revision, orderVersion: project.orderVersion, classes: classesOf(project) }],
    "POST classes": () =>
      asked.place === "order"
        ? orderClasses(project, JSON.parse(asked.body))
        : addClass(project, JSON.parse(asked.body)),
    "DELETE classes": () => removeClass(project, Number(asked.place), asked.url.searchParams.get("version")),
    "PATCH classes": () => changeClass(project, Number(asked.place), JSON.parse(asked.body)),
    "GET findings": () => [200, { revision, problems: findingsOf(project) }],
    "GET texts": () =>
      asked.place === undefined
        ? [200, project.page(asked.url.searchParams)]
        : [200, project.answer(project.texts.find(({ id }) => id === Number(asked.place))!)],
    "POST texts": () => [200, explain(project, Number(asked.place))],
    "POST corrections": () => correct(project, JSON.parse(asked.body)),
    "POST suggestions": () => [200, suggest(project)],
    "GET changes": () => [200, changesOf(project)],
    "POST changes": () => acceptChanges(project),
    "GET pins": () => [200, { revision, pins: project.pins }],
    "POST imports": () =>
      asked.place === "preview" ? previewOf(asked.body) : importLines(project, asked.body),
    "GET jobs": () => [200, { jobs: project.jobs }],
    "GET quality": () => [200, qualityOf(project)],
    "GET precision": () => [200, precisionOf(project, Number(asked.url.searchParams.get("share")))],
    "GET examples": () => [200, examplesOf(project)],
    "GET drops": () => [
      200,
      {
        total: 1,
        offset: 0,
        reasons: { duplicate: 1 },
        drops: [{ label: "Billing", text: "I was charged twice.", reason: "duplicate" }],
      },
    ],
    "POST generation": () => [200, plan],
    "GET versions": () => [
      200,
      asked.place === "compare" ? comparisonOf(project) : { versions: project.versions },
    ],
    "GET export": () => [200, snippets],
  };
  return routes[route]?.() ?? failure(404, "The fake studio does not do this.");
}

function failure(status: number, detail: string, current?: unknown): Answer {
  const body: Failure = {
    status,
    title: "Failed",
    code: "failed",
    detail,
    requestId: "1",
    ...(current !== undefined && { current }),
  };
  return [status, body];
}

function studioOf(projects: Projects) {
  const changed = "2026-11-28T09:30:00.000Z";
  return {
    version: "0.1.0",
    folder: "pilesort-studio",
    limits: {},
    projects: [...projects.values()].map(({ id, name, texts, classes }) => ({
      id,
      name,
      changed,
      texts: texts.length,
      classes: classes.length,
      corrections: texts.filter(({ correction }) => correction !== undefined).length,
      bytes: 1,
    })),
    bin: [],
    keyVariables: ["OPENAI_API_KEY"],
  };
}

function createProject(projects: Projects, { name, from }: { name: string; from?: string }): Answer {
  const id = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const project = from === "example" ? exampleProject(id) : new FakeProject(id, name);
  projects.set(id, project);
  return [201, project.state()];
}

function changeProject(project: FakeProject, change: Partial<FakeProject>): Answer {
  Object.assign(project, change);
  project.tell();
  return [200, project.state()];
}

function classesOf(project: FakeProject) {
  if (project.texts.length > 5_000) return project.classes;
  const answers = project.texts.map((each) => project.answer(each).prediction);
  return project.classes.map((each) => ({
    ...each,
    texts: answers.filter((label) => label === each.name).length,
  }));
}

function addClass(
  project: FakeProject,
  { name, description }: { name: string; description?: string },
): Answer {
  if (project.classes.some((each) => each.name === name))
    return failure(422, `There is already a class “${name}”. Choose another name.`);
  const added = project.addClass(name, description);
  project.changed(`Add the class “${name}”`, () => {
    project.classes = project.classes.filter((each) => each !== added);
  });
  return [201, { revision: project.revision, class: added }];
}

function changeClass(
  project: FakeProject,
  id: number,
  { version, ...change }: { version: number; name?: string },
): Answer {
  const at = project.classes.findIndex((each) => each.id === id);
  const before = project.classes[at];
  if (before.version !== version) return failure(409, "Another tab changed this class.", before);
  const after = { ...before, ...change, path: change.name ?? before.path, version: version + 1 };
  for (const text of project.texts.slice(0, 500)) text.before ??= project.answer(text).prediction;
  project.classes[at] = after;
  project.changed(`Change the class “${before.name}”`, () => {
    project.classes[at] = { ...before, version: version + 2 };
  });
  return [200, { revision: project.revision, class: after }];
}

function removeClass(project: FakeProject, id: number, version: string | null): Answer {
  const before = project.classes;
  const removed = before.find((each) => each.id === id);
  if (removed === undefined) return failure(404, "There is no such class.");
  if (Number(version) !== removed.version) return failure(409, "Another tab changed this class.", removed);
  project.classes = before.filter((each) => each !== removed);
  project.changed(`Remove the class “${removed.name}”`, () => {
    project.classes = before;
  });
  return [200, { revision: project.revision }];
}

function orderClasses(
  project: FakeProject,
  { orderVersion, ids }: { orderVersion: number; ids: number[] },
): Answer {
  if (orderVersion !== project.orderVersion) return failure(409, "Another tab changed the order.");
  project.orderVersion++;
  project.classes = ids.map((id) => project.classes.find((each) => each.id === id)!);
  project.tell();
  return [200, { revision: project.revision }];
}

function findingsOf({ classes }: FakeProject) {
  return classes
    .filter(({ description }) => description.split(" ").length < 4)
    .map(({ name }) => ({
      kind: "thin",
      classes: [name],
      message: `The description of “${name}” has few words.`,
      fix: "Add a sentence with typical words.",
    }));
}

function correct(project: FakeProject, asked: Correct): Answer {
  const ids = new Set(
    asked.ids ?? project.page(new URLSearchParams({ limit: "100000" })).texts.map(({ id }) => id),
  );
  const texts = project.texts.filter(({ id }) => ids.has(id));
  if (asked.version !== undefined && asked.version !== texts[0].version)
    return failure(409, "Another tab changed this text.", project.answer(texts[0]));
  const before = texts.map(({ correction }) => correction);
  const changed: StudioText[] = texts.map((text) => {
    text.version++;
    text.isHard = asked.isSuggested ?? false;
    const given = asked.label as string | null | undefined;
    const shown = asked.shown?.find(({ id }) => id === text.id)?.label as string | null | undefined;
    const present = text.correction === undefined ? project.answer(text).prediction : text.correction;
    const confirmed = shown === undefined ? present : shown;
    text.correction = asked.clear ? undefined : asked.confirm ? confirmed : given;
    return project.answer(text);
  });
  project.changed(`Correct ${texts.length} texts`, () => {
    texts.forEach((text, i) => {
      text.correction = before[i];
      text.version++;
    });
  });
  return [200, { revision: project.revision, texts: texts.length, changed: changed.slice(0, 100) }];
}

function suggest(project: FakeProject) {
  const texts = project.texts.slice(0, 20).map((each) => project.answer(each));
  const missing = {
    name: "delivery",
    words: ["parcel", "courier"],
    texts: 4,
    examples: ["Where is my parcel?"],
  };
  return { revision: project.revision, texts, missingClasses: [missing] };
}

function explain(project: FakeProject, id: number) {
  const stored = project.texts.find((each) => each.id === id)!;
  const { text, probability, runnerUp, prediction, noneProbability } = project.answer(stored);
  const part = text.split(" ")[0];
  const effect = {
    part,
    places: [{ start: 0, end: part.length }],
    remaining: "",
    probability: 0.2,
    change: -0.4,
    oddsChange: -1,
    noneProbability: 0.1,
    prediction,
  };
  return {
    text,
    answer: {
      prediction,
      probability,
      probabilities: { [prediction ?? "Billing"]: probability, [runnerUp!.label]: runnerUp!.probability },
    },
    explained: { label: prediction ?? "Billing", probability },
    isOwnExample: false,
    nearest: [{ label: "Billing", text: "charges and refunds", origin: "prompt", similarity: 0.8 }],
    searched: { examples: 10, of: 10 },
    words: [effect],
    phrases: [],
    runnerUp: { ...runnerUp, wordsAgainst: [], wordsFor: [] },
    none: { probability: noneProbability, from: 0.5, isOutOfScope: false, wordsFor: [], wordsAgainst: [] },
  };
}

function changesOf(project: FakeProject) {
  const idOf = (label: string | null) => project.classes.find(({ name }) => name === label)?.id ?? 0;
  const pairs = new Map<
    string,
    { before: string | null; beforeId: number; after: string | null; afterId: number; texts: number }
  >();
  for (const each of project.texts.slice(0, 5_000).map((text) => project.answer(text))) {
    if (each.changedFrom === undefined) continue;
    const key = `${each.changedFrom}→${each.prediction}`;
    const known = pairs.get(key) ?? {
      before: each.changedFrom,
      beforeId: idOf(each.changedFrom),
      after: each.prediction,
      afterId: idOf(each.prediction),
      texts: 0,
    };
    pairs.set(key, { ...known, texts: known.texts + 1 });
  }
  const all = [...pairs.values()];
  const texts = all.reduce((sum, pair) => sum + pair.texts, 0);
  const action = {
    id: 1,
    time: "2026-11-28T09:30:00.000Z",
    what: "Change the class “Billing”",
    author: "studio",
  };
  return {
    revision: project.revision,
    texts,
    pairs: all,
    fixed: 2,
    broken: 1,
    actions: texts > 0 ? [action] : [],
  };
}

function acceptChanges(project: FakeProject): Answer {
  for (const text of project.texts) text.before = undefined;
  project.tell();
  return [200, { revision: project.revision }];
}

function previewOf(body: string): Answer {
  const isTable = body.startsWith("text,");
  const lines = body.trim().split("\n");
  const rows = (isTable ? lines.slice(1) : lines).slice(0, 20).map((line) => {
    const [text, label] = isTable ? line.split(",") : [line];
    return { text, label: label ?? null, fields: {} };
  });
  const columns = isTable ? lines[0].split(",") : [];
  const label = isTable ? columns[1] : null;
  const newLabels = [...new Set(rows.flatMap((row) => row.label ?? []))];
  return [
    200,
    {
      format: isTable ? "csv" : "lines",
      columns,
      text: columns[0] ?? null,
      label,
      rows,
      newLabels,
      notices: [],
    },
  ];
}

function importLines(project: FakeProject, body: string): Answer {
  const rows = body
    .trim()
    .split("\n")
    .map((text) => ({ text }));
  project.addTexts(rows);
  project.changed(`Add ${rows.length} texts`, () => project.texts.splice(-rows.length));
  const { revision } = project;
  return [
    200,
    {
      revision,
      import: 1,
      texts: rows.length,
      repeated: 0,
      skipped: 0,
      labels: 0,
      newClasses: [],
      notices: [],
    },
  ];
}

function qualityOf(project: FakeProject) {
  const rows = project.texts
    .filter(({ label }) => label !== undefined)
    .map((each) => ({ ...project.answer(each), truth: each.label! }));
  if (rows.length === 0) return { isStale: false, rows: 3, hardRows: 0, neededRows: 20 };
  const predictions = rows.map(({ prediction, probability }) => ({ prediction, probability }));
  const evaluation = evaluate(
    rows.map(({ truth }) => truth),
    predictions,
  );
  return {
    evaluation,
    revision: project.revision,
    time: "2026-11-28T09:30:00.000Z",
    isStale: true,
    rows: rows.length,
    hardRows: 4,
    neededRows: 20,
  };
}

function precisionOf(project: FakeProject, asked: number) {
  const answered = Math.round(project.texts.length * (1.4 - asked));
  return {
    asked,
    threshold: asked * 0.8,
    rows: 120,
    answered: 90,
    correct: 88,
    precision: { lower: asked, upper: 0.99 },
    coverage: { lower: 0.6, upper: 0.8 },
    answeredTexts: answered,
    reviewTexts: project.texts.length - answered,
  };
}

function examplesOf(project: FakeProject) {
  const examples = project.classes.flatMap(({ name }, i) =>
    [1, 2, 3].map((number) => ({
      id: i * 10 + number,
      version: 1,
      label: name,
      text: `A generated example of ${name}, number ${number}.`,
      generator: "openai:example",
      isEdited: number === 2,
    })),
  );
  return { revision: project.revision, total: examples.length, offset: 0, examples };
}

const expense = (calls: number) => ({
  calls,
  tokensIn: calls * 400,
  tokensOut: calls * 900,
  seconds: calls * 6,
  cost: calls * 0.01,
});
const plan = { classes: expense(5), borders: expense(8), refills: expense(10), rowsShown: 0 };

const snippets = {
  folder: "support-mail",
  snippets: [
    {
      title: "Command line",
      language: "bash",
      code: 'pilesort classify --load support-mail --text "Where is my refund?"',
    },
    {
      title: "TypeScript",
      language: "ts",
      code: 'import { Classifier } from "pilesort";\n\nconst classifier = await Classifier.load("support-mail");',
    },
  ],
};

function comparisonOf(project: FakeProject) {
  const [other, one] = project.versions;
  return {
    one,
    other,
    compared: 200,
    different: 12,
    pairs: [{ one: "Billing", other: "Account", texts: 12 }],
    samples: [{ id: 1, text: "I cannot pay with my card.", one: "Billing", other: "Account" }],
    labeled: 40,
    rightOne: 35,
    rightOther: 38,
    classes: {
      added: [],
      removed: [],
      described: [{ name: "Billing", one: "charges", other: "charges and refunds" }],
    },
  };
}
