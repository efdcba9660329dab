import { basename, resolve } from "node:path";
import { ModelFileError } from "../../index.ts";
import { HttpProblem } from "../http/problem.ts";
import type { ModelFolders } from "./model-folders.ts";
import { ServedModel } from "./served-model.ts";
import type { ServedVersion, ServingOptions, VersionOrigin, VersionPlace } from "./served-version.ts";

export interface ModelRegistryOptions extends ServingOptions {
  /** The folder of models. Absent: requests can neither load nor train models. */
  readonly folders?: ModelFolders;
  /** Maximum number of models. A fine-tuned one takes the memory of an encoder. Default: 32 */
  readonly maxModels?: number;
}

/** All models of a server, by name. */
export class ModelRegistry {
  readonly #models = new Map<string, ServedModel>();
  readonly #options: ModelRegistryOptions;
  /** Whether all models of the start are loaded. */
  isReady = false;

  constructor(options: ModelRegistryOptions) {
    this.#options = options;
  }

  get models(): readonly ServedModel[] {
    return [...this.#models.values()].filter(({ isLoaded }) => isLoaded);
  }

  has(name: string): boolean {
    return this.#models.get(name)?.isLoaded ?? false;
  }

  /** @throws HttpProblem if no model has this name */
  get(name: string): ServedModel {
    const model = this.#models.get(name);
    if (model?.isLoaded) return model;
    throw new HttpProblem(
      404,
      `No model has the name ${JSON.stringify(name)}; GET /v1/models lists the models.`,
    );
  }

  /** The folder of models. @throws HttpProblem if the server has none */
  get folders(): ModelFolders {
    if (this.#options.folders !== undefined) return this.#options.folders;
    throw new HttpProblem(403, "This server has no folder of models; start it with --models DIR.");
  }

  /** Loads a model of the command line. @throws ModelFileError */
  async start(name: string, folder: string): Promise<ServedVersion> {
    const path = resolve(folder);
    return this.#model(name).load({ path, folder: basename(path), origin: "start" });
  }

  /** Loads a folder of models as the new version of a model, or as a new model. @throws HttpProblem */
  async load(
    name: string,
    folder: string | undefined,
    origin: VersionOrigin = "load",
  ): Promise<ServedVersion> {
    const place = folder === undefined ? this.get(name).current.place : await this.#placeOf(folder);
    try {
      return await this.#model(name).load({ ...place, origin });
    } catch (error) {
      if (error instanceof ModelFileError) throw withoutPath(error, place);
      throw error;
    } finally {
      if (!this.has(name)) this.#models.delete(name);
    }
  }

  /** Loads a folder that a job or an upload has made, and removes the folder if it cannot be loaded. @throws HttpProblem */
  async loadOrRemove(name: string, folder: string, origin: VersionOrigin): Promise<ServedVersion> {
    try {
      return await this.load(name, folder, origin);
    } catch (error) {
      await this.folders.remove(folder);
      throw error;
    }
  }

  /** Closes all models. */
  async close(): Promise<void> {
    await Promise.all([...this.#models.values()].map((model) => model.close()));
  }

  async #placeOf(folder: string): Promise<Omit<VersionPlace, "origin">> {
    return { path: await this.folders.find(folder), folder };
  }

  #model(name: string): ServedModel {
    const { maxModels = 32 } = this.#options;
    const known = this.#models.get(name);
    if (known !== undefined) return known;
    if (this.#models.size >= maxModels)
      throw new HttpProblem(409, `This server has ${maxModels} models, its maximum.`);
    const model = new ServedModel(name, this.#options);
    this.#models.set(name, model);
    return model;
  }
}

/** Names the folder as clients know it, so that no answer shows the paths of this machine. */
function withoutPath(error: ModelFileError, { path, folder }: Omit<VersionPlace, "origin">): HttpProblem {
  return new HttpProblem(422, error.message.replaceAll(path, folder), {}, { cause: error });
}
