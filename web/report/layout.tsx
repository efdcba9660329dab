import type { ComponentChildren } from "preact";
import { shownText } from "./visible.tsx";

/** A section of a report. */
export interface SectionEntry {
  readonly id: string;
  /** Its name in the contents. */
  readonly short: string;
  readonly title: string;
  /** Undefined if there is nothing to show. */
  readonly content: ComponentChildren | undefined;
}

/** The frame of a report: title, verdict, contents, and a section per question. */
export function Layout({
  title,
  verdict,
  sections,
}: {
  readonly title: string;
  readonly verdict: ComponentChildren;
  readonly sections: readonly SectionEntry[];
}) {
  const filled = sections.filter(({ content }) => content !== undefined);
  return (
    <>
      <header class="page-header">
        <h1>{shownText(title)}</h1>
        {verdict}
      </header>
      <nav class="contents" aria-label="Contents">
        <ul>
          {filled.map(({ id, short }) => (
            <li key={id}>
              <a href={`#${id}`}>{short}</a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        {filled.map(({ id, title: heading, content }) => (
          <section key={id} id={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{heading}</h2>
            {content}
          </section>
        ))}
      </main>
    </>
  );
}

/** The sentences of a verdict, the first one large. */
export function VerdictText({ verdict }: { readonly verdict: string }) {
  // "Correct 9 times in 10 (between 7 and 10 in 10, by 20 rows). It confuses ..."
  const [, first, range, rest] = /^([^.(]*)(\(.*?\))?\.(?:\s+([\s\S]*))?$/.exec(verdict) ?? ["", verdict];
  return (
    <>
      <p class="verdict-first">
        {shownText(withoutBreaks(first))} {range && <span class="verdict-range">{range}</span>}
      </p>
      {rest && <p class="verdict-rest">{shownText(withoutBreaks(rest))}</p>}
    </>
  );
}

/** Keeps numbers and their percent signs on one line. */
function withoutBreaks(sentences: string): string {
  return sentences.replaceAll(/(?<=\d) %/g, "\u00a0%");
}
