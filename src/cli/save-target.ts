import { plainFolderPath } from "../files/folder-path.ts";

/** Where a training puts what it makes. All of it lies side by side, however the user wrote the folder's path. */
export interface SavePlaces {
  readonly model: string;
  /** Replies and piles of a language model. */
  readonly piles: string;
  /** State of a tuning. */
  readonly checkpoint: string;
}

export async function savePlaces(folder: string): Promise<SavePlaces> {
  const model = await plainFolderPath(folder);
  return { model, piles: `${model}.piles`, checkpoint: `${model}.tuning` };
}
