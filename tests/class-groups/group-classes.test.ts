import { describe, expect, it } from "vitest";
import { groupClasses } from "../../src/class-groups/group-classes.ts";
import { nameGroups } from "../../src/class-groups/name-groups.ts";
import { sphericalKMeans } from "../../src/class-groups/spherical-k-means.ts";
import { zeros } from "../../src/math/matrix.ts";
import { createRandom } from "../../src/math/random.ts";

const topics = ["parcel", "refund", "password", "invoice"];

/** Classes whose vectors lie around the direction of their topic. */
function task(classes: number) {
  const random = createRandom(1);
  const names = Array.from({ length: classes }, (_, i) => `${topics[i % 4]}_case${i}`);
  const vectors = zeros(classes, 8);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < 8; j++) vectors.data[i * 8 + j] = 0.2 * random.nextFloat() + (j === i % 4 ? 1 : 0);
  }
  return { names, vectors };
}

describe("groups of similar classes", () => {
  it("hold every class once, and never mix topics that lie far apart", () => {
    const { names, vectors } = task(120);
    const groups = groupClasses(names, vectors);
    expect(groups.flatMap(({ classes }) => classes).sort()).toEqual([...names].sort());
    for (const { name, classes } of groups) {
      const found = new Set(classes.map((each) => each.split("_")[0]));
      expect(found.size).toBe(1);
      expect(name).toContain([...found][0]);
    }
    expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
  });

  it("are the same for the same classes, and none for fewer than 100", () => {
    const { names, vectors } = task(100);
    expect(groupClasses(names, vectors)).toEqual(groupClasses(names, vectors));
    expect(groupClasses(...(Object.values(task(99)) as [string[], typeof vectors]))).toEqual([]);
  });

  it("exist if all vectors are equal", () => {
    const vectors = zeros(100, 3);
    vectors.data.fill(1);
    const groups = groupClasses(task(100).names, vectors);
    expect(groups.flatMap(({ classes }) => classes)).toHaveLength(100);
  });
});

describe("clusters", () => {
  it("are the two directions of vectors", () => {
    const vectors = { rows: 4, columns: 2, data: Float32Array.of(1, 0, 0, 1, 0.96, 0.28, 0.28, 0.96) };
    const { clusterOf } = sphericalKMeans(vectors, 2, createRandom(3));
    expect(clusterOf[0]).toBe(clusterOf[2]);
    expect(clusterOf[1]).toBe(clusterOf[3]);
    expect(clusterOf[0]).not.toBe(clusterOf[1]);
  });
});

describe("names of groups", () => {
  it("are words that other groups lack, without words that are only grammar", () => {
    const names = nameGroups([
      ["change_card_and_pin", "card_and_limit", "pin_of_card"],
      ["book_and_pay_flight", "flight_and_hotel", "book_hotel"],
    ]);
    expect(names).toEqual(["card, pin", "book, flight, hotel"]);
  });

  it("are never equal, and name a class if its words do not tell groups apart", () => {
    expect(nameGroups([["alpha"], ["beta"]])).toEqual(["alpha", "beta"]);
    const [one, other] = nameGroups([
      ["machine operator", "old machine operator", "x"],
      ["machine operator of wood", "small machine operator", "y"],
      ["teacher", "school teacher", "z"],
      ["nurse", "night nurse", "day nurse"],
    ]);
    expect(one).toBe("machine, operator");
    expect(other).toBe("machine, operator: machine operator of wood");
  });
});
