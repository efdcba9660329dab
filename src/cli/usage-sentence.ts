/**
 * The parser's complaint as one sentence: "error: unknown option '--lod'\n(Did you mean --load?)" becomes
 * "Unknown option '--lod'; did you mean --load?"
 */
export function usageSentence(complaint: string): string {
  const [problem, hint] = complaint.replace(/^error: /, "").split(/\n\(Did you mean /);
  const said = capitalized(
    problem.replace(/\.$/, "").replace(/\. ([A-Z])/g, (_, letter) => `; ${letter.toLowerCase()}`),
  );
  if (hint) return `${said}; did you mean ${hint.replace(/\?\)$/, "")}?`;
  return `${said}; --help shows what there is.`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
