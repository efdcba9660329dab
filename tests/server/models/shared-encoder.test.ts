import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { train } from "../../../src/index.ts";
import { SharedEncoder } from "../../../src/server/models/shared-encoder.ts";

const classes = { refund: "The customer wants the money back.", delivery: "The parcel is late or lost." };
const folder = mkdtempSync(join(tmpdir(), "pilesort-shared-"));
// A model stores the relative path of its encoder.
const otherEncoder = join(folder, "encoder");
const [plain, other] = [join(folder, "plain"), join(folder, "other")];

beforeAll(async () => {
  cpSync(join(import.meta.dirname, "../../encoder/fixtures/bert"), otherEncoder, { recursive: true });
  for (const [path, encoder] of [
    [plain, undefined],
    [other, otherEncoder],
  ] as const) {
    await using classifier = await train({ classes, tune: false, ...(encoder && { encoder }) });
    await classifier.save(path);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the encoder that models of a server share", () => {
  it("stays open when a model is closed, and answers for the others", async () => {
    const shared = new SharedEncoder();
    const [first, second] = [await shared.load(plain), await shared.load(plain)];
    await first.dispose();
    expect((await second.classify("Where is my parcel?")).prediction).toBe("delivery");
    await shared.close();
    for (const closed of [first, second]) {
      await expect(closed.classify("a text that no cache has")).rejects.toThrow("This encoder is closed");
    }
  });

  it("is not used for a model that was made with another encoder", async () => {
    const shared = new SharedEncoder();
    const model = await shared.load(other);
    await shared.close();
    expect(["refund", "delivery"]).toContain((await model.classify("the dog")).prediction);
    await model.dispose();
  });

  it("does not hide why a folder cannot be loaded", async () => {
    const shared = new SharedEncoder();
    await expect(shared.load(join(folder, "missing"))).rejects.toThrow(/missing/);
    await shared.close();
  });
});
