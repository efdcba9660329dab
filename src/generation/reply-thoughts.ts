import { beginsAsJson } from "./lenient-json.ts";

/** Names of the tags around a model's thinking. */
const names =
  "(?:seed:|ant)?(?:think|thinking|thoughts?|reason|reasoning|reflection|scratchpad|analysis|plan|planning|cot)";

/** The marks at the start and the end of thinking. */
const marks: readonly { readonly open: RegExp; readonly close: RegExp }[] = [
  { open: new RegExp(`^<${names}>`, "i"), close: new RegExp(`</${names}>`, "i") },
  { open: /^◁think▷/i, close: /◁\/think▷/i },
  { open: /^\[think(?:ing)?\]/i, close: /\[\/think(?:ing)?\]/i },
  {
    open: /^<\|(?:begin_of_thought|start_thinking|thinking|think)\|>/i,
    close: /<\|(?:end_of_thought|end_thinking|\/thinking|\/think)\|>/i,
  },
  { open: /^<unused94>/, close: /<unused95>/ },
  { open: /^thinking\.\.\.\s*\n/i, close: /\n\s*\.\.\.\s*done thinking\.?/i },
  { open: /^here(?:'s| is) my thought process:/i, close: /\bhere(?:'s| is) my response:/i },
];

/** The last channel of a reply in the "harmony" format, with its markers or with what is left of them. */
const finalChannel =
  /<\|channel\|>\s*(?:final|commentary)\b[^<]{0,200}(?:<\|[a-z]+\|>[^<{]{0,20})?<\|message\|>|assistantfinal(?=\s*\S)/i;
const thoughtChannel = /^(?:<\|start\|>\s*assistant\s*)?<\|channel\|>\s*analysis\b/i;

/** Tokens that end a turn or surround an answer; they are not part of a text. */
const turnMarks =
  /<\|(?:im_end|im_start|end|eot_id|eom_id|endoftext|end_of_text|end_of_turn|return|call|begin_of_solution|end_of_solution|start_response|end_response|start|message|assistant)\|>|<\/?(?:s|end_of_turn|start_of_turn)>|\[\/?INST\]/gi;

/**
 * Returns the reply without the model's thinking and without the marks of a chat format. If the thinking does not end,
 * the reply contains no answer.
 */
export function withoutThoughts(reply: string): string {
  let rest = reply.trim();
  if (beginsAsJson(rest)) return rest;
  const final = finalChannel.exec(rest);
  if (final !== null) rest = rest.slice(final.index + final[0].length).trim();
  else if (thoughtChannel.test(rest)) return "";
  // Every pass removes one mark. A reply has few; the limit keeps the time short for one with many.
  for (let turn = 0; turn < 20 && !beginsAsJson(rest); turn++) {
    const shorter = withoutFirstThought(rest);
    if (shorter === rest) break;
    rest = shorter;
  }
  return beginsAsJson(rest) ? rest : rest.replace(turnMarks, "\n").trim();
}

/** Removes the first part of thinking. A closing mark alone ends it too: some servers keep the opening mark in the prompt. */
function withoutFirstThought(rest: string): string {
  for (const { open, close } of marks) {
    const isOpen = open.test(rest);
    const end = close.exec(rest);
    if (isOpen && end === null) return "";
    if (end !== null && (isOpen || !hasFinishedJsonBefore(rest, end.index))) {
      return rest.slice(end.index + end[0].length).trim();
    }
  }
  return rest;
}

/** Returns whether JSON begins before the mark: an answer may mention such a tag inside its JSON. */
function hasFinishedJsonBefore(rest: string, index: number): boolean {
  const start = rest.search(/(?:^|\n)\s*[{[]\s*["{[]/);
  return start >= 0 && start < index && !/\n\s*$/.test(rest.slice(0, index));
}
