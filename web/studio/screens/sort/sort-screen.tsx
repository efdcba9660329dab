import { useState } from "preact/hooks";
import { count } from "../../../shared/numbers.ts";
import { ImportPanel } from "../../parts/import-panel.tsx";
import { TwoPanes } from "../../parts/two-panes.tsx";
import type { OpenProject } from "../../state/project.ts";
import { ClassPane } from "./class-pane.tsx";
import { TextPane } from "./text-pane.tsx";

/** The workbench: classes on the left, texts and their answers on the right. */
export function SortScreen({ project }: { readonly project: OpenProject }) {
  const { counts, classes } = project.state.value;
  const [isImporting, setImporting] = useState(false);
  const isEmpty = counts.all === 0;
  return (
    <TwoPanes
      names={[`Classes (${count(classes)})`, `Texts (${count(counts.all)})`]}
      first={isEmpty || classes >= 2 ? "right" : "left"}
      left={<ClassPane project={project} />}
      right={
        isEmpty || isImporting ? (
          <section class="pane right-pane" aria-label="Add texts">
            <ImportPanel
              project={project}
              onDone={() => setImporting(false)}
              onCancel={isEmpty ? undefined : () => setImporting(false)}
            />
          </section>
        ) : (
          <TextPane project={project} onImport={() => setImporting(true)} />
        )
      }
    />
  );
}
