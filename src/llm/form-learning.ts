import type { Completion } from "./language-model.ts";
import { defaultForm, type RequestForm } from "./request-form.ts";

/** Keeps the form of requests that a server accepts. One request at a time looks for another form; the others wait. */
export class FormLearning {
  #form = defaultForm;
  #learner: Promise<unknown> | undefined;

  /** The form that the server accepted, or the default form. */
  get form(): RequestForm {
    return this.#form;
  }

  /** Waits until no request looks for a form, and returns the current one. */
  async settled(): Promise<RequestForm> {
    while (this.#learner !== undefined) await this.#learner.catch(() => {});
    return this.#form;
  }

  /**
   * Looks for a form that the server accepts, and keeps it.
   * @returns the answer to the request, or undefined if another request found a form meanwhile: send it again in that form
   */
  async learn(
    refused: RequestForm,
    find: () => Promise<{ readonly form: RequestForm; readonly completion: Completion }>,
  ): Promise<Completion | undefined> {
    // Several requests may have waited; the first of them looks next.
    while (this.#learner !== undefined) await this.settled();
    if (this.#form !== refused) return undefined;
    const learning = find();
    this.#learner = learning;
    try {
      const { form, completion } = await learning;
      this.#form = form;
      return completion;
    } finally {
      this.#learner = undefined;
    }
  }
}
