import { mkdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { InputError } from "../../index.ts";
import { HttpProblem } from "../http/problem.ts";

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
      return new ModelFolders(await realpath(path));
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
          throw new HttpProblem(
            409,
            "The folder of models cannot be written; check its permissions.",
            {},
            { cause: error },
          );
        },
      );
      if (isFree) return { path, folder };
    }
  }

  /** Returns a path as clients know it: within the folder of models, or the name of the folder only. */
  nameOf(path: string): string {
    const way = relative(this.#root, path);
    return way.startsWith("..") || isAbsolute(way) ? path.split(sep).at(-1)! : way.split(sep).join("/");
  }
}
