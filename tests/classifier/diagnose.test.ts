import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/classifier/diagnosis/diagnose.ts";
import type { ProblemKind } from "../../src/classifier/diagnosis/diagnosis.ts";
import { telltaleWords } from "../../src/classifier/diagnosis/telltale-words.ts";
import { InputError } from "../../src/errors.ts";
import type { Example } from "../../src/task/task.ts";

const refund = {
  name: "refund",
  prompt: "The customer wants money back for something they bought, or asks where the promised refund is.",
};
const delivery = {
  name: "delivery",
  prompt: "A parcel is late, lost, or went to the wrong address, and the customer asks where it is.",
};
const praise = {
  name: "praise",
  prompt: "The customer is happy with the shop, says thank you, or recommends it to friends.",
};
const sound = [refund, delivery, praise];
const real = (text: string, label: string): Example => ({ text, label, origin: "real" });

async function problemsOf(kind: ProblemKind, ...args: Parameters<typeof diagnose>) {
  return (await diagnose(...args)).problems.filter((problem) => problem.kind === kind);
}

describe("diagnose", () => {
  it("finds no problem in sound classes", async () => {
    expect((await diagnose(sound)).problems).toEqual([]);
  });

  it("finds descriptions that overlap, with an estimate and the clause to drop", async () => {
    const cashback = {
      name: "chargeback",
      prompt: "The customer wants money back for a payment. The refund that was promised has not arrived.",
    };
    const [first] = await problemsOf("overlap", [...sound, cashback]);
    expect(first.classes).toEqual(["refund", "chargeback"]);
    expect(first.estimate).toBeGreaterThan(0.05);
    expect(first.estimate).toBeLessThan(0.5);
    expect(first.fix).toContain('"refund" says only "The customer wants money back');
    expect(first.fix).toContain('In "chargeback"');
  });

  it("asks for more about a class that is described by one clause", async () => {
    const classes = [
      { name: "one", prompt: "The customer wants the money back." },
      { name: "two", prompt: "The customer wants money back." },
    ];
    const [{ fix }] = await problemsOf("overlap", classes);
    expect(fix).toContain(
      '"one" says only "The customer wants the money back": add what its texts say and those of "two" do not.',
    );
    expect(fix).not.toContain("say more like");
  });

  it("names the clause that belongs to another class, and words of the examples to add", async () => {
    const mixed = {
      ...refund,
      prompt: "The customer wants money back. The parcel is late, or the parcel went to a wrong address.",
    };
    const examples = [1, 2, 3, 4].flatMap((n) => [
      real(`chargeback number ${n}`, "refund"),
      real(`courier came ${n} times`, "delivery"),
    ]);
    const found = await problemsOf("overlap", [mixed, delivery, praise], { examples });
    const fix = found.find(({ classes }) => classes.includes("delivery"))!.fix;
    expect(fix).toMatch(/In "refund", drop or reword "[^"]*parcel/);
    expect(fix).toContain("Add words of its examples: chargeback");
    expect(fix).toContain("courier");
  });

  it("finds a class that takes texts of others, and its general clause", async () => {
    const general = {
      name: "customer service",
      prompt: "The customer asks about a refund, a parcel, an invoice, an account or a payment.",
    };
    const others = [
      { name: "invoice", prompt: "Asks for an invoice or reports that the invoice has an error." },
      { name: "account", prompt: "Cannot sign in to the account or forgot the password." },
      { name: "jobs", prompt: "Applies for work and asks about salaries and open positions." },
    ];
    const found = await problemsOf("swallowing", [...sound, ...others, general]);
    expect(found.map(({ classes }) => classes)).toContainEqual(["customer service"]);
  });

  it("finds a name that fits another description better", async () => {
    const swapped = [{ ...refund, name: "parcel delivery" }, { ...delivery, name: "money back" }, praise];
    const found = await problemsOf("misleading-name", swapped);
    expect(found.map(({ classes }) => classes)).toContainEqual(["parcel delivery", "money back"]);
  });

  it.each([
    ["thin", [{ name: "a", prompt: "Refunds." }, delivery], "only 1 word"],
    ["long", [{ name: "a", prompt: "word ".repeat(200) }, delivery], "200 words"],
    [
      "negative",
      [{ name: "a", prompt: "People ask about bills. It is not about parcels." }, delivery],
      "what the class is not",
    ],
    ["similar-names", [refund, { ...delivery, name: "Refund" }], "nearly equal"],
  ] as const)("finds what is %s", async (kind, classes, part) => {
    const [found] = await problemsOf(kind, classes);
    expect(found.message).toContain(part);
    expect(found.fix.length).toBeGreaterThan(20);
  });

  it("quotes the clauses that say what a class is not", async () => {
    const classes = [
      { name: "a", prompt: "People ask about bills, not parcels. They use the word invoice." },
      delivery,
    ];
    expect((await problemsOf("negative", classes))[0].fix).toContain('Drop "not parcels".');
  });

  it("takes a negated fact for what it is", async () => {
    const prompt = "Money was sent to somebody, and the recipient does not have it.";
    expect(await problemsOf("negative", [{ name: "transfer", prompt }, delivery])).toEqual([]);
  });

  it("finds repeated, contradictory, unknown and leaked rows", async () => {
    const examples = [
      real("where is my parcel", "delivery"),
      real("Where is my parcel?", "delivery"),
      real("money please", "refund"),
      real("money please", "praise"),
      real("hello there", "greeting"),
    ];
    const testExamples = [
      real("MONEY please!", "refund"),
      real("where is my parcels", "delivery"),
      real("lovely", "praise"),
    ];
    const { problems, examples: count } = await diagnose(sound, { examples, testExamples });
    expect(count).toBe(5);
    const rows = Object.fromEntries(problems.map(({ kind, rows }) => [kind, rows]));
    expect(rows).toEqual({ "unknown-label": 1, contradiction: 3, duplicate: 1, leak: 2 });
    expect(problems.find(({ kind }) => kind === "leak")!.message).toContain("(1 equal, 1 nearly equal)");
  });

  it("checks data without classes, and classes without descriptions", async () => {
    const examples = [real("a b c", "x"), real("a b c", "x")];
    expect((await diagnose([], { examples })).problems.map(({ kind }) => kind)).toEqual(["duplicate"]);
    expect((await diagnose([{ name: "x" }, { name: "y" }])).problems).toEqual([]);
  });

  it("rejects what is not a class or an example", async () => {
    await expect(diagnose("a" as never)).rejects.toThrow(InputError);
    await expect(diagnose([refund, refund])).rejects.toThrow("given twice");
    await expect(diagnose(sound, { examples: [1] as never })).rejects.toThrow(InputError);
  });
});

it("telltale words are common in one class and rare in the other", () => {
  const examples = [1, 2, 3, 4, 5].flatMap((n) => [
    real(`the card payment ${n}`, "a"),
    real(`the parcel payment ${n}`, "b"),
  ]);
  expect(telltaleWords(examples, "a", "b")).toEqual(["card"]);
  expect(telltaleWords(examples, "a", "c")).toEqual([]);
});
