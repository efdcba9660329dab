import type { Completion } from "./language-model.ts";
import { defaultForm, type RequestForm } from "./request-form.ts";

/** The form of requests that a server accepts. One request at a time learns another one; the rest wait for it. */
export class FormLearning {
  #form = defaultForm;
  #learner: Promise<unknown> | undefined;

  /** The form that is known to be accepted, or the usual one. */
  get form(): RequestForm {
    return this.#form;
  }

  /** Waits until nobody learns. */
  async settled(): Promise<RequestForm> {
    while (this.#learner !== undefined) await this.#learner.catch(() => {});
    return this.#form;
  }

  /**
   * Has a request find the form that is accepted. Where another one found a form meanwhile, gives nothing: the request
   * is to be sent again in that form. A form that was found with an answer is kept.
   */
  async learn(
    refused: RequestForm,
    find: () => Promise<{ readonly form: RequestForm; readonly completion: Completion }>,
  ): Promise<Completion | undefined> {
    // Several may have waited for the same learner; the first of them is the next.
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
