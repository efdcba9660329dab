import { describe, expect, it } from "vitest";
import {
  isInNode,
  lastPart,
  levelOf,
  nodeAtLevel,
  nodesAbove,
  parentPath,
  pathParts,
} from "../../src/hierarchy/paths.ts";

describe("a path", () => {
  const path = "Food > Dairy > Milk";

  it("has parts, a level, nodes above it and a last part", () => {
    expect(pathParts(path)).toEqual(["Food", "Dairy", "Milk"]);
    expect(levelOf(path)).toBe(3);
    expect(nodesAbove(path)).toEqual(["Food", "Food > Dairy"]);
    expect(parentPath(path)).toBe("Food > Dairy");
    expect(lastPart(path)).toBe("Milk");
  });

  it("of one part has no node above it", () => {
    expect(nodesAbove("Food")).toEqual([]);
    expect(parentPath("Food")).toBeUndefined();
    expect(lastPart("Food")).toBe("Food");
  });

  it.each([
    [1, "Food"],
    [2, "Food > Dairy"],
    [5, path],
  ])("goes through a node of level %d", (level, node) => {
    expect(nodeAtLevel(path, level)).toBe(node);
  });

  it("is in the nodes above it and in itself, not in a node whose name begins alike", () => {
    expect(["Food", "Food > Dairy", path].every((node) => isInNode(path, node))).toBe(true);
    expect(isInNode("Food > Dairy free", "Food > Dairy")).toBe(false);
    expect(isInNode("Food", "Food > Dairy")).toBe(false);
  });

  it("is separated by a > between single blanks only", () => {
    expect(pathParts("a>b")).toEqual(["a>b"]);
    expect(pathParts("Käse > 牛奶")).toEqual(["Käse", "牛奶"]);
  });
});
