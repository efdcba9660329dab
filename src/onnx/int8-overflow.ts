import { concatenate, integerField, messageField, textField } from "./protobuf.ts";
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

/**
 * Writes an ONNX model y = x W of one MatMulInteger. Field numbers and codes are those of `onnx.proto` in the ONNX
 * project (IR version 8). W is a constant in the graph, as it is in encoders, so that it is packed in the same way.
 */
function probeGraph(): Uint8Array {
  const codes = { uint8: 2, int8: 3, int32: 6 };
  const tensor = (name: string, type: number, sizes: readonly Uint8Array[]) => [
    textField(1, name),
    messageField(2, [
      messageField(1, [
        integerField(1, type),
        messageField(
          2,
          sizes.map((size) => messageField(1, [size])),
        ),
      ]),
    ]),
  ];
  const graph = [
    messageField(1, [textField(1, "x"), textField(1, "w"), textField(2, "y"), textField(4, "MatMulInteger")]),
    textField(2, "probe"),
    messageField(5, [
      integerField(1, inner),
      integerField(1, columns),
      integerField(2, codes.int8),
      textField(8, "w"),
      messageField(9, [new Uint8Array(inner * columns).fill(largestWeight)]),
    ]),
    messageField(11, tensor("x", codes.uint8, [textField(2, "rows"), integerField(1, inner)])),
    messageField(12, tensor("y", codes.int32, [textField(2, "rows"), integerField(1, columns)])),
  ];
  const operatorSet = [textField(1, ""), integerField(2, 13)];
  return concatenate([integerField(1, 8), messageField(7, graph), messageField(8, operatorSet)]);
}
