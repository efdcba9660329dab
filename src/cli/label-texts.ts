import { percent } from "../files/readable-numbers.ts";
import { terminalSafe } from "../files/terminal-text.ts";
import type { Classifier, InputRow, SuggestedText } from "../index.ts";
import { type Context, writeLine } from "./context.ts";
import { type LabelAction, LabelPrompt } from "./label-session.ts";
import { type LabelSetAction, LabelSetPrompt } from "./label-set-session.ts";
import type { LabelsFile } from "./labels-file.ts";
import { styled } from "./styled.ts";
import { type KeyReader, readKeys } from "./terminal-keys.ts";

type Action = LabelAction | LabelSetAction;

/** A text to label, with what the model says about it. */
interface Asked {
  readonly text: string;
  /** The most probable classes, the most probable first. */
  readonly scores: readonly { readonly label: string; readonly probability: number }[];
  /** The labels that the model gives. Absent if a text has one label. */
  readonly given?: readonly string[];
}

/** Asks for the labels of all texts at the terminal. @returns the number of texts that were labeled */
export async function labelTexts(
  classifier: Classifier,
  suggestions: readonly SuggestedText<InputRow>[],
  file: LabelsFile,
  context: Context,
): Promise<number> {
  const answers = classifier.multiLabel
    ? await classifier.classify(suggestions.map(({ text }) => text))
    : undefined;
  const asked = suggestions.map(({ text, scores }, i) => ({ text, scores, given: answers?.[i].labels }));
  const keys = readKeys(context.stdin);
  const stop = () => keys.close();
  context.signal.addEventListener("abort", stop, { once: true });
  try {
    const classes = classifier.classes.map(({ name }) => name);
    return await askAll(asked, classes, file, { keys, context });
  } finally {
    context.signal.removeEventListener("abort", stop);
    keys.close();
  }
}

interface Session {
  readonly keys: KeyReader;
  readonly context: Context;
}

async function askAll(
  asked: readonly Asked[],
  known: readonly string[],
  file: LabelsFile,
  session: Session,
): Promise<number> {
  const classes = [...known];
  /** Places of the texts that were labeled. */
  const done: number[] = [];
  for (let i = 0; i < asked.length; ) {
    const action = await ask(asked[i], `${i + 1}/${asked.length}`, classes, session);
    if (action.kind === "quit") break;
    if (action.kind === "undo") {
      const last = done.pop();
      if (last !== undefined) await file.undo();
      i = last ?? i;
      continue;
    }
    if (action.kind === "label" || action.kind === "labels") {
      const { kind: _, ...labeled } = action;
      await file.add({ text: asked[i].text, ...labeled });
      done.push(i);
      classes.push(...labelsIn(action).filter((name) => !classes.includes(name)));
    }
    i++;
  }
  return done.length;
}

async function ask(
  { text, scores, given }: Asked,
  place: string,
  classes: readonly string[],
  { keys, context: { stdout, env } }: Session,
): Promise<Action> {
  const probable = scores.map(({ label }) => label);
  const prompt = given ? new LabelSetPrompt(classes, probable, given) : new LabelPrompt(classes, probable);
  writeLine(stdout);
  writeLine(stdout, `${place}  ${styled("bold", terminalSafe(text), stdout, env)}`);
  writeLine(stdout, `The model says ${given ? listed(given) : mostProbable(scores[0])}.`);
  writeLine(stdout, prompt.menu.map(([key, name]) => `[${key}] ${terminalSafe(name)}`).join("  "));
  writeLine(
    stdout,
    `${given ? "[Enter] take the chosen labels  [=] choose those of the model  " : ""}[/] search  [n] new class  [s] skip  [u] undo  [q] quit`,
  );
  for (;;) {
    const key = await keys.next();
    if (key === undefined) return { kind: "quit" };
    const before = chosenBy(prompt);
    const action = prompt.press(key);
    if (action !== undefined) {
      writeLine(stdout, describe(action));
      return action;
    }
    if (prompt.input !== undefined) writeLine(stdout, terminalSafe(prompt.input));
    else if (chosenBy(prompt) !== before) writeLine(stdout, `Chosen: ${chosenBy(prompt)}`);
  }
}

function chosenBy(prompt: LabelPrompt | LabelSetPrompt): string {
  return prompt instanceof LabelSetPrompt ? listed(prompt.chosen) : "";
}

function describe(action: Action): string {
  return action.kind === "label" || action.kind === "labels" ? `-> ${listed(labelsIn(action))}` : action.kind;
}

function labelsIn(action: Action): readonly string[] {
  if (action.kind === "labels") return action.labels;
  return action.kind === "label" ? [action.label] : [];
}

function listed(labels: readonly string[]): string {
  return labels.length === 0 ? "no label" : labels.map(terminalSafe).join(", ");
}

function mostProbable({ label, probability }: Asked["scores"][number]): string {
  return `${terminalSafe(label)} (${percent(probability)})`;
}
