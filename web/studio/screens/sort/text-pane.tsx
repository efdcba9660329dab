import { useEffect, useState } from "preact/hooks";
import type { Suggestions } from "../../../../src/studio/contract.ts";
import { TextWork } from "../../parts/text-work.tsx";
import { attempt } from "../../state/connection.ts";
import type { OpenProject } from "../../state/project.ts";
import { readEach } from "../../state/read-each.ts";
import { TextList } from "../../state/text-list.ts";
import { useTextList } from "../../state/use-text-list.ts";
import { SuggestionBar } from "./suggestion-bar.tsx";
import { TextToolbar } from "./text-toolbar.tsx";

interface TextPaneProps {
  readonly project: OpenProject;
  readonly onImport: () => void;
}

/** Number of texts that are suggested for labeling at a time. */
const suggestedTexts = 20;

/** The texts and their answers, or those that are suggested for labeling. */
export function TextPane({ project, onImport }: TextPaneProps) {
  const all = useTextList(project);
  const [suggested, setSuggested] = useState<{ readonly found: Suggestions; readonly list: TextList }>();
  const { revision, answers } = project.state.value;
  const isCurrent = answers.phase === "current";
  // Undo and another tab change these texts, too.
  useEffect(() => suggested?.list.refresh(), [suggested, revision, isCurrent]);
  const suggest = async () => {
    const found = await attempt(() => project.api.suggest(suggestedTexts));
    if (found === undefined) return;
    const ids = found.texts.map(({ id }) => id);
    setSuggested({ found, list: new TextList(readEach(ids, project.api.readText)) });
  };
  return (
    <section class="pane right-pane" aria-label="Texts">
      {suggested === undefined ? (
        <>
          <TextToolbar project={project} list={all} onImport={onImport} onSuggest={suggest} />
          <TextWork key="all" project={project} list={all} />
        </>
      ) : (
        <>
          <SuggestionBar
            project={project}
            suggestions={suggested.found}
            onEnd={() => setSuggested(undefined)}
          />
          <TextWork key="suggested" project={project} list={suggested.list} isSuggested />
        </>
      )}
    </section>
  );
}
