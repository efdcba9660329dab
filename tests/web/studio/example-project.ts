import { FakeProject } from "./fake-project.ts";

const classes: Readonly<Record<string, string>> = {
  Billing:
    "Charges, invoices, refunds and payments: charged twice, an invoice that is missing, a refund that has not come.",
  Account:
    "Signing in and the account itself: password, locked account, change of address, delete my account.",
  Delivery: "Parcels on their way: late parcel, wrong address, courier, tracking number.",
  "Bug report": "The app or the site does not work: crash, error, freezes, blank page.",
  Praise: "The customer is happy: thank you, great service, love the product.",
};

const sentences: readonly (readonly [string, string])[] = [
  ["I was charged twice for my last order, please refund one payment.", "Billing"],
  ["My account is locked after I changed the password.", "Account"],
  ["Where is my parcel? The tracking number shows nothing since Monday.", "Delivery"],
  ["The app shows a blank page and then an error when I open a photo.", "Bug report"],
  ["Thank you, the service was great!", "Praise"],
  ["How do I get an invoice for the payment in March?", "Billing"],
  ["Do you also sell garden furniture?", "Praise"],
];

/** A project of support mails in five classes. */
export function exampleProject(id: string, rows = 200): FakeProject {
  const project = new FakeProject(id, "Support mail");
  for (const [name, description] of Object.entries(classes)) project.addClass(name, description);
  project.addTexts(
    Array.from({ length: rows }, (_, i) => {
      const [text, label] = sentences[i % sentences.length];
      return { text: `${text} (order ${1000 + i})`, ...(i % 3 === 0 && { label }) };
    }),
  );
  return project;
}
