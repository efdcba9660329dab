import { type Matrix, rowOf, rowRange, zeros } from "../math/matrix.ts";
import { type SymmetricMatrix, symmetricZeros } from "../math/symmetric.ts";
import { addScaled } from "../math/vector.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { loadRuntime, openSession } from "./runtime.ts";
import type { Session } from "./session.ts";
import { tensorOf } from "./tensor.ts";

export interface MultiplyOptions {
  /** Whether a is transposed: a has the shape [inner, rows]. Default: false. */
  readonly transposeA?: boolean;
  /** Whether b is transposed: b has the shape [columns, inner]. Default: false. */
  readonly transposeB?: boolean;
}

/**
 * Returns the matrix product a b, [rows, inner] x [inner, columns] -> [rows, columns].
 *
 * onnxruntime computes it in float32, more than 50 times as fast as loops in JavaScript. Its overhead is about twenty
 * microseconds, so it is used for small products too. The same product on the same machine gives the same bits. The caller
 * must not change the matrices before the promise resolves.
 * @example
 * const a = { rows: 1, columns: 2, data: Float32Array.of(1, 2) };
 * (await multiply(a, a, { transposeB: true })).data; // Float32Array [5]
 */
export async function multiply(a: Matrix, b: Matrix, options: MultiplyOptions = {}): Promise<Matrix> {
  const { transposeA = false, transposeB = false } = options;
  const [rows, inner] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  const [innerB, columns] = transposeB ? [b.columns, b.rows] : [b.rows, b.columns];
  if (inner !== innerB) {
    throw new Error(`A product of [${rows}, ${inner}] and [${innerB}, ${columns}] does not exist.`);
  }
  const product = zeros(rows, columns);
  if (rows === 0 || inner === 0 || columns === 0) return product;
  const session = await productSession(transposeA, transposeB);
  await session.run(
    {
      a: tensorOf(a),
      b: tensorOf(b),
    },
    { product: tensorOf(product) },
  );
  return product;
}

/**
 * Rows per product of `multiplyRows`. If it is larger, a single row takes longer; if it is smaller, many rows do. One row of 384
 * numbers times a 384 x 384 matrix takes about 0.1 ms.
 */
const rowBlock = 8;

/**
 * Returns the same product as `multiply`, [rows, inner] x [inner, columns] -> [rows, columns], in which each row depends on
 * its own row of a and on b alone, to the last bit. `multiply` does not guarantee this: onnxruntime adds in another order for
 * one row than for several, and when the number of rows changes how threads share the work.
 *
 * All products have the same size: blocks of 8 rows, the last one padded with zeros. With at least 16 columns, onnxruntime
 * shares the work between threads by columns, so that all rows of a block are computed in the same way.
 */
export async function multiplyRows(
  a: Matrix,
  b: Matrix,
  { transposeB = false }: Pick<MultiplyOptions, "transposeB"> = {},
): Promise<Matrix> {
  const wide = widened(b, transposeB);
  const columns = transposeB ? b.rows : b.columns;
  const product = zeros(a.rows, columns);
  for (let start = 0; start < a.rows; start += rowBlock) {
    const end = Math.min(start + rowBlock, a.rows);
    const block = end - start === rowBlock ? rowRange(a, start, end) : zeros(rowBlock, a.columns);
    if (end - start < rowBlock) block.data.set(rowRange(a, start, end).data);
    const found = await multiply(block, wide, { transposeB });
    for (let i = start; i < end; i++) {
      rowOf(product, i).set(rowOf(found, i - start).subarray(0, columns));
    }
  }
  return product;
}

/** Minimum number of columns of a product. It must be larger than the number of rows of a block. */
const minColumns = 16;

/** Returns b padded with zeros, so that the product has at least 16 columns. */
function widened(b: Matrix, transposeB: boolean): Matrix {
  if (transposeB) {
    if (b.rows >= minColumns) return b;
    const wide = zeros(minColumns, b.columns);
    wide.data.set(b.data);
    return wide;
  }
  if (b.columns >= minColumns) return b;
  const wide = zeros(b.rows, minColumns);
  for (let i = 0; i < b.rows; i++) rowOf(wide, i).set(rowOf(b, i));
  return wide;
}

/** A function for matrix products: `multiply`, or `multiplyRows` if a row must not depend on the others. */
export type Product = typeof multiplyRows;

/** Rows per float32 product of `gram`. If it is larger, the rounding error grows; if it is smaller, it takes longer. */
const gramBlock = 512;

/**
 * Returns the sum of the outer products of a matrix's rows, a'a: [rows, columns] -> [columns, columns], exactly symmetric.
 *
 * Blocks of rows are multiplied in float32 and added in float64, so the error does not grow with the number of rows.
 */
export async function gram(a: Matrix): Promise<SymmetricMatrix> {
  const n = a.columns;
  const sum = symmetricZeros(n);
  for (let start = 0; start < a.rows; start += gramBlock) {
    const block = rowRange(a, start, Math.min(start + gramBlock, a.rows));
    const { data } = await multiply(block, block, { transposeA: true });
    addScaled(sum.data, data);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (sum.data[i * n + j] + sum.data[j * n + i]) / 2;
      sum.data[i * n + j] = mean;
      sum.data[j * n + i] = mean;
    }
  }
  return sum;
}

const sessions = new Map<string, Promise<Session>>();

/** Returns the session for a runtime and a way of transposing. It is opened at first use and kept. */
async function productSession(transposeA: boolean, transposeB: boolean): Promise<Session> {
  const { name } = await loadRuntime();
  const key = `${name} ${transposeA} ${transposeB}`;
  const session = sessions.get(key) ?? createSession(transposeA, transposeB);
  sessions.set(key, session);
  return session;
}

function createSession(transposeA: boolean, transposeB: boolean): Promise<Session> {
  const graph = new GraphBuilder();
  const a = graph.input("a", "float32", transposeA ? ["inner", "rows"] : ["rows", "inner"]);
  const b = graph.input("b", "float32", transposeB ? ["columns", "inner"] : ["inner", "columns"]);
  const attributes = { transA: Number(transposeA), transB: Number(transposeB) };
  graph.outputOf("product", "Gemm", [a, b], attributes, ["rows", "columns"]);
  return openSession(graph.toBytes(), { keepMemory: false });
}
