import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/errors.ts";
import { joinPredictions } from "../../../src/task/predictions/join-predictions.ts";
import {
  type PredictionRow,
  type ReadPredictionsOptions,
  readPredictions,
  readTruths,
} from "../../../src/task/predictions/read-predictions.ts";

const bytes = (text: string) => Readable.from([Buffer.from(text)]);

async function read(text: string, options: ReadPredictionsOptions = {}) {
  const rows: Omit<PredictionRow, "source" | "line">[] = [];
  for await (const { source: _s, line: _l, ...row } of readPredictions(bytes(text), options)) rows.push(row);
  return rows;
}

describe("predictions", () => {
  it.each<[string, string, ReadPredictionsOptions, unknown[]]>([
    [
      "as pilesort writes them in JSON",
      '{"id": 7, "text": "Refund me", "label": "x", "prediction": "refund", "probability": 0.9, "probabilities": {"refund": 0.9, "praise": 0.1}, "none_probability": 0.2}\n',
      { format: "jsonl" },
      [
        {
          id: "7",
          text: "Refund me",
          prediction: "refund",
          probability: 0.9,
          probabilities: { refund: 0.9, praise: 0.1 },
          noneProbability: 0.2,
        },
      ],
    ],
    [
      "as pilesort writes them in CSV",
      'text,prediction,probability,probabilities\nHi,praise,0.75,"{""praise"":0.75,""refund"":0.25}"\n',
      { format: "csv" },
      [
        {
          text: "Hi",
          prediction: "praise",
          probability: 0.75,
          probabilities: { praise: 0.75, refund: 0.25 },
        },
      ],
    ],
    [
      "with a column per class",
      "row_id,y_pred,proba_a,proba_b\nr1,a,0.7,0.3\nr2,,0.5,\n",
      { format: "csv" },
      [
        { id: "r1", prediction: "a", probabilities: { a: 0.7, b: 0.3 } },
        { id: "r2", prediction: null, probabilities: { a: 0.5 } },
      ],
    ],
    [
      "as text-classification pipelines write them",
      '[{"label": "POSITIVE", "score": 0.99}, {"label": 4, "score": 1}]',
      { format: "json" },
      [
        { prediction: "POSITIVE", probability: 0.99 },
        { prediction: "4", probability: 1 },
      ],
    ],
    [
      "with a list of labels and scores",
      '{"prediction": null, "scores": [{"label": "a", "score": 0.6}, {"label": "b", "score": 0.4}]}\n',
      { format: "jsonl" },
      [{ prediction: null, probabilities: { a: 0.6, b: 0.4 } }],
    ],
    [
      "with named fields",
      "key;class\n1;refund\n",
      { format: "csv", delimiter: ";", idField: "key", predictionField: "class" },
      [{ id: "1", prediction: "refund" }],
    ],
    [
      "with true labels beside them",
      '{"label": null, "prediction": "a"}\n{"label": "b", "prediction": "a"}\n',
      { format: "jsonl", withLabels: true },
      [
        { label: null, prediction: "a" },
        { label: "b", prediction: "a" },
      ],
    ],
  ])("are read %s", async (_, text, options, expected) => {
    expect(await read(text, options)).toEqual(expected);
  });

  it.each<[string, string, ReadPredictionsOptions, string]>([
    [
      "no prediction",
      "id,text\n1,a\n",
      { format: "csv" },
      'line 2: has no field "prediction"; name it with the option predictionField.',
    ],
    ["no label", "prediction\na\n", { format: "csv", withLabels: true }, 'has no field "label"'],
    [
      "two predictions",
      "pred,y_pred\na,b\n",
      { format: "csv" },
      "has several fields that may hold the prediction",
    ],
    [
      "a wrong probability",
      "prediction,score\na,97\n",
      { format: "csv" },
      'line 2: has "97" in the field "score", which must be a probability from 0 to 1.',
    ],
    [
      "wrong probabilities",
      "prediction,probabilities\na,much\n",
      { format: "csv" },
      "must be an object such as",
    ],
    [
      "a missing field",
      "prediction\na\n",
      { format: "csv", idField: "key" },
      'has no field "key", which the option idField names.',
    ],
    ["a prediction that is an object", '{"prediction": {}}\n', { format: "jsonl" }, "has no name of a class"],
    ["lines", "a\n", { format: "lines" }, "must be JSONL, CSV or another file with named fields"],
  ])("with %s are rejected with a place", async (_, text, options, message) => {
    await expect(read(text, options)).rejects.toThrow(InputError);
    await expect(read(text, options)).rejects.toThrow(message);
  });
});

describe("joining predictions with true labels", () => {
  async function joined(truths: string, predictions: string) {
    const rows = await readTruths(bytes(truths), { format: "csv" });
    const found: string[] = [];
    for await (const { position, truth, prediction } of joinPredictions(
      rows,
      readPredictions(bytes(predictions), { format: "csv" }),
    )) {
      found.push(`${position}: ${truth.label} ${prediction.prediction}`);
    }
    return found;
  }

  it("goes by id if both have ids, in any order, and leaves out ids without a true label", async () => {
    expect(await joined("id,label\n1,a\n2,b\n", "id,prediction\n3,x\n2,b\n1,c\n")).toEqual([
      "1: b b",
      "0: a c",
    ]);
  });

  it("goes by order otherwise", async () => {
    expect(await joined("id,label\n1,a\n2,b\n", "prediction\na\nc\n")).toEqual(["0: a a", "1: b c"]);
    expect(await joined("text,label\nhi,a\n", "text,prediction\n hi ,b\n")).toEqual(["0: a b"]);
  });

  it.each([
    [
      "a prediction is missing",
      "id,label\n1,a\n2,b\n",
      "id,prediction\n1,a\n",
      'line 3: has the id "2", which no prediction has',
    ],
    [
      "an id occurs twice among the labels",
      "id,label\n1,a\n1,b\n",
      "id,prediction\n1,a\n",
      'line 3: has the id "1"',
    ],
    [
      "an id occurs twice among the predictions",
      "id,label\n1,a\n",
      "id,prediction\n1,a\n1,a\n",
      'line 3: has the id "1"',
    ],
    ["an id is empty", "id,label\n1,a\n", "id,prediction\n1,a\n,a\n", "has no id"],
    ["the numbers differ", "label\na\nb\n", "prediction\na\n", "2 true labels but 1 predictions"],
    ["there are more predictions", "label\na\n", "prediction\na\na\n", "1 true labels but 2 predictions"],
    [
      "the texts differ",
      "text,label\nhi,a\n",
      "text,prediction\nho,a\n",
      "has another text than the row at the same position",
    ],
  ])("is rejected if %s", async (_, truths, predictions, message) => {
    await expect(joined(truths, predictions)).rejects.toThrow(message);
  });
});
