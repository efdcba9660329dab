import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultEncoderStore } from "../../src/hub/encoder-store.ts";

describe("defaultEncoderStore", () => {
  it("is in the user's cache folder", () => {
    expect(defaultEncoderStore({ XDG_CACHE_HOME: join("/", "cache") })).toBe(
      join("/", "cache", "pilesort", "models"),
    );
    expect(defaultEncoderStore({})).toMatch(/\.cache.pilesort.models$/);
  });
});
