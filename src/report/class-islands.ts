import type { SampledRow } from "./row-sample.ts";

/** A class as a disk of the map. The disks do not overlap. */
export interface Disk {
  readonly x: number;
  readonly y: number;
  readonly r: number;
}

/** Disks of classes, and the places of texts in them. */
export interface Islands {
  readonly disks: readonly Disk[];
  /** [rows], in their order. */
  readonly places: readonly (readonly [x: number, y: number])[];
}

/** Rounds of the layout. More bring similar classes closer. */
const rounds = 300;
/** Rounds in which disks only move apart. */
const lastRounds = 60;
/** Free space between disks, in units of the radius of one text. */
const gap = 1.2;
/** Number of similar classes that pull at a class. More make one heap. */
const neighbors = 4;
/** How strongly similar classes, and the middle, pull. */
const [pull, gravity] = [0.35, 0.02];
/** Size of the disks at the start. Larger: similar classes may be kept apart by others. */
const startSize = 0.1;
/** The map is wider than high. */
const flatness = 1.7;
/** Angle between texts that follow each other from the middle of a disk (golden angle), and between errors at its edge. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));
const errorAngle = 0.22;

/**
 * Places classes as disks, those that are taken for each other side by side, and each text in the disk of its answer: the
 * surer, the nearer to the middle; errors at the edge, on the side of their true class. Nothing is drawn at random.
 * @param classes number of classes
 * @param classOf the predicted and the true class of each row
 * @param columns number of the class of each name in the probabilities
 */
export function classIslands(
  rows: readonly SampledRow[],
  classes: number,
  classOf: readonly { readonly truth: number; readonly prediction: number }[],
  columns: ReadonlyMap<string, number>,
): Islands {
  const members = Array.from({ length: classes }, (): number[] => []);
  for (const [i, { prediction }] of classOf.entries()) members[prediction].push(i);
  const radii = members.map(({ length }) => Math.sqrt(Math.max(1, length)) + 0.8);
  const centers = layOut(radii, strongestPairs(rows, classes, classOf, columns));
  const places: (readonly [number, number])[] = new Array(rows.length);
  for (const [c, some] of members.entries()) {
    const disk = { ...centers[c], r: radii[c] };
    for (const [i, place] of placesIn(disk, some, rows, classOf, centers)) places[i] = place;
  }
  return { disks: centers.map((center, c) => ({ ...center, r: radii[c] })), places };
}

interface Point {
  x: number;
  y: number;
}

interface Pair {
  readonly a: number;
  readonly b: number;
  /** 0 to 1. */
  readonly similarity: number;
}

/** Returns for each class the pairs with the classes that share most probability with it. */
function strongestPairs(
  rows: readonly SampledRow[],
  classes: number,
  classOf: readonly { readonly truth: number }[],
  columns: ReadonlyMap<string, number>,
): Pair[] {
  const shared = Array.from({ length: classes }, () => new Map<number, number>());
  const add = (a: number, b: number, value: number) => shared[a].set(b, (shared[a].get(b) ?? 0) + value);
  for (const [i, { probabilities }] of rows.entries()) {
    const { truth } = classOf[i];
    for (const [name, probability] of probabilities) {
      const other = columns.get(name);
      if (other === undefined || other === truth) continue;
      add(truth, other, probability);
      add(other, truth, probability);
    }
  }
  const pairs = new Map<string, Pair>();
  for (const [a, others] of shared.entries()) {
    const strongest = [...others].sort((one, two) => two[1] - one[1] || one[0] - two[0]).slice(0, neighbors);
    const most = strongest[0]?.[1] ?? 1;
    for (const [b, value] of strongest) {
      const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
      const similarity = Math.max(pairs.get(key)?.similarity ?? 0, value / most);
      pairs.set(key, { a: Math.min(a, b), b: Math.max(a, b), similarity });
    }
  }
  return [...pairs.values()];
}

/** Moves similar disks together and all disks apart, from a spiral on which the classes follow in their order. */
function layOut(radii: readonly number[], pairs: readonly Pair[]): Point[] {
  let area = 0;
  const points = radii.map((r): Point => {
    area += (r + gap) ** 2;
    const distance = Math.sqrt(area);
    const angle = (Math.PI * 0.9 * distance) / (2 * Math.max(...radii));
    return { x: distance * Math.cos(angle), y: distance * Math.sin(angle) };
  });
  for (let round = 0; round < rounds + lastRounds; round++) {
    const strength = Math.max(0, 1 - round / rounds);
    // Small disks first, so that similar classes can pass others on their way to each other.
    const size = Math.min(1, startSize + round / rounds);
    const grown = radii.map((r) => size * (r + gap / 2));
    for (const { a, b, similarity } of pairs) attract(points, grown, a, b, pull * strength * similarity);
    for (const point of points) {
      point.x -= gravity * strength * point.x;
      point.y -= gravity * strength * flatness * point.y;
    }
    moveApart(points, grown);
  }
  return points;
}

function attract(
  points: readonly Point[],
  radii: readonly number[],
  a: number,
  b: number,
  share: number,
): void {
  const [dx, dy] = [points[b].x - points[a].x, points[b].y - points[a].y];
  const distance = Math.hypot(dx, dy);
  const free = distance - radii[a] - radii[b];
  if (free <= 0) return;
  const step = (share * free) / distance / 2;
  points[a].x += step * dx;
  points[a].y += step * dy;
  points[b].x -= step * dx;
  points[b].y -= step * dy;
}

function moveApart(points: readonly Point[], radii: readonly number[]): void {
  for (let a = 0; a < points.length; a++) {
    for (let b = a + 1; b < points.length; b++) {
      const wanted = radii[a] + radii[b];
      const [dx, dy] = [points[b].x - points[a].x, points[b].y - points[a].y];
      if (Math.abs(dx) >= wanted || Math.abs(dy) >= wanted) continue;
      const distance = Math.hypot(dx, dy);
      if (distance >= wanted) continue;
      // Two disks at one place move apart from left to right.
      const [ux, uy] = distance === 0 ? [1, 0] : [dx / distance, dy / distance];
      const step = (wanted - distance) / 2;
      points[a].x -= step * ux;
      points[a].y -= step * uy;
      points[b].x += step * ux;
      points[b].y += step * uy;
    }
  }
}

/** Yields the place of each text of a disk. */
function* placesIn(
  { x, y, r }: Disk,
  members: readonly number[],
  rows: readonly SampledRow[],
  classOf: readonly { readonly truth: number; readonly prediction: number }[],
  centers: readonly Point[],
): Generator<readonly [row: number, place: readonly [number, number]]> {
  const isWrong = (i: number) => classOf[i].truth !== classOf[i].prediction;
  const right = members.filter((i) => !isWrong(i));
  const surest = right.sort((a, b) => (rows[b].probability ?? 0) - (rows[a].probability ?? 0) || a - b);
  for (const [order, i] of surest.entries()) {
    const distance = (r - 1) * 0.86 * Math.sqrt((order + 0.5) / Math.max(1, members.length));
    yield [i, [x + distance * Math.cos(order * goldenAngle), y + distance * Math.sin(order * goldenAngle)]];
  }
  const before = new Map<number, number>();
  for (const i of members.filter(isWrong)) {
    const { truth } = classOf[i];
    const order = before.get(truth) ?? 0;
    before.set(truth, order + 1);
    const towards = Math.atan2(centers[truth].y - y, centers[truth].x - x);
    const angle = towards + (order % 2 === 0 ? 1 : -1) * Math.ceil(order / 2) * errorAngle;
    const distance = r - 0.7;
    yield [i, [x + distance * Math.cos(angle), y + distance * Math.sin(angle)]];
  }
}
