import { describe, expect, it } from "vitest";
import type { ExportFields, Fields } from "../../../src/task/exports/exported-record.ts";
import { exportSentence, recognizeExport } from "../../../src/task/exports/recognize-export.ts";

function read(fields: Fields, chosen: ExportFields = {}): unknown {
  const tool = recognizeExport(fields);
  return tool && { tool: tool.tool, ...tool.read(fields, chosen) };
}

const choice = (label: string, from_name = "sentiment") => ({
  from_name,
  to_name: "text",
  type: "choices",
  value: { choices: [label] },
});
/** A task as labelstud.io/guide/task_format shows it. */
const task = (annotations: unknown[], data: object = { text: "a" }) => ({
  id: 1,
  project: 83,
  data,
  annotations,
  predictions: [{ result: [choice("guess")] }],
});
const minimal = {
  id: 1,
  annotator: 1,
  annotation_id: 7,
  created_at: "2026",
  updated_at: "2026",
  lead_time: 4.2,
};
const hashes = { _input_hash: -1530009927, _task_hash: -340967702 };
const options = [
  { id: 1, text: "refund" },
  { id: 2, text: "praise" },
];

describe("a record of a labelling tool is recognized by its fields", () => {
  it.each<[string, string, Fields, string[], string[]]>([
    ["the choice of an annotation", "Label Studio", task([{ result: [choice("x")] }]), ["a"], ["x"]],
    [
      "what is not cancelled",
      "Label Studio",
      task([
        { was_cancelled: true, result: [choice("x")] },
        { was_cancelled: false, result: [choice("y")] },
      ]),
      ["a"],
      ["y"],
    ],
    ["no label if all is cancelled", "Label Studio", task([{ was_cancelled: true, result: [] }]), ["a"], []],
    ["no label of a prediction", "Label Studio", task([]), ["a"], []],
    [
      "what most annotators chose",
      "Label Studio",
      task(["x", "y", "x"].map((label) => ({ result: [choice(label)] }))),
      ["a"],
      ["x"],
    ],
    [
      "all choices if no label has most votes",
      "Label Studio",
      task(["x", "y"].map((label) => ({ result: [choice(label)] }))),
      ["a"],
      ["x", "y"],
    ],
    [
      "the ground truth before other annotations",
      "Label Studio",
      task([{ result: [choice("x")] }, { ground_truth: true, result: [choice("y")] }]),
      ["a"],
      ["y"],
    ],
    ["the only text of data", "Label Studio", task([], { id: 5, mail: "a" }), ["a"], []],
    [
      "the question's own field",
      "Label Studio (JSON_MIN or CSV)",
      { text: "a", ...minimal, sentiment: "x" },
      ["a"],
      ["x"],
    ],
    [
      "several choices in a cell of CSV",
      "Label Studio (JSON_MIN or CSV)",
      { text: "a", ...minimal, sentiment: '{"choices": ["x", "y"]}' },
      ["a"],
      ["x", "y"],
    ],
    [
      "responses by question",
      "Argilla",
      {
        id: "1",
        fields: { text: "a" },
        metadata: {},
        suggestions: { label: { value: "guess", score: 0.5, agent: null } },
        responses: { label: [{ value: "x", user_id: "u" }] },
        status: "completed",
      },
      ["a"],
      ["x"],
    ],
    [
      "responses by person, without drafts",
      "Argilla",
      {
        fields: { mail: "a" },
        responses: [
          { values: { topic: { value: "x" } }, status: "submitted", user_id: "u" },
          { values: { topic: { value: "y" } }, status: "draft", user_id: "v" },
        ],
      },
      ["a"],
      ["x"],
    ],
    ["no label without a response", "Argilla", { fields: { text: "a" }, responses: {} }, ["a"], []],
    [
      "responses in flat columns",
      "Argilla (flat)",
      {
        id: "1",
        status: "completed",
        text: "a",
        "label.responses": ["x"],
        "label.responses.users": ["u"],
        "label.responses.status": ["submitted"],
        "label.suggestion": "guess",
      },
      ["a"],
      ["x"],
    ],
    [
      "responses in the columns of the questions",
      "Argilla (flat)",
      { text: "a", label: [{ user_id: "u", value: "x", status: "submitted" }], "label-suggestion": "guess" },
      ["a"],
      ["x"],
    ],
    [
      "the annotation of a validated record",
      "Argilla 1",
      {
        text: null,
        inputs: { text: "a" },
        prediction: [],
        annotation: "x",
        annotation_agent: "u",
        status: "Validated",
      },
      ["a"],
      ["x"],
    ],
    [
      "no label of a discarded record",
      "Argilla 1",
      { text: "a", annotation: "x", multi_label: false, status: "Discarded" },
      ["a"],
      [],
    ],
    [
      "an accepted label",
      "Prodigy",
      { text: "a", label: "x", ...hashes, spans: [], answer: "accept" },
      ["a"],
      ["x"],
    ],
    ["no label of a rejected answer", "Prodigy", { text: "a", label: "x", answer: "reject" }, ["a"], []],
    [
      "no label of an ignored answer",
      "Prodigy",
      { text: "a", accept: [], ...hashes, answer: "ignore" },
      ["a"],
      [],
    ],
    [
      "an accepted option",
      "Prodigy",
      { text: "a", options: [{ id: "x", text: "The x" }], accept: ["x"], ...hashes, answer: "accept" },
      ["a"],
      ["x"],
    ],
    [
      "the text of a numbered option",
      "Prodigy",
      { text: "a", options, accept: [2], answer: "accept" },
      ["a"],
      ["praise"],
    ],
    ["a list of labels", "doccano", { id: 3, text: "a", label: ["x"], Comments: [] }, ["a"], ["x"]],
    ["no label in an empty list", "doccano", { id: 3, text: "a", label: [] }, ["a"], []],
    [
      "a list of categories beside spans",
      "doccano",
      { text: "a", cats: ["x"], entities: [[0, 1, "E"]] },
      ["a"],
      ["x"],
    ],
    [
      "annotations of older versions",
      "doccano",
      { id: 3, text: "a", meta: {}, annotations: [{ label: 2, user: 1 }] },
      ["a"],
      ["2"],
    ],
    ["the category with the value 1", "spaCy", { text: "a", cats: { x: 0, y: 1 } }, ["a"], ["y"]],
  ])("%s (%s)", (_, tool, fields, texts, labels) => {
    expect(read(fields)).toEqual({ tool, texts, labels });
  });

  it.each<[string, Fields]>([
    ["text and label", { text: "a", label: "x" }],
    ["a label beside a list", { text: "a", label: "x", annotations: [{ label: "y" }] }],
    ["an answer that is the label", { question: "a", answer: "accept" }],
    ["a text alone", { text: "a" }],
    ["a number as label", { text: "a", label: 1 }],
  ])("a record of no tool is not recognized: %s", (_, fields) => {
    expect(recognizeExport(fields)).toBeUndefined();
  });
});

describe("an unusable record of a labelling tool has a reason", () => {
  const region = { from_name: "ner", type: "labels", value: { start: 0, end: 1, labels: ["E"] } };
  it.each<[string, Fields, RegExp]>([
    ["spans of Label Studio", task([{ result: [region] }]), /labels parts of the text/],
    ["spans of JSON_MIN", { text: "a", ...minimal, ner: [{ start: 0, end: 1 }] }, /labels parts of the text/],
    ["spans of doccano", { text: "a", label: [[0, 1, "E"]] }, /labels parts of the text/],
    [
      "relations of doccano",
      { text: "a", entities: [{ id: 1, label: "E", start_offset: 0, end_offset: 1 }], relations: [] },
      /labels parts of the text/,
    ],
    [
      "spans of Argilla",
      { fields: { text: "a" }, responses: { s: [{ value: [{ start: 0 }] }] } },
      /parts of the text/,
    ],
    [
      "several questions",
      task([{ result: [choice("x"), choice("y", "topic")] }]),
      /several questions \("sentiment", "topic"\)/,
    ],
    ["several texts", task([], { subject: "a", mail: "b" }), /several texts \("subject", "mail"\) in data/],
    ["no text", task([], { image: 7 }), /no text in data/],
  ])("%s", (_, fields, reason) => {
    expect(read(fields)).toMatchObject({ unusable: expect.stringMatching(reason) });
  });
});

it("the user may choose texts and question", () => {
  const fields = task([{ result: [choice("x"), choice("y", "topic")] }], { subject: "a", mail: "b" });
  expect(read(fields, { textFields: ["subject", "mail"], labelField: "topic" })).toMatchObject({
    texts: ["a", "b"],
    labels: ["y"],
  });
});

it("the notice names the tool and the fields", () => {
  const tool = recognizeExport({ text: "a", label: ["x"] });
  expect(tool && exportSentence(tool)).toBe(
    "read as an export of doccano: the text is text, the label is the one in the list",
  );
});
