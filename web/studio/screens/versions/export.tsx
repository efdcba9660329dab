import { useEffect, useState } from "preact/hooks";
import type { Snippets } from "../../../../src/studio/contract.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { attempt } from "../../state/connection.ts";
import type { OpenProject } from "../../state/project.ts";

const files = [
  { file: "model.zip", name: "Model", hint: "the folder that answers texts, as a zip" },
  { file: "task.yaml", name: "Classes", hint: "names and descriptions" },
  { file: "data.csv", name: "Texts as CSV", hint: "with labels, corrections and answers" },
  { file: "data.jsonl", name: "Texts as JSONL", hint: "the same, one record per line" },
  { file: "project.zip", name: "Everything", hint: "a copy of the whole project" },
] as const;

/** Takes the result along: files, and code that uses them. */
export function Export({ project }: { readonly project: OpenProject }) {
  const { api, state } = project;
  const [snippets, setSnippets] = useState<Snippets>();
  const isAnswered = state.value.classes >= 2;
  useEffect(() => {
    if (isAnswered) void attempt(() => api.readSnippets()).then(setSnippets);
  }, [api, isAnswered]);
  return (
    <section class="stack" aria-label="Export">
      <h2>Take it along</h2>
      <p class="muted">The files hold the present state. All of them are yours; nothing is sent anywhere.</p>
      <ul class="files">
        {files.map(({ file, name, hint }) => (
          <li key={file}>
            <a class="button" href={api.exportAddress(file)} download>
              <Icon name="download" />
              {name}
            </a>
            <span class="muted small">{hint}</span>
          </li>
        ))}
      </ul>
      {snippets?.snippets.map(({ title, code }) => (
        <figure key={title} class="snippet">
          <figcaption class="row wide">
            <strong>{title}</strong>
            <CopyButton text={code} what={`the snippet “${title}”`} />
          </figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard. */}
          <pre tabIndex={0}>
            <code>{code}</code>
          </pre>
        </figure>
      ))}
    </section>
  );
}
