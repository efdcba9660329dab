import { useEffect, useRef, useState } from "preact/hooks";
import type { ImportPreview } from "../../../src/studio/contract.ts";
import type { ImportChoices } from "../api/studio-api.ts";
import { attempt } from "../state/connection.ts";
import { notify } from "../state/notices.ts";
import type { OpenProject } from "../state/project.ts";
import { useLatest } from "../state/use-latest.ts";
import { useOneAtATime } from "../state/use-one-at-a-time.ts";
import { plural } from "../state/words.ts";
import { ImportPreviewTable } from "./import-preview.tsx";

interface ImportPanelProps {
  readonly project: OpenProject;
  readonly onDone: () => void;
  readonly onCancel?: () => void;
}

/** Bytes that the preview reads of a large file. */
const previewBytes = 1_000_000;

/** Takes texts from a pasted text or a file, shows how they are read, and adds them. */
export function ImportPanel({ project: { api }, onDone, onCancel }: ImportPanelProps) {
  const [pasted, setPasted] = useState("");
  const [file, setFile] = useState<File>();
  const [choices, setChoices] = useState<ImportChoices>({});
  const [preview, setPreview] = useState<ImportPreview>();
  const { ask, withdraw } = useLatest();
  const look = (chosen: File, wanted: ImportChoices) => {
    setFile(chosen);
    setChoices(wanted);
    const { format, text, label } = wanted;
    const part = chosen.slice(0, previewBytes);
    return ask(
      () => api.previewImport(part, { format, text, label: label || undefined, name: chosen.name }),
      setPreview,
    );
  };
  const [store, isBusy] = useOneAtATime(async () => {
    if (file === undefined || preview === undefined) return;
    const label = choices.label ?? preview.label ?? undefined;
    const done = await attempt(() =>
      api.importTexts(file, {
        format: preview.format,
        name: file.name,
        text: choices.text ?? preview.text ?? undefined,
        label: label || undefined,
        newLabels: choices.newLabels ?? "add",
      }),
    );
    if (done === undefined) return;
    const left = [
      done.repeated > 0 && `${plural(done.repeated, "row")} that were there already`,
      done.skipped > 0 && `${plural(done.skipped, "row")} without a text`,
    ].filter(Boolean);
    notify(
      `${plural(done.texts, "text")} added.${left.length > 0 ? ` Left out: ${left.join(" and ")}.` : ""}`,
    );
    onDone();
  });
  if (file === undefined || preview === undefined)
    return (
      <ImportSource
        pasted={pasted}
        onPaste={setPasted}
        onFile={(chosen) => look(chosen, {})}
        onCancel={onCancel}
      />
    );
  return (
    <ImportPreviewTable
      file={file}
      preview={preview}
      choices={choices}
      isBusy={isBusy}
      onChoose={(change) => look(file, { ...choices, ...change })}
      onStore={store}
      onBack={() => {
        withdraw();
        setPreview(undefined);
      }}
    />
  );
}

interface ImportSourceProps {
  readonly pasted: string;
  readonly onPaste: (text: string) => void;
  readonly onFile: (file: File) => void;
  readonly onCancel?: () => void;
}

function ImportSource({ pasted, onPaste, onFile, onCancel }: ImportSourceProps) {
  const [isOver, setOver] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (onCancel !== undefined) field.current?.focus();
  }, [onCancel]);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can also be chosen with the button.
    <div
      class={isOver ? "import is-over" : "import"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <h2>Add texts</h2>
      <p class="muted">
        Paste texts, one per line, or drop a file here: CSV, JSONL or plain text. Labels can come with them.
      </p>
      <textarea
        ref={field}
        class="field"
        rows={9}
        aria-label="Texts, one per line"
        placeholder={"I was charged twice this month.\nThe app closes when I open a photo.\n…"}
        value={pasted}
        onInput={(event) => onPaste(event.currentTarget.value)}
      />
      <div class="row">
        <button
          type="button"
          class="button primary big"
          disabled={pasted.trim() === ""}
          onClick={() => onFile(new File([pasted], "pasted.txt"))}
        >
          Continue
        </button>
        <label class="button big file-button">
          Choose a file
          <input
            type="file"
            class="visually-hidden"
            accept=".csv,.tsv,.jsonl,.ndjson,.txt,text/*"
            onChange={(event) => {
              const chosen = event.currentTarget.files?.[0];
              if (chosen !== undefined) onFile(chosen);
            }}
          />
        </label>
        {onCancel && (
          <button type="button" class="button quiet big" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </div>
  );
}
