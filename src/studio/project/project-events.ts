import type { StudioEvent } from "../contract.ts";

/** Sends the events of a project to everybody who listens. */
export class ProjectEvents {
  readonly #listeners = new Set<(event: StudioEvent) => void>();

  /** @returns the function that ends it */
  subscribe(listener: (event: StudioEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  publish(event: StudioEvent): void {
    for (const listener of this.#listeners) listener(event);
  }
}
