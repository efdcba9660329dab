import fc from "fast-check";
import { expect, it } from "vitest";
import { GramTable } from "../../src/words/gram-table.ts";

it("counts as a Map does, however often it grows", () => {
  const hash = fc.integer({ min: 1, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fc.array(fc.oneof(hash, fc.integer({ min: 1, max: 40 })), { maxLength: 500 }), (hashes) => {
      const table = new GramTable(1);
      const map = new Map<number, number>();
      for (const each of hashes) {
        table.count(each);
        map.set(each, (map.get(each) ?? 0) + 1);
      }
      const found = new Map<number, number>();
      table.forEach((each, count) => {
        found.set(each, count);
      });
      expect(table.size).toBe(map.size);
      expect(found).toEqual(map);
      expect(table.get(41)).toBe(map.get(41));
    }),
  );
});
