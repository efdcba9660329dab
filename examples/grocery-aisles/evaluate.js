// Sorts grocery products into 132 aisles from one sentence per aisle, and measures how many land in the right one.
//
// node evaluate.js                  the products in products.csv, whose names were written for this example
// node evaluate.js FOLDER [NUMBER]  your own copy of Instacart's "Market Basket Analysis" data: FOLDER holds its
//                                   products.csv and aisles.csv; NUMBER products are drawn (default: 2000)
import { join } from "node:path";
import { Classifier, evaluate, readRows, readTaskFile } from "pilesort";

const here = import.meta.dirname;
const [folder, number = "2000"] = process.argv.slice(2);

const task = await readTaskFile(join(here, "aisles.yaml"));
const rows = await (folder === undefined ? ownProducts() : instacartProducts(folder));

const classifier = new Classifier();
for (const definition of task.classes) classifier.defineClass(definition);
await classifier.train();
const answers = await classifier.classify(rows.map(({ text }) => text));
const { accuracy, topK } = evaluate(
  rows.map(({ label }) => label),
  answers,
);
console.log(`${rows.length} products: ${percent(accuracy)} in the right aisle.`);
for (const { k, accuracy } of topK.slice(1))
  console.log(`The right aisle is among the first ${k}: ${percent(accuracy)}.`);
await classifier.dispose();

async function ownProducts() {
  const rows = [];
  for await (const { text, fields } of readRows(join(here, "products.csv")))
    rows.push({ text, label: fields.label });
  return rows;
}

async function instacartProducts(folder) {
  const aisles = new Map();
  for await (const { fields } of readRows(join(folder, "aisles.csv"), { textField: "aisle" }))
    aisles.set(fields.aisle_id, fields.aisle);
  const known = new Set(task.classes.map(({ name }) => name));
  const products = [];
  for await (const { text, fields } of readRows(join(folder, "products.csv"), {
    textField: "product_name",
  })) {
    const label = aisles.get(fields.aisle_id);
    // The aisles "other" and "missing" say nothing about a product.
    if (known.has(label)) products.push({ text, label });
  }
  const step = Math.max(1, products.length / Number(number));
  return Array.from(
    { length: Math.min(products.length, Number(number)) },
    (_, i) => products[Math.floor(i * step)],
  );
}

function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}
