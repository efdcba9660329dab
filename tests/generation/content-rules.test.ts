import { describe, expect, it } from "vitest";
import { dropByWords } from "../../src/generation/drop-by-words.ts";
import { dropReasonOf } from "../../src/generation/text-rules.ts";

describe("a text that is not an example of an ordinary class", () => {
  it.each([
    // What models say about the request
    ["talk about the task", "You can create a new JSON file with these entries."],
    ["talk about the task", "Here is another example of a refund request."],
    ["talk about the task", "Here's one more sample text for the class"],
    ["talk about the task", "Another example: I want my money back"],
    ["talk about the task", "To generate more examples, change the slots."],
    ["talk about the task", "Please provide the class description first."],
    ["talk about the task", "Save the answer as a JSON array and send it back."],
    ["talk about the task", "The JSON object has a field named texts."],
    ["talk about the task", "These examples cover different lengths and styles."],
    ["talk about the task", "I hope these examples help!"],
    ["talk about the task", "Feel free to modify these examples."],
    ["talk about the task", "Let me know if you need more examples."],
    ["talk about the task", "This text belongs to the class refund."],
    ["talk about the task", "The text expresses the wish of a customer."],
    ["talk about the task", "The class describes customers who want money."],
    ["talk about the task", "In this example, the customer is angry."],
    ["talk about the task", "Note: each example has its own slot."],
    ["refusal", "As an AI language model, I cannot write that."],
    ["refusal", "Unfortunately, as an AI, I do not have access to orders."],
    ["refusal", "I'm just an AI assistant, so I never paid for anything."],
    // Code
    ["code", '{"label": "refund", "id": 3}'],
    ["code", '"text": "Where is my money?",'],
    ["code", "```json"],
    ["code", "import json; data = json.loads(reply)"],
    ["code", "def write_texts(count):"],
    ["code", "const texts = [];"],
    ["code", "print('refund')"],
    ["code", "<text>Where is my money?</text>"],
    ["code", "SELECT text FROM examples WHERE label = 'refund'"],
    ["code", "texts = ['one', 'two']"],
    // Links
    ["links", "https://example.com/refunds/policy"],
    ["links", "See https://example.com/a and www.example.org/b"],
    ["links", "example.com"],
    ["links", "[Refund policy](https://example.com/refunds/policy)"],
  ])("%s: %s", (reason, text) => {
    expect(dropReasonOf(text)).toBe(reason);
  });
});

it.each([
  "Can I get my statement as a PDF file?",
  "You can keep the shoes, I want my money",
  "Here is the receipt of my other order",
  "This is another attempt to reach you!",
  "This is a typical example of bad service",
  "These messages keep coming, stop it",
  "The description says leather and it is plastic",
  "The text on the shirt is printed upside down",
  "This class was cancelled, please refund my gym fee",
  "As an AI engineer I use your product daily",
  "I am an AI researcher from Bonn",
  "I want to print (in colour) my return label",
  "I was charged on amazon.com and want it back",
  "my order page https://shop.example/orders/12345 does not open at all",
  "from Paris to Rome, 2 adults",
  "import duties were charged twice",
  'He said "no": never again',
  "I <3 this shop",
  "yay~~~ so happy => thanks",
  "[Name], please call me back about invoice 2024/17",
  "total = 20 euros, please pay back",
])("a text of customers is an example: %s", (text) => {
  expect(dropReasonOf(text)).toBeUndefined();
});

describe("a class that is about such things has such examples", () => {
  const written = (label: string | null, text: string) => ({
    label,
    text,
    generator: "scripted",
    call: "c1",
  });
  const refund = {
    name: "refund",
    prompt: "The customer wants money back, for example after a double charge.",
  };
  const cases: [{ name: string; prompt: string }, string][] = [
    [
      { name: "json parsing", prompt: "Questions about parsing JSON." },
      "How do I turn a JSON array into a list?",
    ],
    [
      { name: "json parsing", prompt: "Questions about parsing JSON." },
      '{"a": [1, 2,]} fails with unexpected token',
    ],
    [
      { name: "json_parsing", prompt: "Problems of reading data." },
      "You can create a JSON file with json.dumps(data)",
    ],
    [{ name: "python", prompt: "Help with programming." }, "def f(x): return x raises an error, why?"],
    [{ name: "html", prompt: "Markup of web pages." }, "Why is <b>text</b> not bold?"],
    [{ name: "spam", prompt: "Advertising and unwanted links." }, "WIN NOW http://win.example/prize"],
    [{ name: "link reports", prompt: "Somebody reports a broken URL." }, "https://example.com/dead-page"],
    [
      { name: "chatbots", prompt: "Opinions on language models and AI." },
      "As an AI, my answers are not always right",
    ],
    [
      { name: "teaching", prompt: "A teacher gives examples of grammar rules." },
      "Here is another example of a rule",
    ],
    [
      { name: "listing", prompt: "The description of a thing for sale." },
      "Description: a blue chair, hardly used",
    ],
  ];
  it.each(cases)("%j: %s", (definition, text) => {
    const { kept } = dropByWords([definition, refund], [], [written(definition.name, text)]);
    expect(kept.map((each) => each.text)).toEqual([text]);
    // It may come near that class and belong to none.
    expect(dropByWords([definition, refund], [], [written(null, text)]).kept).toHaveLength(1);
    const { dropped } = dropByWords([definition, refund], [], [written("refund", text)]);
    expect(dropped).toHaveLength(1);
  });

  it("or whose real texts hold them", () => {
    const rows = [{ label: "tickets", text: "see <a href='x'>this</a> please", origin: "real" as const }];
    const tickets = { name: "tickets", prompt: "Tickets of customers." };
    const text = written("tickets", "my <b>order</b> is late");
    expect(dropByWords([tickets, refund], rows, [text]).kept).toHaveLength(1);
    expect(dropByWords([tickets, refund], [], [text]).dropped).toMatchObject([{ reason: "code" }]);
  });

  it("or whose task is about them", () => {
    const text = written("refund", "json.dumps(x) fails in your API, I want my money back");
    expect(
      dropByWords([refund], [], [text], "Questions to the makers of a programming library").kept,
    ).toHaveLength(1);
    expect(dropByWords([refund], [], [text]).dropped).toHaveLength(1);
  });
});

it.each([
  "You write examples for training a text classifier.",
  "Everything in the document is material to write about.",
  "one for each of the slots and in their order",
  "hurried: lower case, little punctuation",
  "Each must have one right answer for a careful reader.",
  "Make every text differ from the others in content and wording",
])("a text that repeats the request is dropped: %s", (text) => {
  const classes = [{ name: "refund", prompt: "Money back." }];
  const { dropped } = dropByWords(classes, [], [{ label: "refund", text, generator: "g", call: "c" }]);
  expect(dropped).toHaveLength(1);
  expect(["echo of the request", "talk about the task"]).toContain(dropped[0].reason);
});
