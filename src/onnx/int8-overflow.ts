import { GraphBuilder } from "./graph-builder.ts";
import { loadRuntime } from "./runtime.ts";
import { Tensor } from "./tensor.ts";

// Shape of the probe: large enough for the kernels that encoders use, and small enough to take about a millisecond.
const inner = 64;
const columns = 32;
const [largestInput, largestWeight] = [255, 127];
/** Numbers of rows to try: a product of one row has kernels of its own. */
const rowCounts = [1, 16];

const overflow = new Map<string, Promise<boolean>>();

/**
 * Returns whether products of uint8 with int8 overflow on this processor with onnxruntime's default options.
 *
 * x86 processors without VNNI add pairs of such products in 16 bits, whose maximum is 32,767. The probe multiplies the
 * largest values, 255 * 127, with the kernels that encoders use. Each pair of its products exceeds 16 bits, so the result is
 * exact if and only if the processor does not overflow, whatever the weights of an encoder are. It is measured once per
 * process and takes about a millisecond.
 */
export async function int8ProductsOverflow(): Promise<boolean> {
  const runtime = await loadRuntime();
  const known = overflow.get(runtime.name) ?? measureOverflow();
  overflow.set(runtime.name, known);
  return known;
}

async function measureOverflow(): Promise<boolean> {
  const runtime = await loadRuntime();
  const session = await runtime.openSession(probeGraph(), { threads: 1 });
  try {
    for (const rows of rowCounts) {
      const inputs = new Uint8Array(rows * inner).fill(largestInput);
      const { y } = await session.run({ x: new Tensor("uint8", inputs, [rows, inner]) });
      const exact = largestInput * largestWeight * inner;
      if ((y.data as Int32Array).some((value) => value !== exact)) return true;
    }
    return false;
  } finally {
    await session.release();
  }
}

/** Writes the graph y = x W. W is a constant as in encoders, so that onnxruntime packs it in the same way. */
function probeGraph(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input("x", "uint8", ["rows", inner]);
  const weights = new Int8Array(inner * columns).fill(largestWeight);
  const w = graph.int8s("w", weights, [inner, columns]);
  graph.outputOf("y", "MatMulInteger", [x, w], {}, ["rows", columns], "int32");
  return graph.toBytes();
}
