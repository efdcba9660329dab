import { type Signal, signal } from "@preact/signals";
import type { ChangeClass, StudioClass } from "../../../src/studio/contract.ts";
import { RequestError } from "../api/request.ts";
import type { ProjectApi } from "../api/studio-api.ts";
import { afterLastChange } from "./change-order.ts";
import { report } from "./connection.ts";

/** Milliseconds without a key press after which a class is stored. Smaller: more requests per word. */
const pauseInTyping = 200;

/** The fields of a class that are typed. */
export type ClassFields = Pick<StudioClass, "name" | "description" | "parent">;

/**
 * The fields of one class while they are edited. What is typed is stored after a pause. If another tab changed the
 * class meanwhile, what was typed stays in the fields, and `conflict` holds the class as it is stored.
 */
export class ClassDraft {
  readonly fields: Signal<ClassFields>;
  readonly state = signal<"stored" | "typing" | "storing" | "unsent" | "invalid">("stored");
  /** Why the fields cannot be stored. */
  readonly problem = signal<string | undefined>(undefined);
  readonly conflict = signal<StudioClass | undefined>(undefined);

  readonly #api: Pick<ProjectApi, "changeClass">;
  readonly #pause: number;
  #base: StudioClass;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Pick<ProjectApi, "changeClass">, base: StudioClass, pause = pauseInTyping) {
    this.#api = api;
    this.#base = base;
    this.#pause = pause;
    this.fields = signal(fieldsOf(base));
  }

  /** Version of the class as this tab knows it, which other changes of the class must name. */
  get version(): number {
    return this.#base.version;
  }

  /** Takes over a newer stored class, unless something is typed that is not stored yet. */
  follow(stored: StudioClass): void {
    if (this.state.peek() !== "stored" || stored.version < this.#base.version) return;
    this.#base = stored;
    if (!isSame(fieldsOf(stored), this.fields.peek())) this.fields.value = fieldsOf(stored);
  }

  /** Changes fields, and stores them after a pause. */
  type(change: Partial<ClassFields>): void {
    this.fields.value = { ...this.fields.peek(), ...change };
    this.problem.value = undefined;
    if (this.state.peek() !== "storing") this.state.value = "typing";
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.store(), this.#pause);
  }

  /** Stores what was typed at once. */
  async store(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.conflict.peek() !== undefined || this.state.peek() === "storing") return;
    const sent = this.fields.peek();
    const change = changedFields(fieldsOf(this.#base), sent);
    if (Object.keys(change).length === 0) {
      this.state.value = "stored";
      return;
    }
    this.state.value = "storing";
    const { id, version } = this.#base;
    try {
      const answer = await afterLastChange(() => this.#api.changeClass(id, { version, ...change }));
      this.#base = answer.class;
      this.state.value = "stored";
      if (!isSame(this.fields.peek(), sent)) await this.store();
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Ends a conflict: stores what was typed over the other tab's change, or takes that change. */
  resolve(keep: "typed" | "stored"): void {
    const stored = this.conflict.peek();
    if (stored === undefined) return;
    this.#base = stored;
    this.conflict.value = undefined;
    this.state.value = "stored";
    if (keep === "stored") this.fields.value = fieldsOf(stored);
    else void this.store();
  }

  #onFailure(error: unknown): void {
    this.state.value = error instanceof RequestError ? "invalid" : "unsent";
    if (!(error instanceof RequestError)) report(error);
    else if (error.isConflict) this.conflict.value = error.current as StudioClass;
    else this.problem.value = error.message;
  }
}

const fieldsOf = ({ name, description, parent }: StudioClass): ClassFields => ({ name, description, parent });

const isSame = (one: ClassFields, other: ClassFields) => Object.keys(changedFields(one, other)).length === 0;

function changedFields(before: ClassFields, after: ClassFields): Omit<ChangeClass, "version"> {
  return {
    ...(before.name !== after.name && { name: after.name }),
    ...(before.description !== after.description && { description: after.description }),
    ...(before.parent !== after.parent && { parent: after.parent }),
  };
}
