import type { Suggestions } from "../../../../src/studio/contract.ts";
import { Icon } from "../../parts/icon.tsx";
import { attemptChange } from "../../state/change-order.ts";
import { notify } from "../../state/notices.ts";
import type { OpenProject } from "../../state/project.ts";
import { plural } from "../../state/words.ts";

interface SuggestionBarProps {
  readonly project: OpenProject;
  readonly suggestions: Suggestions;
  readonly onEnd: () => void;
}

/** Says what suggested texts are, and names classes that may be missing. */
export function SuggestionBar({ project, suggestions, onEnd }: SuggestionBarProps) {
  const { texts, missingClasses } = suggestions;
  return (
    <header class="text-toolbar suggestion-bar">
      <div class="row wide">
        <h2>
          <Icon name="hard" />
          {plural(texts.length, "hard case")} to label next
        </h2>
        <button type="button" class="button" onClick={onEnd}>
          Back to all texts
        </button>
      </div>
      <p class="muted small">
        The model learns most from these. They are harder than usual, so how many it answers correctly does
        not show its quality, and their labels are left out of the Quality page.
      </p>
      {missingClasses.map((missing) => (
        <MissingClass key={missing.name} project={project} missing={missing} />
      ))}
    </header>
  );
}

interface MissingClassProps {
  readonly project: OpenProject;
  readonly missing: Suggestions["missingClasses"][number];
}

function MissingClass({ project: { api }, missing }: MissingClassProps) {
  const { name, words, texts, examples } = missing;
  const add = async () => {
    const added = await attemptChange(() => api.addClass({ name, description: words.join(", ") }));
    if (added !== undefined) notify(`The class “${name}” was added. Write its description.`);
  };
  return (
    <div class="missing-class">
      <p>
        Perhaps a class is missing: {plural(texts, "text")} about <strong>{words.join(", ")}</strong>, for
        example “{examples[0]}”.
      </p>
      <button type="button" class="button" onClick={add}>
        Add this class
      </button>
    </div>
  );
}
