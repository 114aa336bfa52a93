// The small components that pages share: badges, ages, empty states, skeletons, copying, toasts.
// Do not fetch, and know no page.
import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { announce, said } from "../base/announce";
import { shortcuts } from "../base/keys";
import type { Kind, ObjectRef, ScreenRef, Status, VisitorRef } from "../base/types";
import { t } from "../words/texts";
import { age, ago, moment, now } from "../words/time";
import { Icon, type IconName, StatusIcon } from "./icon";

/** A status, as word and shape. */
export function StatusBadge({ status }: { status: Status }): JSX.Element {
  return (
    <span class="status">
      <StatusIcon status={status} />
      <span class="status-name">{t.status(status)}</span>
    </span>
  );
}

/** A kind, as a word in muted colour. */
export function KindBadge({ kind }: { kind: Kind }): JSX.Element {
  return <span class={`kind is-${kind}`}>{t.kind(kind)}</span>;
}

/** How old something is; the full time is in the title. `long` reads as a sentence. */
export function Age({ at, long }: { at: string; long?: boolean }): JSX.Element {
  return (
    <time dateTime={at} title={moment(at)}>
      {long ? ago(at, now.value) : age(at, now.value)}
    </time>
  );
}

/** A place in the host product. */
export function Route({ screen }: { screen: ScreenRef }): JSX.Element {
  return (
    <span class="route" dir="ltr" title={screen.title ?? undefined}>
      {screen.route}
    </span>
  );
}

/** An object in the host product. */
export function ObjectName({ object }: { object: ObjectRef }): JSX.Element {
  return (
    <>
      {object.type} <span dir="auto">{object.id}</span>
    </>
  );
}

/** A sentence of ours around a user's text, which keeps its own direction without affecting ours. */
export function Around({ text, said }: { text: string; said: string }): JSX.Element {
  const [before = "", ...rest] = text.split(said);
  if (!said || rest.length === 0) return <>{text}</>;
  return (
    <>
      {before}
      <span dir="auto">{said}</span>
      {rest.join(said)}
    </>
  );
}

/** What a visitor is called. */
export function visitorName(visitor: VisitorRef | null): string {
  if (!visitor) return t.nobody;
  return visitor.name ?? t.someone(visitor.kind);
}

/** An empty state: what it means and what to do. */
export function Empty(props: {
  icon: IconName;
  title: string;
  hint: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <span class="empty-icon">
        <Icon name={props.icon} />
      </span>
      <p class="empty-title">{props.title}</p>
      <p class="quiet">{props.hint}</p>
      {props.children && <div class="empty-acts">{props.children}</div>}
    </div>
  );
}

/** Grey lines of the size of the coming content. */
export function Skeleton({ lines, row }: { lines: number; row?: boolean }): JSX.Element {
  return (
    <div class={row ? "skeleton is-rows" : "skeleton"} aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <span key={index} class={`bone is-${index % 4}`} />
      ))}
    </div>
  );
}

/** Copies a text and says so. */
export function Copy({ text, label, main }: { text: string; label?: string; main?: boolean }): JSX.Element {
  const done = useSignal(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Plain http has no clipboard: select a field and use the copy command.
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "hidden";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    done.value = true;
    announce(t.act.copied);
    setTimeout(() => {
      done.value = false;
    }, 2000);
  };
  return (
    <button type="button" class={main ? "button is-main" : "button"} onClick={() => void copy()}>
      <Icon name={done.value ? "check" : "copy"} />
      {done.value ? t.act.copied : (label ?? t.act.copy)}
    </button>
  );
}

/** Text to be copied: a code block that can be focused and scrolled, with its button. */
export function Code({ text, name }: { text: string; name: string }): JSX.Element {
  return (
    <div class="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={name}>
        <pre>
          <code>{text}</code>
        </pre>
      </section>
      <Copy text={text} />
    </div>
  );
}

/** The live region, and the same words as a toast. */
export function Toast(): JSX.Element {
  return (
    <div class="toast" role="status" aria-live="polite">
      {said.value && (
        <p key={said.value.at}>
          <Icon name="check" />
          <span dir="auto">{said.value.text}</span>
          {said.value.undo && (
            <button type="button" class="toast-undo" onClick={said.value.undo}>
              {t.acts.undo}
              <KeyHint>z</KeyHint>
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** The single key that does what a button does; nothing where single keys are switched off. */
export function KeyHint({ children }: { children: ComponentChildren }): JSX.Element | null {
  if (!shortcuts.value) return null;
  return (
    <span class="kbd" aria-hidden="true">
      {children}
    </span>
  );
}

/** Names the browser's tab. */
export function useTitle(page: string): void {
  useEffect(() => {
    document.title = t.title(page);
  }, [page]);
}

/** A titled part of a detail. */
export function Part({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="part">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
