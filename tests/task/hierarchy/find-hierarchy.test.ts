import { describe, expect, it } from "vitest";
import { isHierarchy, leavesOf, splitHierarchy } from "../../../src/task/hierarchy/find-hierarchy.ts";

const defined = (...names: readonly string[]) => names.map((name) => ({ name }));

describe("a task", () => {
  it.each([
    [["Food > Milk", "Food > Bread", "Tools"], true],
    [["Food", "Food > Milk", "Food > Bread"], true],
    // A flat task in which a few names hold " > ".
    [["refund", "praise", "speed > 100", "speed > 200", "other"], false],
    // No two paths share a node above.
    [["cats > dogs", "dogs > cats"], false],
    [["a>b", "a>c"], false],
    [["refund", "praise"], false],
    [["Food > Milk", "Tools > Saw"], false],
  ])("with the classes %j is a hierarchy: %s", (names, expected) => {
    expect(isHierarchy(defined(...names), "auto")).toBe(expected);
  });

  it("is a hierarchy if a class has a parent or the option says so, and flat if the option says so", () => {
    expect(isHierarchy([{ name: "Food > Milk", parent: "Food" }, { name: "a" }, { name: "b" }], "auto")).toBe(
      true,
    );
    expect(isHierarchy(defined("Food > Milk", "a", "b"), true)).toBe(true);
    expect(isHierarchy(defined("Food > Milk", "Food > Bread"), false)).toBe(false);
  });

  it("that is a hierarchy has the defined nodes above others as inner nodes, and the rest as classes", () => {
    const definitions = defined("Food", "Food > Dairy", "Food > Dairy > Milk", "Food > Bread", "Tools");
    const { leaves, inner } = splitHierarchy(definitions);
    expect(inner.map(({ name }) => name)).toEqual(["Food", "Food > Dairy"]);
    expect(leaves.map(({ name }) => name)).toEqual(["Food > Dairy > Milk", "Food > Bread", "Tools"]);
    expect(leavesOf(definitions)).toEqual(leaves);
  });
});
