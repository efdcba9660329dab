import { useState } from "preact/hooks";
import { Empty } from "../../parts/empty.tsx";
import { SortLink } from "../../parts/sort-link.tsx";
import type { OpenProject } from "../../state/project.ts";
import { Drops } from "./drops.tsx";
import { ExampleList } from "./example-list.tsx";
import { FineTune } from "./fine-tune.tsx";
import { Generate } from "./generate.tsx";

const tabs = { generate: "Generate", examples: "Look through", drops: "Dropped", tune: "Fine-tune" } as const;
type Tab = keyof typeof tabs;

/** Examples from a language model, and learning that takes minutes. */
export function ExamplesScreen({ project }: { readonly project: OpenProject }) {
  const [tab, setTab] = useState<Tab>("generate");
  if (project.state.value.classes === 0)
    return (
      <Empty title="No class yet">
        <p class="muted">
          A language model can write examples of your classes, from their descriptions. Describe the classes
          first.
        </p>
        <SortLink project={project}>Describe classes</SortLink>
      </Empty>
    );
  return (
    <div class="page">
      <h1>Examples</h1>
      <p class="lead">
        An example is a text whose class is known. Your corrections are examples. If you have few, a language
        model can write more. The studio works without one.
      </p>
      <div class="segments" role="group" aria-label="Part">
        {(Object.keys(tabs) as Tab[]).map((each) => (
          <button key={each} type="button" aria-pressed={tab === each} onClick={() => setTab(each)}>
            {tabs[each]}
          </button>
        ))}
      </div>
      {tab === "generate" && <Generate project={project} />}
      {tab === "examples" && <ExampleList project={project} />}
      {tab === "drops" && <Drops project={project} />}
      {tab === "tune" && <FineTune project={project} />}
    </div>
  );
}
