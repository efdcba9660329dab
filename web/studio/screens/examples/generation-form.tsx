import type { Generation } from "../../../../src/studio/contract.ts";

interface GenerationFormProps {
  readonly value: Generation;
  readonly keyVariables: readonly string[];
  readonly typedKey: string;
  readonly onKey: (key: string) => void;
  readonly onChange: (change: Partial<Generation>) => void;
}

/** Asks which language model writes, and how much. */
export function GenerationForm({ value, keyVariables, typedKey, onKey, onChange }: GenerationFormProps) {
  return (
    <>
      <h2>A language model writes examples</h2>
      <p class="muted">
        It reads the descriptions of your classes and writes texts like those you sort. Weak and repeated ones
        are dropped.
      </p>
      <label class="label">
        What are the texts about?
        <input
          class="field"
          placeholder="Mails to the support of an online shop"
          value={value.task ?? ""}
          onInput={(event) => onChange({ task: event.currentTarget.value || undefined })}
        />
      </label>
      <div class="form-grid">
        <label class="label">
          Model
          <input
            class="field"
            placeholder="openai:gpt-5-mini"
            autocomplete="off"
            value={value.model}
            onInput={(event) => onChange({ model: event.currentTarget.value })}
          />
          <span class="hint">“openai:…”, “anthropic:…”, “ollama:…”, or any name with an address.</span>
        </label>
        <label class="label">
          Address
          <input
            class="field"
            type="url"
            placeholder="Only for a server of your own"
            value={value.url ?? ""}
            onInput={(event) => onChange({ url: event.currentTarget.value || undefined })}
          />
          <span class="hint">For example http://localhost:8080/v1. It must speak the OpenAI format.</span>
        </label>
        <label class="label">
          Key
          <input
            class="field"
            type="password"
            autocomplete="off"
            placeholder="For this run only"
            value={typedKey}
            onInput={(event) => onKey(event.currentTarget.value)}
          />
          <span class="hint">It is never stored. Leave it empty for a model on this machine.</span>
        </label>
        {keyVariables.length > 0 && (
          <label class="label">
            Or a key of the environment
            <select
              class="field"
              value={value.keyVariable ?? ""}
              onChange={(event) => onChange({ keyVariable: event.currentTarget.value || undefined })}
            >
              <option value="">The usual one of the model</option>
              {keyVariables.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
        <NumberField
          label="Examples per class"
          value={value.examplesPerClass}
          onChange={(examplesPerClass) => onChange({ examplesPerClass: examplesPerClass ?? 40 })}
        />
        <NumberField
          label="Your texts shown per class"
          hint="0: none of your texts leave this machine."
          value={value.shareExamples ?? 0}
          onChange={(shareExamples) => onChange({ shareExamples: shareExamples ?? 0 })}
        />
      </div>
      <details>
        <summary>Prices, and a limit on the cost</summary>
        <div class="form-grid">
          <Prices value={value} onChange={onChange} />
          <NumberField
            label="Maximum cost"
            hint="It stops before it costs more. Needs the prices."
            value={value.maxCost}
            onChange={(maxCost) => onChange({ maxCost })}
          />
        </div>
      </details>
    </>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number | undefined;
  readonly onChange: (value: number | undefined) => void;
}

function NumberField({ label, hint, value, onChange }: NumberFieldProps) {
  return (
    <label class="label">
      {label}
      <input
        class="field"
        type="number"
        min={0}
        step="any"
        value={value ?? ""}
        onInput={(event) =>
          onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.valueAsNumber)
        }
      />
      {hint && <span class="hint">{hint}</span>}
    </label>
  );
}

function Prices({ value: { prices }, onChange }: Pick<GenerationFormProps, "value" | "onChange">) {
  const set = (part: "in" | "out") => (price: number | undefined) =>
    onChange({ prices: { in: prices?.in ?? 0, out: prices?.out ?? 0, [part]: price ?? 0 } });
  return (
    <>
      <NumberField
        label="Price per million tokens read"
        hint="A token is about three quarters of a word."
        value={prices?.in}
        onChange={set("in")}
      />
      <NumberField label="Price per million tokens written" value={prices?.out} onChange={set("out")} />
    </>
  );
}
