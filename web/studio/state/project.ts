import { computed, signal } from "@preact/signals";
import type {
  AnswersState,
  Findings,
  Job,
  ProjectState,
  StudioClass,
  StudioClasses,
  StudioEvent,
} from "../../../src/studio/contract.ts";
import { listenToEvents } from "../api/events.ts";
import { type ProjectApi, projectApi } from "../api/studio-api.ts";
import { bottomClasses } from "./class-tree.ts";
import { connection, report } from "./connection.ts";
import { latestAnswer } from "./latest-answer.ts";
import { notify } from "./notices.ts";
import { goTo } from "./route.ts";

/**
 * The open project. Its signals follow the studio: requests change the studio, and its events change the signals.
 * Nothing else writes to them, so several tabs show the same.
 */
export interface OpenProject {
  readonly api: ProjectApi;
  readonly state: { readonly value: ProjectState };
  readonly classes: { readonly value: readonly StudioClass[] };
  readonly orderVersion: { readonly value: number };
  readonly findings: { readonly value: Findings["problems"] };
  /** Jobs, the newest first. */
  readonly jobs: { readonly value: readonly Job[] };
  /** Grows when answers of texts are new. `ids`: those texts, or undefined if it can be all of them. */
  readonly fresh: { readonly value: { readonly count: number; readonly ids?: ReadonlySet<number> } };
  readonly close: () => void;
  /** Reads everything again, for example after a conflict. */
  readonly reload: () => Promise<void>;
  /** Reads the classes again, before the event that says that they changed. */
  readonly readClasses: () => Promise<void>;
}

/** The project that is shown; undefined while none is, or while it opens. */
export const openProject = signal<OpenProject | undefined>();

/** The classes that texts can be answered with, in their order: in a tree those at the bottom. */
export const answerClasses = computed(() => bottomClasses(openProject.value?.classes.value ?? []));

/** Names of these classes; in a tree their paths. */
export const classNames = computed(() => answerClasses.value.map(({ path }) => path));

/** Id of the project that the user chose last; undefined in the list of projects. */
let wanted: string | undefined;

/** Opens a project and follows its events. Reports why if it cannot be opened, and shows the list of projects. */
export async function showProject(id: string): Promise<void> {
  closeProject();
  wanted = id;
  const api = projectApi(id);
  try {
    const [state, classes, findings, { jobs }] = await Promise.all([
      api.read(),
      api.readClasses(),
      api.readFindings(),
      api.readJobs(),
    ]);
    if (wanted === id) openProject.value = follow(api, state, classes, findings, jobs);
  } catch (error) {
    // The user went on to another project in the meantime.
    if (wanted !== id) return;
    report(error);
    if (connection.value === "open") goTo({ at: "projects" });
  }
}

/** Stops following the open project. */
export function closeProject(): void {
  wanted = undefined;
  openProject.value?.close();
  openProject.value = undefined;
}

function follow(
  api: ProjectApi,
  firstState: ProjectState,
  firstClasses: StudioClasses,
  firstFindings: Findings,
  firstJobs: readonly Job[],
): OpenProject {
  const state = signal(firstState);
  const classes = signal<readonly StudioClass[]>(firstClasses.classes);
  const orderVersion = signal(firstClasses.orderVersion);
  const findings = signal(firstFindings.problems);
  const jobs = signal(firstJobs);
  const fresh = signal<{ count: number; ids?: ReadonlySet<number> }>({ count: 0 });
  const readClasses = latestAnswer(api.readClasses, (read) => {
    classes.value = read.classes;
    orderVersion.value = read.orderVersion;
  });
  const readFindings = latestAnswer(api.readFindings, ({ problems }) => {
    findings.value = problems;
  });
  const answersAreFresh = (ids?: readonly number[]) => {
    fresh.value = { count: fresh.value.count + 1, ...(ids && { ids: new Set(ids) }) };
  };
  const reload = async () => {
    const [newState, read] = await Promise.all([api.read(), api.readJobs(), readClasses(), readFindings()]);
    // An event may have brought a later state.
    if (newState.revision >= state.peek().revision) state.value = newState;
    jobs.value = read.jobs;
    answersAreFresh();
  };
  const onEvent = (event: StudioEvent) => {
    if (event.type === "state") {
      const isNew = event.state.revision !== state.value.revision;
      state.value = event.state;
      if (isNew) answersAreFresh();
    } else if (event.type === "answers") {
      state.value = { ...state.value, answers: event.answers };
      answersAreFresh(event.fresh);
      if (isSettled(event.answers)) readClasses().catch(report);
    } else if (event.type === "classes") readClasses().catch(report);
    else if (event.type === "findings") readFindings().catch(report);
    else if (event.type === "job") jobs.value = withJob(jobs.value, event.job);
    else if (event.type === "deleted") leaveDeleted(state.value.name);
  };
  const stop = listenToEvents(api.eventsAddress, {
    onEvent,
    onConnection: (isOpen) => {
      const wasGone = connection.value === "gone";
      connection.value = isOpen ? "open" : "gone";
      if (isOpen && wasGone) reload().catch(report);
    },
  });
  return { api, state, classes, orderVersion, findings, jobs, fresh, close: stop, reload, readClasses };
}

const isSettled = ({ phase }: AnswersState) => phase === "current";

function leaveDeleted(name: string): void {
  notify(`The project “${name}” was moved to the bin in another tab.`);
  goTo({ at: "projects" });
}

/** Puts a job's news into the list. A job that is not in it comes first. */
function withJob(jobs: readonly Job[], job: Job): readonly Job[] {
  return jobs.some(({ id }) => id === job.id)
    ? jobs.map((each) => (each.id === job.id ? job : each))
    : [job, ...jobs];
}
