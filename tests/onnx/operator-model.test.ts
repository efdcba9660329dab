import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { writeOperatorModel } from "../../src/onnx/operator-model.ts";

describe("a model of one operator", () => {
  it("is accepted by onnxruntime, which knows its inputs, sizes and output", async () => {
    const session = await InferenceSession.create(
      writeOperatorModel({
        operator: "Concat",
        attributes: { axis: 1 },
        inputs: [
          { name: "left", sizes: ["rows", "some"] },
          { name: "right", sizes: ["rows", "others"] },
        ],
        output: { name: "both", sizes: ["rows", "all"] },
      }),
    );
    expect(session.inputMetadata).toMatchObject([
      { name: "left", type: "float32", shape: ["rows", "some"] },
      { name: "right", type: "float32", shape: ["rows", "others"] },
    ]);
    const { both } = await session.run({
      left: new Tensor("float32", [1, 2], [2, 1]),
      right: new Tensor("float32", [3, 4, 5, 6], [2, 2]),
    });
    expect(both.dims).toEqual([2, 3]);
    expect([...(both.data as Float32Array)]).toEqual([1, 3, 4, 2, 5, 6]);
  });

  it("writes names and numbers that need more than one byte of length", async () => {
    const longName = "n".repeat(300);
    const session = await InferenceSession.create(
      writeOperatorModel({
        operator: "LpNormalization",
        attributes: { axis: 0, p: 1 },
        inputs: [{ name: longName, sizes: ["rows"] }],
        output: { name: "normal", sizes: ["rows"] },
      }),
    );
    expect(session.inputNames).toEqual([longName]);
    const { normal } = await session.run({ [longName]: new Tensor("float32", [1, 3], [2]) });
    expect([...(normal.data as Float32Array)]).toEqual([0.25, 0.75]);
  });
});
