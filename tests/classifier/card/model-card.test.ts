import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type ClassDefinition, Classifier, readModelCard } from "../../../src/index.ts";
import { editJson, replaceFile } from "../../model-file/folders.ts";
import { encoder, examplesOf, prompts, rows, temporaryFolder } from "../tasks.ts";

/** Different texts: figures on fewer than 20 distinct ones are left out. */
function distinct(texts: readonly string[]): string[] {
  const additions = ["", "since Monday", "for my sister", "in Berlin", "again, sadly"];
  return texts.flatMap((text) => additions.map((addition) => `${text} ${addition}`));
}

async function trainedWithRows(): Promise<Classifier> {
  const classifier = new Classifier({ encoder, seed: 3 });
  for (const [name, texts] of Object.entries(rows)) classifier.addDataToClass(name, distinct(texts));
  classifier.addDataToClass("refund", "a generated text", "generated");
  await classifier.promptTrain(prompts);
  return classifier;
}

describe("the card of a saved model", () => {
  it("states classes, descriptions, examples by origin, encoder, settings and figures", async () => {
    const path = join(temporaryFolder(), "model");
    const classifier = await trainedWithRows();
    await classifier.save(path);
    const { card, markdown } = await readModelCard(path);
    expect(markdown).toBe(readFileSync(join(path, "card.md"), "utf8"));
    expect(card.classes[0]).toEqual({ name: "refund", real: 25, generated: 1, description: prompts.refund });
    expect(card.examples).toEqual({ real: 75, generated: 1 });
    expect(card.encoder).toMatchObject({ name: encoder.identity.name, dimensions: 128 });
    expect(card.settings).toMatchObject({ seed: 3, priors: "balanced" });
    expect(card.scripts).toEqual([{ script: "Latin", share: 1 }]);
    const { heldOutAccuracy } = classifier.report!;
    expect(card.figures.find(({ name }) => name === "accuracy")!.value).toBe(heldOutAccuracy);
    for (const { name, source } of card.figures) {
      expect(markdown).toContain(`| ${name} |`);
      expect(markdown).toContain(source);
    }
    expect(markdown).toContain(`| refund | ${prompts.refund} | 25 | 1 |`);
  });

  it("groups similar classes from 100 classes on, each in one group, and not the paths of a hierarchy", async () => {
    const saved = async (nameOf: (i: number) => string) => {
      const path = join(temporaryFolder(), "model");
      const classifier = new Classifier({ encoder });
      for (let i = 0; i < 104; i++) {
        const topic = ["parcel", "refund", "password", "invoice"][i % 4];
        classifier.defineClass({
          name: nameOf(i),
          prompt: `Texts about the ${topic}, ${topic} number ${i}.`,
        });
      }
      await classifier.train();
      await classifier.save(path);
      return readModelCard(path);
    };
    const { card, markdown } = await saved(
      (i) => `${["parcel", "refund", "password", "invoice"][i % 4]} ${i}`,
    );
    expect(card.groups.length).toBeGreaterThan(3);
    expect(card.groups.flatMap(({ classes }) => classes).sort()).toEqual(
      card.classes.map(({ name }) => name).sort(),
    );
    expect(markdown).toContain("## Groups of similar classes");
    const tree = await saved((i) => `Top ${i % 4} > class ${i}`);
    expect(tree.card.groups).toEqual([]);
    expect(tree.markdown).not.toContain("## Groups");
  });

  it("counts the confused pairs and the log loss of the held-out answers", async () => {
    const path = join(temporaryFolder(), "model");
    const classifier = await trainedWithRows();
    await classifier.save(path);
    const { truth, predicted, truthProbability, classes } = classifier.heldOut!;
    const { confusions, figures } = (await readModelCard(path)).card;
    const wrong = truth.filter((label, i) => label !== predicted[i]).length;
    expect(confusions.reduce((sum, { count }) => sum + count, 0)).toBe(wrong);
    for (const { truth: label, rows } of confusions) {
      expect(rows).toBe(truth.filter((each) => classes[each] === label).length);
    }
    const loss = truthProbability.reduce((sum, p) => sum - Math.log(p), 0) / truth.length;
    expect(figures.find(({ name }) => name === "log loss")!.value).toBeCloseTo(loss, 10);
  });

  it("has the same bytes if the same model is made again, and if it is loaded and saved", async () => {
    const folder = temporaryFolder();
    await (await trainedWithRows()).save(join(folder, "one"));
    await (await trainedWithRows()).save(join(folder, "two"));
    const loaded = await Classifier.load(join(folder, "one"), { encoder });
    await loaded.save(join(folder, "three"));
    const [one, two, three] = ["one", "two", "three"].map((name) =>
      readFileSync(join(folder, name, "card.md")),
    );
    expect(two.equals(one)).toBe(true);
    expect(three.equals(one)).toBe(true);
  });

  it("is written before training too, and says so", async () => {
    const path = join(temporaryFolder(), "model");
    const classifier = new Classifier({ encoder });
    classifier.defineClass({ name: "cat", prompt: "Cats purr." });
    await classifier.save(path);
    expect((await readModelCard(path)).markdown).toContain("not trained yet");
  });

  it("says for descriptions alone that the accuracy is not known", async () => {
    const path = join(temporaryFolder(), "model");
    const classifier = new Classifier({ encoder });
    await classifier.promptTrain(prompts);
    await classifier.save(path);
    const { card, markdown } = await readModelCard(path);
    expect(card.figures).toEqual([]);
    expect(markdown).toContain("The accuracy is not known");
  });

  it("leaves out figures on fewer than 20 texts, and says that the accuracy is not known", async () => {
    const path = join(temporaryFolder(), "model");
    const classifier = new Classifier({ encoder });
    for (const [name, texts] of Object.entries(rows)) classifier.addDataToClass(name, texts);
    expect((await classifier.train()).heldOutAccuracy).toBeDefined();
    await classifier.save(path);
    const { card, markdown } = await readModelCard(path);
    expect([card.figures, card.confusions]).toEqual([[], []]);
    expect(markdown).toContain("there are only 15 distinct examples. The accuracy is not known");
  });

  it("is made for a model of format 1, whose folder has none", async () => {
    const path = join(import.meta.dirname, "../fixtures/format-1");
    expect(existsSync(join(path, "card.md"))).toBe(false);
    const { card, markdown } = await readModelCard(path);
    expect(card.classes.map(({ name }) => name)).toEqual(["refund", "delivery"]);
    expect(markdown).toContain("| refund |");
  });

  it("is rejected if it was changed after it was saved", async () => {
    const path = join(temporaryFolder(), "model");
    await (await trainedWithRows()).save(path);
    const text = readFileSync(join(path, "card.md"), "utf8");
    replaceFile(path, "card.md", text.replace("refund", "refunt"));
    await expect(readModelCard(path)).resolves.toBeDefined();
    editJson(join(path, "manifest.json"), (manifest) => {
      const files = manifest.files as Record<string, { sha256: string }>;
      files["card.md"].sha256 = "0".repeat(64);
    });
    await expect(readModelCard(path)).rejects.toThrow("card.md was changed after it was saved");
  });

  it("keeps what the generation of examples used, once per folder of replies", async () => {
    const folder = temporaryFolder();
    const classifier = new Classifier({ encoder });
    for (const [name, prompt] of Object.entries(prompts)) classifier.defineClass({ name, prompt });
    const generator = {
      name: "house texts",
      generate: async ({ name }: ClassDefinition) => rows[name as keyof typeof rows],
    };
    const options = { generators: [generator], folder: join(folder, "piles") };
    const { examples, spent } = await classifier.generate(options);
    await classifier.generate(options);
    await classifier.train();
    await classifier.save(join(folder, "model"));
    const { card, markdown } = await readModelCard(join(folder, "model"));
    expect(card.generation).toEqual([{ generators: ["house texts"], examples, ...spent }]);
    expect(markdown).toContain("## Generated examples");
    const again = await Classifier.load(join(folder, "model"), { encoder });
    await again.save(join(folder, "again"));
    expect((await readModelCard(join(folder, "again"))).card.generation).toEqual(card.generation);
  });
});

/** Names and descriptions that try to break a page. */
const hostile: readonly string[] = [
  "<script>alert(1)</script>",
  "a | b | c\n| - | - |",
  "](javascript:alert(1)) [x](https://evil.example)",
  "# heading",
  "`code` **bold** _em_ ~~del~~",
  "<!-- comment",
  "https://evil.example www.evil.example mailto:a@evil.example",
  "\u202Etxet desrever\u2028\u0000\u001b[2J",
  "&lt;b&gt; &#x3c;img src=x onerror=alert(1)>",
  "![image](https://evil.example/x.png)",
  "[^1] $x^2$ :::note",
  "\\| <br> \\\\",
];

describe("hostile names and descriptions", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pilesort-card-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "model");
  const classifier = new Classifier({ encoder });
  for (const [i, text] of hostile.entries()) {
    classifier.defineClass({ name: `${text.trim()} ${i}`, prompt: `${text} and texts of number ${i}` });
  }
  classifier.addDataToClass(
    `${hostile[0]} 0`,
    examplesOf(rows).map(({ text }) => text),
  );
  await classifier.train();
  await classifier.save(path);
  const { markdown } = await readModelCard(path);

  it("stay in one row of the table each", () => {
    const [, section] = markdown.split("\n## Classes\n");
    const lines = section.split("\n## ")[0].trim().split("\n");
    expect(lines).toHaveLength(hostile.length + 2);
    for (const line of lines) expect(line.match(/(?<!\\)(?:\\\\)*\|/g)).toHaveLength(5);
  });

  it("leave no unescaped markup, control character or direction mark", () => {
    const cells = markdown.split("\n## Classes\n")[1].split("\n## ")[0];
    expect(cells.match(/(?<!\\)(?:\\\\)*[<[`*_~#!]/g)).toBeNull();
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not occur.
    expect(markdown.match(/[\u0000-\u0009\u000b-\u001f\u2028\u202a-\u202e]/g)).toBeNull();
  });
});
