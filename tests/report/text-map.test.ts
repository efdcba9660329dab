import { describe, expect, it } from "vitest";
import { principalAxes } from "../../src/report/principal-axes.ts";
import { RowSample } from "../../src/report/row-sample.ts";
import { textMap } from "../../src/report/text-map.ts";

describe("principal axes", () => {
  it("equal those of numpy", () => {
    // numpy 2.4.6: eigh of the weighted covariance of the points minus their means over the dimensions.
    const points = [
      { weight: 1, values: [3, 0, 1, 0] },
      { weight: 2, values: [2, 0, 0, 0.5] },
      { weight: 1, values: [0, 4, 0, 1] },
      { weight: 3, values: [0.5, 3, 0, 0] },
      { weight: 2, values: [0, 0, 2, 5] },
    ].map(({ weight, values }) => ({
      weight,
      entries: values.map((value, i) => [i, value] as const).filter(([, value]) => value !== 0),
    }));
    const { axes, share } = principalAxes(points, 4);
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
    expect([...axes[0]]).toEqual(close([-0.205845, -0.675169, 0.202094, 0.67892]));
    expect([...axes[1]]).toEqual(close([0.776271, -0.535903, 0.081462, -0.32183]));
    expect(share).toBeCloseTo(0.99310584, 6);
  });
});

describe("a map of texts", () => {
  it("keeps the texts of three well-separated classes apart", () => {
    const sample = new RowSample();
    for (let i = 0; i < 90; i++) {
      const truth = "abc"[i % 3];
      const sure = 0.8 + (i % 10) / 100;
      const rest = (1 - sure) / 2;
      sample.add(truth, { prediction: truth, probabilities: { a: rest, b: rest, c: rest, [truth]: sure } });
    }
    const map = textMap(sample, ["a", "b", "c"])!;
    expect(map).toMatchObject({ axes: "scores", of: 90, labels: ["a", "b", "c"] });
    expect(map.shownShare).toBeCloseTo(1, 6);
    const centers = [0, 1, 2].map((label) => map.points.find(({ truth }) => truth === label)!);
    for (const { x, y, truth } of map.points) {
      const distances = centers.map((center) => Math.hypot(center.x - x, center.y - y));
      expect(distances.indexOf(Math.min(...distances))).toBe(truth);
    }
  });

  it("of two classes shows log-odds of the class and of none", () => {
    const sample = new RowSample();
    sample.add(
      "ham",
      { prediction: "ham", probabilities: { ham: 0.8, spam: 0.2 }, noneProbability: 0.5 },
      { id: "1", text: "hello" },
    );
    sample.add("spam", { prediction: "ham", probabilities: { ham: 0.6, spam: 0.4 }, noneProbability: 0.9 });
    const map = textMap(sample, ["spam", "ham"])!;
    expect(map.axes).toBe("odds");
    expect(map.labels).toEqual(["spam", "ham"]);
    expect(map.points).toEqual([
      {
        x: expect.closeTo(Math.log(0.2 / 0.8), 3),
        y: 0,
        row: 1,
        truth: 1,
        prediction: 1,
        id: "1",
        text: "hello",
      },
      {
        x: expect.closeTo(Math.log(0.4 / 0.6), 3),
        y: expect.closeTo(Math.log(9), 3),
        row: 2,
        truth: 0,
        prediction: 1,
      },
    ]);
  });

  it("has places for probabilities of 0 and 1", () => {
    const sample = new RowSample();
    for (const label of ["a", "b", "c"]) {
      const probabilities = { a: 0, b: 0, c: 0, [label]: 1 };
      sample.add(label, { prediction: label, probabilities, noneProbability: 0 });
    }
    sample.add(null, { prediction: null, probabilities: { a: 1, b: 0, c: 0 }, noneProbability: 1 });
    const { points, labels } = textMap(sample, [])!;
    expect(labels).toContain(null);
    expect(points.length).toBe(4);
    expect(points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  });

  it("shows disks if two directions show nearly nothing, and is absent without probabilities", () => {
    const sample = new RowSample();
    const names = Array.from({ length: 60 }, (_, i) => `class ${i}`);
    for (const name of names) sample.add(name, { prediction: name, probabilities: { [name]: 1 } });
    const map = textMap(sample, names)!;
    expect(map.axes).toBe("disks");
    expect(map.points).toHaveLength(60);
    const none = new RowSample();
    none.add("a", { prediction: "a", probability: 1 });
    expect(textMap(none, ["a"])).toBeUndefined();
  });
});

describe("a sample of rows", () => {
  const probabilities = { a: 0.7, b: 0.3 };

  it("keeps 2,000 rows of any number, each equally likely, and is the same for a seed", () => {
    const rowsOf = (seed: number): number[] => {
      const sample = new RowSample(seed);
      for (let i = 0; i < 20_000; i++) sample.add("a", { prediction: "a", probabilities });
      expect(sample.of).toBe(20_000);
      return sample.rows.map(({ row }) => row);
    };
    const rows = rowsOf(0);
    expect(rows.length).toBe(2000);
    expect(new Set(rows).size).toBe(2000);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    expect(rowsOf(0)).toEqual(rows);
    expect(rowsOf(1)).not.toEqual(rows);
    // Each tenth of the rows has 200 of the sample, with a standard deviation of 13.
    for (let tenth = 0; tenth < 10; tenth++) {
      const inside = rows.filter((row) => Math.floor((row - 1) / 2000) === tenth).length;
      expect(Math.abs(inside - 200)).toBeLessThan(60);
    }
  });

  it("skips rows without probabilities, keeps their numbers, and shortens texts", () => {
    const sample = new RowSample();
    sample.add("a", { prediction: "a" });
    sample.add("a", { prediction: "b", probabilities }, { text: "x".repeat(1000) });
    expect(sample.of).toBe(1);
    expect(sample.rows).toMatchObject([{ row: 2, text: "x".repeat(160), cut: 840 }]);
  });
});

describe("a map of many classes", () => {
  const names = Array.from({ length: 40 }, (_, i) => `class ${i}`);

  /** Each class is confused with the next one of its pair only. */
  function sampleOfPairs(): RowSample {
    const sample = new RowSample();
    for (let i = 0; i < 800; i++) {
      const own = i % 40;
      const other = own % 2 === 0 ? own + 1 : own - 1;
      const isWrong = i % 8 === own % 8 && i >= 640;
      const [first, second] = isWrong ? [other, own] : [own, other];
      const probabilities = { [names[first]]: 0.7, [names[second]]: 0.25, [names[(own + 9) % 40]]: 0.05 };
      sample.add(names[own], { prediction: names[first], probability: 0.7, probabilities });
    }
    return sample;
  }

  it("has a disk per class that overlaps no other, and each text in the disk of its answer", () => {
    const { axes, disks, points, labels } = textMap(sampleOfPairs(), names)!;
    expect(axes).toBe("disks");
    expect(disks).toHaveLength(labels.length);
    for (const [a, one] of disks!.entries()) {
      for (const two of disks!.slice(a + 1)) {
        expect(Math.hypot(one.x - two.x, one.y - two.y)).toBeGreaterThan(one.r + two.r - 0.5);
      }
    }
    for (const { x, y, prediction } of points) {
      const disk = disks![prediction];
      expect(Math.hypot(x - disk.x, y - disk.y)).toBeLessThanOrEqual(disk.r + 0.05);
    }
  });

  it("places classes that are confused side by side, and errors at the edge towards their true class", () => {
    const { disks, points } = textMap(sampleOfPairs(), names)!;
    const distance = (a: number, b: number) =>
      Math.hypot(disks![a].x - disks![b].x, disks![a].y - disks![b].y);
    // A disk has room for six neighbors, so chance alone makes about 3 of 20 pairs neighbors.
    const isNear = (a: number, b: number) => distance(a, b) < 1.4 * (disks![a].r + disks![b].r);
    const pairs = Array.from({ length: 20 }, (_, pair) => [2 * pair, 2 * pair + 1] as const);
    expect(pairs.filter(([a, b]) => isNear(a, b)).length).toBeGreaterThan(12);
    const errors = points.filter(({ truth, prediction }) => truth !== prediction);
    expect(errors.length).toBeGreaterThan(5);
    for (const { x, y, truth, prediction } of errors) {
      const [own, other] = [disks![prediction], disks![truth]];
      expect(Math.hypot(x - other.x, y - other.y)).toBeLessThan(distance(prediction, truth));
      expect(Math.hypot(x - own.x, y - own.y)).toBeGreaterThan(0.7 * own.r);
    }
  });

  it("is empty if there are too many classes to see", () => {
    const sample = new RowSample();
    for (let i = 0; i < 900; i++) {
      const name = `class ${i % 450}`;
      sample.add(name, { prediction: name, probabilities: { [name]: 0.9, [`class ${(i + 1) % 450}`]: 0.1 } });
    }
    expect(textMap(sample, [])).toMatchObject({ points: [], axes: "disks", shownShare: 0 });
  });
});
