import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../../src/onnx/graph-builder.ts";

describe("a graph of one operator", () => {
  it("is accepted by onnxruntime, which knows its inputs, sizes and output", async () => {
    const graph = new GraphBuilder();
    const parts = [
      graph.input("left", "float32", ["rows", "some"]),
      graph.input("right", "float32", ["rows", "others"]),
    ];
    graph.outputOf("both", "Concat", parts, { axis: 1 }, ["rows", "all"]);
    const session = await InferenceSession.create(graph.toBytes());
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
    const graph = new GraphBuilder();
    const input = graph.input(longName, "float32", ["rows"]);
    graph.outputOf("normal", "LpNormalization", [input], { axis: 0, p: 1 }, ["rows"]);
    const session = await InferenceSession.create(graph.toBytes());
    expect(session.inputNames).toEqual([longName]);
    const { normal } = await session.run({ [longName]: new Tensor("float32", [1, 3], [2]) });
    expect([...(normal.data as Float32Array)]).toEqual([0.25, 0.75]);
  });
});
