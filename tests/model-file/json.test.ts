import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeJson, encodeJson } from "../../src/model-file/json.ts";
import { anyJsonObject } from "./models.ts";

describe("JSON of a model", () => {
  it("is decoded to the same value, and its bytes do not depend on the order of keys", () => {
    fc.assert(
      fc.property(anyJsonObject, (value) => {
        const bytes = encodeJson(value, "x");
        expect(decodeJson(bytes, "x")).toEqual(value);
        expect(encodeJson(Object.fromEntries(Object.entries(value).reverse()), "x")).toEqual(bytes);
      }),
    );
  });

  it("has sorted keys, two spaces and a newline at the end", () => {
    const bytes = encodeJson({ b: [1, { d: "ü", c: null }], a: {} }, "x");
    const text = '{\n  "a": {},\n  "b": [\n    1,\n    {\n      "c": null,\n      "d": "ü"\n    }\n  ]\n}\n';
    expect(Buffer.from(bytes).toString()).toBe(text);
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":{"b":1,"\\u0062":2}}',
    '[{"a:\\"":1,"a:\\"":2}]',
    '{"__proto__":1,"__proto__":2}',
  ])("rejects a repeated key: %s", (json) => {
    expect(() => decodeJson(Buffer.from(json), "x")).toThrow(/has a repeated key|the key "__proto__"/);
  });

  it("may have colons, quotes and backslashes in strings", () => {
    const value = { ":": ":", '"': '":"', "\\": "\\:", "\\\\": ["::", "\\"] };
    expect(decodeJson(Buffer.from(JSON.stringify(value)), "x")).toEqual(value);
  });
});
