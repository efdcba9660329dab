import { describe, expect, it } from "vitest";
import type { ChangeClass, ChangedClass, StudioClass } from "../../../src/studio/contract.ts";
import { RequestError } from "../../../web/studio/api/request.ts";
import { ClassDraft } from "../../../web/studio/state/class-draft.ts";

const stored: StudioClass = {
  id: 7,
  version: 3,
  name: "Billing",
  path: "Billing",
  description: "charges",
  parent: null,
  texts: 0,
  labels: 0,
  examples: 0,
};

/** A studio with one class, which can be changed behind the draft's back. */
function studioWith(first: StudioClass) {
  const studio = {
    class: first,
    requests: [] as ChangeClass[],
    answered: Promise.resolve(),
    async changeClass(_: number, { version, ...change }: ChangeClass): Promise<ChangedClass> {
      studio.requests.push({ version, ...change });
      await studio.answered;
      const { class: current } = studio;
      if (version !== current.version)
        throw new RequestError({ status: 409, detail: "Another tab changed this class.", current });
      studio.class = { ...current, ...change, version: version + 1 };
      return { revision: 1, class: studio.class };
    },
  };
  return studio;
}

describe("a class that is edited", () => {
  it("is stored once after a pause, with only what changed", async () => {
    const studio = studioWith(stored);
    const draft = new ClassDraft(studio, stored, 5);
    draft.type({ description: "charges a" });
    draft.type({ description: "charges and" });
    await expect.poll(() => draft.state.value).toBe("stored");
    expect(studio.requests).toEqual([{ version: 3, description: "charges and" }]);
  });

  it("stores what was typed while a request was on its way", async () => {
    const studio = studioWith(stored);
    let answer = () => {};
    studio.answered = new Promise((resolve) => {
      answer = resolve;
    });
    const draft = new ClassDraft(studio, stored, 1);
    draft.type({ description: "one" });
    const first = draft.store();
    draft.type({ description: "two" });
    answer();
    await first;
    await expect.poll(() => studio.class.description).toBe("two");
    expect(draft.fields.value.description).toBe("two");
  });

  it("keeps what was typed if another tab changed the class, and stores it if the user wants so", async () => {
    const studio = studioWith({ ...stored, version: 4, description: "of the other tab" });
    const draft = new ClassDraft(studio, stored, 1);
    draft.type({ description: "of this tab" });
    await draft.store();
    expect(draft.conflict.value?.description).toBe("of the other tab");
    expect(draft.fields.value.description).toBe("of this tab");
    draft.resolve("typed");
    await expect.poll(() => studio.class.description).toBe("of this tab");
  });

  it("takes the class of the other tab if the user wants so", async () => {
    const studio = studioWith({ ...stored, version: 4, description: "of the other tab" });
    const draft = new ClassDraft(studio, stored, 1);
    draft.type({ description: "of this tab" });
    await draft.store();
    draft.resolve("stored");
    expect(draft.fields.value.description).toBe("of the other tab");
    expect(draft.state.value).toBe("stored");
  });

  it("follows other tabs while nothing is typed, and not while something is", () => {
    const draft = new ClassDraft(studioWith(stored), stored, 1_000);
    draft.follow({ ...stored, version: 4, description: "newer" });
    expect(draft.fields.value.description).toBe("newer");
    draft.type({ description: "typed" });
    draft.follow({ ...stored, version: 5, description: "newest" });
    expect(draft.fields.value.description).toBe("typed");
  });

  it("says why a name cannot be stored", async () => {
    const draft = new ClassDraft(
      {
        changeClass: () =>
          Promise.reject(
            new RequestError({
              status: 422,
              detail: "There is already a class “Account”.",
              current: undefined,
            }),
          ),
      },
      stored,
      1,
    );
    draft.type({ name: "Account" });
    await draft.store();
    expect(draft.problem.value).toBe("There is already a class “Account”.");
    expect(draft.fields.value.name).toBe("Account");
  });
});
