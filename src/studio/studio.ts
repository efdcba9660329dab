import { mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type FileLock, takeFileLock } from "../files/file-lock.ts";
import { LockedError } from "../files/lock-holder.ts";
import { type Encoder, InputError, type OpenedEncoder, openEncoder } from "../index.ts";
import { NotFoundError } from "../store/refusals.ts";
import { nextRevision, setSettings } from "../store/settings.ts";
import { moveFolder } from "../store/shared-files.ts";
import { version } from "../version.ts";
import {
  type CreateProject,
  type ProjectSummary,
  type Studio as StudioView,
  studioLimits,
} from "./contract.ts";
import { fillExample } from "./example/fill-example.ts";
import { Project } from "./project/project.ts";
import { nameIn, summaryOf } from "./project-summary.ts";

export interface StudioOptions {
  /** The folder of the projects. It is created if it is missing. */
  readonly folder: string;
  /** Default: the bundled encoder, which is opened with the first project. */
  readonly encoder?: Encoder;
  /** Environment variables with keys of language models. Default: none */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Number of projects that are kept open. More take more memory. */
const maxOpen = 4;

/** The projects of a folder. One process at a time uses a folder. */
export class Studio {
  readonly folder: string;
  readonly #options: StudioOptions;
  readonly #lock: FileLock;
  /** The open projects, the one that was used last at the end. */
  readonly #open = new Map<string, Promise<Project>>();
  #encoder: Promise<OpenedEncoder> | undefined;

  private constructor(options: StudioOptions, lock: FileLock) {
    this.#options = options;
    this.#lock = lock;
    this.folder = resolve(options.folder);
  }

  /** Opens a folder of projects. @throws InputError if another process uses it */
  static async open(options: StudioOptions): Promise<Studio> {
    const folder = resolve(options.folder);
    await mkdir(join(folder, "projects"), { recursive: true });
    return new Studio(options, await takeLock(folder));
  }

  /** Returns a project, opened. @throws NotFoundError */
  async project(id: string): Promise<Project> {
    const known = this.#open.get(id);
    if (known !== undefined) {
      this.#open.delete(id);
      this.#open.set(id, known);
      return known;
    }
    if (!(await this.#ids("projects")).includes(id))
      throw new NotFoundError(`There is no project ${id}; it may have been deleted.`);
    return this.#opened(id);
  }

  /** Creates a project, empty or with the example of support mails. */
  async create({ name, from = "empty", kind }: CreateProject): Promise<Project> {
    const taken = new Set([...(await this.#ids("projects")), ...(await this.#ids("bin"))]);
    if (taken.size >= studioLimits.projects)
      throw new InputError(
        `A studio has at most ${studioLimits.projects} projects; delete some for good first.`,
      );
    const project = await this.#opened(freeId(name, taken));
    await project.database.write(async (write) => write(...setSettings({ name, kind }), nextRevision));
    if (from === "example") await fillExample(project.database);
    project.loop.poke();
    return project;
  }

  /** Moves a project to the bin. @throws NotFoundError */
  async remove(id: string): Promise<void> {
    const project = await this.project(id);
    project.events.publish({ type: "deleted" });
    this.#open.delete(id);
    await project.close();
    await moveFolder(this.#path("projects", id), this.#path("bin", id));
  }

  /** Takes a project out of the bin. @throws NotFoundError */
  async restore(id: string): Promise<Project> {
    await this.#requireInBin(id);
    await moveFolder(this.#path("bin", id), this.#path("projects", id));
    return this.#opened(id);
  }

  /** Deletes a project that is in the bin for good. @throws NotFoundError */
  async destroy(id: string): Promise<void> {
    await this.#requireInBin(id);
    await rm(this.#path("bin", id), { recursive: true, force: true });
  }

  /** Returns the ids of the projects that are not in the bin. */
  projectIds(): Promise<string[]> {
    return this.#ids("projects");
  }

  async view(): Promise<StudioView> {
    const projects: ProjectSummary[] = [];
    for (const id of await this.#ids("projects")) {
      const opened = await this.#open.get(id);
      projects.push(await summaryOf(id, this.#path("projects", id), opened?.database));
    }
    const bin = await Promise.all((await this.#ids("bin")).map((id) => nameIn(id, this.#path("bin", id))));
    const { environment = {} } = this.#options;
    return {
      ...{ version, folder: this.folder, limits: { ...studioLimits }, bin },
      projects: projects.sort((a, b) => (a.changed < b.changed ? 1 : -1)),
      keyVariables: Object.keys(environment).filter((name) => /_API_KEY$/.test(name) && environment[name]),
    };
  }

  /** Closes all projects and releases the folder. Running jobs are stopped; they can be resumed. */
  async close(): Promise<void> {
    const projects = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const each of projects) if (each.status === "fulfilled") await each.value.close();
    await (await this.#encoder?.catch(() => undefined))?.dispose();
    await this.#lock.release();
  }

  async #opened(id: string): Promise<Project> {
    const { environment = {} } = this.#options;
    const opening = this.#sharedEncoder().then((encoder) =>
      Project.open({ id, folder: this.#path("projects", id), encoder, environment }),
    );
    this.#open.set(id, opening);
    opening.catch(() => this.#open.delete(id));
    const project = await opening;
    await this.#closeUnused();
    return project;
  }

  /** Closes projects that nobody looks at and that do nothing, if many are open. */
  async #closeUnused(): Promise<void> {
    for (const [id, opening] of [...this.#open].slice(0, -maxOpen)) {
      const project = await opening.catch(() => undefined);
      if (project === undefined || project.isBusy) continue;
      this.#open.delete(id);
      await project.close();
    }
  }

  async #sharedEncoder(): Promise<Encoder> {
    if (this.#options.encoder !== undefined) return this.#options.encoder;
    this.#encoder ??= openEncoder();
    return this.#encoder;
  }

  async #requireInBin(id: string): Promise<void> {
    if ((await this.#ids("bin")).includes(id)) return;
    throw new NotFoundError(`There is no project ${id} in the bin.`);
  }

  async #ids(place: "projects" | "bin"): Promise<string[]> {
    const entries = await readdir(join(this.folder, place), { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  #path(place: "projects" | "bin", id: string): string {
    return join(this.folder, place, id);
  }
}

async function takeLock(folder: string): Promise<FileLock> {
  try {
    return await takeFileLock(join(folder, ".studio-lock"));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    throw new InputError(`is used by another studio (${error.holder}); stop it, or name another folder.`, {
      source: folder,
    });
  }
}

/** Makes the id of a project from its name: "Support mail" becomes "support-mail". */
function freeId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 60)
    .replace(/^-+|-+$/g, "");
  const base = plain === "" ? "project" : plain;
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
