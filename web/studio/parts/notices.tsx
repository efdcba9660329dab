import { closeNotice, notices, spoken } from "../state/notices.ts";
import { Icon } from "./icon.tsx";

/** Shows messages at the foot of the page, and has screen readers say what changed. */
export function Notices() {
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite">
        {spoken}
      </div>
      <div class="notices">
        {notices.value.map(({ id, text, kind, action }) => (
          <div key={id} class={`notice notice-${kind}`}>
            <p>{text}</p>
            {action && (
              <button
                type="button"
                class="button quiet"
                onClick={() => {
                  closeNotice(id);
                  action.run();
                }}
              >
                {action.label}
              </button>
            )}
            <button
              type="button"
              class="button quiet square"
              aria-label="Close message"
              onClick={() => closeNotice(id)}
            >
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
    </>
  );
}
