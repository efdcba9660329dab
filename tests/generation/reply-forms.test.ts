import { describe, expect, it } from "vitest";
import { readReply } from "../../src/generation/reply-reader.ts";
import { replyForms, texts } from "./fixtures/reply-forms.ts";

describe("the same five texts are read from a reply in any form", () => {
  it.each(replyForms)("%s", (_, reply) => {
    expect(readReply(reply, 5)).toEqual({ texts, status: "read" });
  });
});
