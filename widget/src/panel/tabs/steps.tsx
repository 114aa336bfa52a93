// The recorded steps as numbered sentences that the visitor may change or remove.
// Does not send anything: it only edits the draft.
import { useEffect, useState } from "preact/hooks";
import { Tick } from "../parts/form";
import { composing, Sign, useSession } from "../parts/parts";
import { sendable } from "../state/payload";

/** How many of the latest steps are shown until the visitor asks for the others. */
const LATEST = 6;
const FAULT = /error|rejection|http/;

/** The steps of the draft, updated while the visitor continues to use the page. */
export function Steps() {
  const session = useSession();
  const { say, core, draft } = session;
  const [recorder, set] = useState(core.recorder());
  const [, drawn] = useState({});
  const [all, showAll] = useState(false);
  const [editing, edit] = useState<number>();
  useEffect(() => recorder?.watch(() => drawn({})), [recorder]);

  if (!recorder) {
    return (
      <fieldset class="part">
        <legend>{say("steps")}</legend>
        <p class="faint">{say("stepsOff")}</p>
        <Tick
          checked={false}
          onTick={(on) =>
            on &&
            core.record().then(set, (error: unknown) => {
              session.announce(say("failed"));
              core.emit("error", error);
            })
          }
        >
          {say("stepsOn")}
        </Tick>
      </fieldset>
    );
  }

  const raws = recorder.steps().filter((raw) => !draft.removed.has(raw.n));
  const sentences = sendable(core, raws, draft, say);
  const earlier = all ? 0 : Math.max(0, raws.length - LATEST);
  const gone = recorder.steps().length - raws.length;
  const change = (n: number, text: string) => {
    draft.edited.set(n, text.slice(0, 500));
    session.changed();
  };
  const remove = (n: number) => {
    draft.removed.add(n);
    session.changed();
  };
  return (
    <fieldset class="part">
      <legend>{say("steps")}</legend>
      {raws.length > 0 ? (
        <Tick
          checked={draft.withSteps}
          onTick={(on) => {
            draft.withSteps = on;
            session.changed();
          }}
        >
          {say("stepsSend", { n: raws.length })}
        </Tick>
      ) : (
        <p class="faint">{say("stepsNone")}</p>
      )}
      {raws.length > 0 && draft.withSteps && (
        <>
          <p class="faint">{say("stepsNote")}</p>
          {earlier > 0 && (
            <button type="button" class="plain" onClick={() => showAll(true)}>
              {say("stepsMore", { n: earlier })}
            </button>
          )}
          <ol class="steps" start={earlier + 1}>
            {raws.slice(earlier).map((raw, i) => {
              const n = earlier + i + 1;
              const text = sentences[earlier + i]?.sentence ?? "";
              return (
                <li key={raw.n} class={FAULT.test(raw.kind) ? "fault" : ""}>
                  <span class="count" aria-hidden="true">
                    {n}
                  </span>
                  {editing === raw.n ? (
                    <input
                      dir="auto"
                      aria-label={say("stepText", { n })}
                      value={text}
                      maxLength={500}
                      ref={focusOnce}
                      onInput={(event) => change(raw.n, event.currentTarget.value)}
                      onKeyDown={(event) => {
                        if (composing(event) || (event.key !== "Enter" && event.key !== "Escape")) return;
                        // Neither sends the form nor closes the panel.
                        event.preventDefault();
                        event.stopPropagation();
                        edit(undefined);
                        refocus(event.currentTarget);
                      }}
                    />
                  ) : (
                    <span class="sentence" dir="auto">
                      {text}
                    </span>
                  )}
                  <button
                    type="button"
                    class="icon"
                    aria-label={editing === raw.n ? say("stepDone") : say("stepEdit", { n })}
                    onClick={() => edit(editing === raw.n ? undefined : raw.n)}
                  >
                    <Sign
                      d={editing === raw.n ? "M3 8.5l3.5 3.5L13 5" : "M3 13l.6-2.8 6.9-6.9 2.2 2.2-6.9 6.9z"}
                    />
                  </button>
                  <button
                    type="button"
                    class="icon"
                    aria-label={say("stepRemove", { n })}
                    onClick={(event) => {
                      refocus(event.currentTarget);
                      remove(raw.n);
                    }}
                  >
                    <Sign d="M4 4l8 8M12 4l-8 8" />
                  </button>
                </li>
              );
            })}
          </ol>
        </>
      )}
      {gone > 0 && draft.withSteps && (
        <button
          type="button"
          class="plain"
          onClick={() => {
            draft.removed.clear();
            session.changed();
          }}
        >
          {say("stepsRestore", { n: gone })}
        </button>
      )}
    </fieldset>
  );
}

function focusOnce(el: HTMLInputElement | null) {
  if (el && (el.getRootNode() as ShadowRoot).activeElement !== el) el.focus();
}

// The element with the focus is about to be removed: the same element of the next step, or of the one before, takes it.
function refocus(el: HTMLElement) {
  const row = el.closest("li");
  const near = el.matches("input") ? row : (row?.nextElementSibling ?? row?.previousElementSibling);
  const last = near?.querySelector<HTMLElement>(el.matches("input") ? "button" : "button:last-child");
  (last ?? row?.closest("fieldset")?.querySelector<HTMLElement>("input"))?.focus();
}
