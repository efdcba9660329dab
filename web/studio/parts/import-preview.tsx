import type { ImportPreview } from "../../../src/studio/contract.ts";
import type { ImportChoices } from "../api/studio-api.ts";
import { TableFrame } from "./table-frame.tsx";

interface ImportPreviewProps {
  readonly file: File;
  readonly preview: ImportPreview;
  readonly choices: ImportChoices;
  readonly isBusy: boolean;
  readonly onChoose: (change: ImportChoices) => void;
  readonly onStore: () => void;
  readonly onBack: () => void;
}

const formats = {
  lines: "Plain text, one text per line",
  csv: "CSV: a table",
  jsonl: "JSONL: one record per line",
};

/** Shows the first rows as they would be added, and lets the user choose the columns. */
export function ImportPreviewTable(props: ImportPreviewProps) {
  const { preview, choices, isBusy, onStore, onBack } = props;
  const labeled = (choices.label ?? preview.label ?? "") !== "";
  return (
    <div class="import">
      <h2>Is this how the texts are to be read?</h2>
      <ImportColumns {...props} />
      {preview.notices.map((notice) => (
        <p key={notice} class="warning small">
          {notice}
        </p>
      ))}
      <TableFrame label="First rows" isHigh>
        <table>
          <thead>
            <tr>
              <th scope="col">Text</th>
              {labeled && <th scope="col">Label</th>}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row, i) => (
              <tr key={i}>
                <td>{row.text}</td>
                {labeled && <td>{labelOf(row)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {preview.rows.length === 0 && <p class="warning">No row has a text. Choose another column.</p>}
      {labeled && preview.newLabels.length > 0 && <NewLabels {...props} />}
      <div class="row">
        <button
          type="button"
          class="button primary big"
          disabled={isBusy || preview.rows.length === 0}
          onClick={onStore}
        >
          {isBusy ? "Adding …" : "Add the texts"}
        </button>
        <button type="button" class="button quiet big" onClick={onBack}>
          Back
        </button>
      </div>
    </div>
  );
}

function labelOf({ label, labels }: ImportPreview["rows"][number]) {
  if (labels?.length === 0) return <span class="muted">none of the classes</span>;
  return label ?? <span class="muted">not labeled</span>;
}

function ImportColumns({ file, preview, choices, onChoose }: ImportPreviewProps) {
  const columns = preview.columns.map((column) => (
    <option key={column} value={column}>
      {column}
    </option>
  ));
  return (
    <div class="import-columns">
      <label class="label">
        {file.name}
        <select
          class="field"
          value={preview.format}
          onChange={(event) =>
            onChoose({
              format: event.currentTarget.value as ImportPreview["format"],
              text: undefined,
              label: undefined,
            })
          }
        >
          {Object.entries(formats).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {preview.columns.length > 0 && (
        <>
          <label class="label">
            Column of the text
            <select
              class="field"
              value={choices.text ?? preview.text ?? ""}
              onChange={(event) => onChoose({ text: event.currentTarget.value })}
            >
              {columns}
            </select>
          </label>
          <label class="label">
            Column of the label
            <select
              class="field"
              value={choices.label ?? preview.label ?? ""}
              onChange={(event) => onChoose({ label: event.currentTarget.value })}
            >
              <option value="">No labels</option>
              {columns}
            </select>
          </label>
        </>
      )}
    </div>
  );
}

function NewLabels({ preview, choices, onChoose }: ImportPreviewProps) {
  const names = preview.newLabels.slice(0, 6).join(", ");
  const more = preview.newLabels.length > 6 ? ` and ${preview.newLabels.length - 6} more` : "";
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={(choices.newLabels ?? "add") === "add"}
        onChange={(event) => onChoose({ newLabels: event.currentTarget.checked ? "add" : "ignore" })}
      />
      <span>
        Labels that are not classes yet become classes: {names}
        {more}. You can write their descriptions afterwards.
      </span>
    </label>
  );
}
