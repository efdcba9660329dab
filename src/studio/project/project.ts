import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Encoder } from "../../index.ts";
import { Throttle } from "../../service/throttle.ts";
import { undoableActions } from "../../store/change-log.ts";
import { type Database, openDatabase } from "../../store/database.ts";
import { interruptJobs } from "../../store/job-table.ts";
import { listPins } from "../../store/pin-table.ts";
import { readSettings } from "../../store/settings.ts";
import { countTexts } from "../../store/text-table.ts";
import type { ProjectState } from "../contract.ts";
import { ProjectJobs } from "../jobs/project-jobs.ts";
import { AnswerLoop } from "./answer-loop.ts";
import { versionFolder } from "./keep-version.ts";
import { LiveModel } from "./live-model.ts";
import { ProjectEvents } from "./project-events.ts";
import { readTask, tunedVersion } from "./project-task.ts";
import { jobView } from "./views.ts";

export interface ProjectOptions {
  readonly id: string;
  readonly folder: string;
  /** Shared by all projects. */
  readonly encoder: Encoder;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Milliseconds between two events with the state of a project. Smaller: more counting. */
const stateMilliseconds = 250;

/** An open project: its database, its model, its jobs and its events. */
export class Project {
  readonly id: string;
  readonly folder: string;
  readonly database: Database;
  readonly model: LiveModel;
  readonly loop: AnswerLoop;
  readonly jobs: ProjectJobs;
  readonly events = new ProjectEvents();
  readonly #states: Throttle;

  private constructor({ id, folder, encoder, environment }: ProjectOptions, database: Database) {
    this.id = id;
    this.folder = folder;
    this.database = database;
    const publish = this.events.publish.bind(this.events);
    this.#states = new Throttle(() => this.#publishState(), stateMilliseconds);
    this.model = new LiveModel(folder, encoder);
    this.loop = new AnswerLoop({
      ...{ database, publish, model: this.model },
      onAnswers: () => this.#states.request(),
    });
    this.jobs = new ProjectJobs({
      ...{ database, folder, environment, model: this.model, loop: this.loop },
      onChange: (job) => publish({ type: "job", job: jobView(job) }),
    });
  }

  /** Opens a project, or creates it in an empty folder. Its answers are brought up to date. */
  static async open(options: ProjectOptions): Promise<Project> {
    await mkdir(options.folder, { recursive: true });
    const database = await openDatabase(`file:${join(options.folder, "project.db")}`);
    const project = new Project(options, database);
    try {
      await interruptJobs(database);
      const { version } = await readSettings(database);
      const tuned = await tunedVersion(database, version);
      if (tuned > 0) {
        const [{ form }, source] = [await readTask(database), versionFolder(options.folder, tuned)];
        await project.model.replace(await project.model.open(source, form), form, source);
      }
      project.loop.poke();
      return project;
    } catch (error) {
      await project.close();
      throw error;
    }
  }

  /** Tells everybody that the project changed, and renews the answers. */
  changed(what: "classes" | "texts" | "versions", revision: number): void {
    if (what !== "texts") this.events.publish({ type: what, revision });
    this.#states.request();
    this.loop.poke();
  }

  /** Tells everybody about numbers that changed without a new state. */
  refresh(): void {
    this.#states.request();
  }

  /** Reads everything small about the project. */
  async state(): Promise<ProjectState> {
    const { database } = this;
    const settings = await readSettings(database);
    const [counts, pins, actions, numbers] = await Promise.all([
      countTexts(database, settings.threshold),
      listPins(database),
      undoableActions(database),
      database.readOne<{ classes: number; examples: number; below: number }>(
        "SELECT (SELECT count(*) FROM class WHERE deleted = 0) AS classes, (SELECT count(*) FROM example WHERE deleted = 0) AS examples, (SELECT count(*) FROM class WHERE deleted = 0 AND parent IS NOT NULL) AS below",
      ),
    ]);
    const { below, ...sizes } = numbers;
    const { name, kind, revision, threshold, none, learnFromLabels, version, versionRevision } = settings;
    return {
      ...{ id: this.id, name, kind, revision, threshold, none, learnFromLabels, counts, ...sizes },
      isTree: kind === "single-label" && below > 0,
      answers: this.loop.state,
      pins: {
        failed: pins.filter(({ answer, label }) => answer !== null && answer !== label).length,
        all: pins.length,
      },
      ...actions,
      ...(version > 0 && { version }),
      hasUnsavedChanges: version === 0 ? revision > 0 : revision !== versionRevision,
    };
  }

  /** Whether somebody looks at it, a job runs, or answers are renewed. */
  get isBusy(): boolean {
    return this.events.isHeard || this.jobs.isRunning || this.loop.isRunning;
  }

  async close(): Promise<void> {
    this.#states.stop();
    await this.jobs.end();
    await this.loop.end();
    await this.model.dispose();
    await this.database.close();
  }

  #publishState(): void {
    if (!this.events.isHeard) return;
    this.state().then(
      (state) => this.events.publish({ type: "state", state }),
      // The project is being closed.
      () => {},
    );
  }
}
