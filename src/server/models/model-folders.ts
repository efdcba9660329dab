import { randomBytes } from "node:crypto";
import { mkdir, readdir, realpath, rename, rm, rmdir, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { ownerName, parseOwnerName, stateOfOwner, thisOwner } from "../../files/owner.ts";
import { InputError } from "../../index.ts";
import { HttpProblem } from "../http/problem.ts";

/** Names of the hidden folders in which jobs and uploads make models: this, the process they belong to, and a random number. */
const workplacePrefix = ".pilesort-work-";

/** The folder of models: the only one from which requests load models, and in which trainings are saved. */
export class ModelFolders {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Opens the folder. @throws InputError if it does not exist */
  static async open(path: string): Promise<ModelFolders> {
    try {
      if (!(await stat(path)).isDirectory()) throw new InputError("This is not a folder.", { source: path });
      const root = await realpath(path);
      await removeLeftovers(root);
      return new ModelFolders(root);
    } catch (cause) {
      if (cause instanceof InputError) throw cause;
      throw new InputError("There is no such folder; make it, or name another one with --models.", {
        source: path,
        cause,
      });
    }
  }

  /** Returns the absolute path of a folder of models. @throws HttpProblem if it is not within the folder of models */
  async find(folder: string): Promise<string> {
    const parts = folder.split(/[\\/]/);
    if (
      isAbsolute(folder) ||
      /[\0\\:]/.test(folder) ||
      parts.some((part) => part === "" || part.startsWith("."))
    ) {
      throw new HttpProblem(400, "The folder must be a path within the folder of models, such as mail.v2.");
    }
    const path = join(this.#root, folder);
    const found = await realpath(path).catch(() => undefined);
    if (found === undefined || !found.startsWith(`${this.#root}${sep}`)) {
      throw new HttpProblem(404, `There is no folder ${JSON.stringify(folder)} in the folder of models.`);
    }
    return found;
  }

  /** Returns a new folder for a version of a model: "mail.v2". @returns its path and its name */
  async next(name: string): Promise<{ readonly path: string; readonly folder: string }> {
    for (let number = 1; ; number++) {
      const folder = `${name}.v${number}`;
      const path = join(this.#root, folder);
      const isFree = await mkdir(path).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === "EEXIST") return false;
          return notWritable(error);
        },
      );
      if (isFree) return { path, folder };
    }
  }

  /**
   * Gives work a path for a folder that does not exist yet and that no request can load, and removes the folder afterwards if
   * it is still there. If the server is killed, the next start removes it.
   */
  async withWorkplace<T>(work: (path: string) => Promise<T>): Promise<T> {
    const parent = join(
      this.#root,
      `${workplacePrefix}${ownerName(thisOwner())}.${randomBytes(6).toString("hex")}`,
    );
    await mkdir(parent).catch(notWritable);
    try {
      return await work(join(parent, "model"));
    } finally {
      await rm(parent, { recursive: true, force: true });
    }
  }

  /** Moves a whole model from a workplace to a new folder. @returns the name of the folder */
  async publish(path: string, name: string): Promise<string> {
    const { path: target, folder } = await this.next(name);
    // Windows does not rename a folder to one that exists.
    if (process.platform === "win32") await rmdir(target);
    await rename(path, target);
    return folder;
  }

  /** Removes a folder that a job or an upload has made. */
  async remove(folder: string): Promise<void> {
    await rm(join(this.#root, folder), { recursive: true, force: true });
  }

  /** Returns a path as clients know it: within the folder of models, or the name of the folder only. */
  nameOf(path: string): string {
    const way = relative(this.#root, path);
    return way.startsWith("..") || isAbsolute(way) ? path.split(sep).at(-1)! : way.split(sep).join("/");
  }
}

function notWritable(cause: unknown): never {
  throw new HttpProblem(409, "The folder of models cannot be written; check its permissions.", {}, { cause });
}

/** Removes the workplaces of servers that were killed. */
async function removeLeftovers(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (!name.startsWith(workplacePrefix)) continue;
    const owner = parseOwnerName(name.slice(workplacePrefix.length).split(".")[0]);
    if (owner === undefined || stateOfOwner(owner) !== "dead") continue;
    await rm(join(root, name), { recursive: true, force: true }).catch(() => {});
  }
}
