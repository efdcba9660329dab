import { GraphBuilder } from "./graph-builder.ts";
import { loadRuntime } from "./runtime.ts";
import { Tensor } from "./tensor.ts";

// Shape of the probe: large enough for the kernels that real encoders use, so small that it takes a millisecond.
const inner = 64;
const columns = 32;
const [largestInput, largestWeight] = [255, 127];
/** A product of one row has kernels of its own. */
const rowCounts = [1, 16];

const overflow = new Map<string, Promise<boolean>>();

/**
 * Returns whether products of uint8 with int8 are wrong on this processor with onnxruntime's default options.
 *
 * x86 processors without VNNI add pairs of such products in 16 bits, which stop at 32,767. The probe multiplies the
 * largest values there are, 255 * 127, with the kernels that encoders use. Each pair of its products is beyond 16 bits,
 * so the result is exact if and only if the processor does not overflow, whatever the weights of an encoder. It is
 * measured once per process and takes about a millisecond.
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

/** Writes a graph y = x W. W is a constant in the graph, as it is in encoders, so that it is packed in the same way. */
function probeGraph(): Uint8Array {
  const graph = new GraphBuilder();
  const x = graph.input("x", "uint8", ["rows", inner]);
  const weights = new Int8Array(inner * columns).fill(largestWeight);
  const w = graph.int8s("w", weights, [inner, columns]);
  graph.outputOf("y", "MatMulInteger", [x, w], {}, ["rows", columns], "int32");
  return graph.toBytes();
}
