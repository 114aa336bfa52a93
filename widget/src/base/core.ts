// The interface between the loader and the chunks that it loads, so that no code is shipped twice.
// Types only, no behaviour.
import type { Short } from "../locales/short";
import type { Raw } from "./step";

/** A tab of the panel. */
export type Tab = "requests" | "report" | "suggest" | "news" | "yours";

/** The optional thing on a screen, such as an invoice. */
export type Thing = { type: string; id: string };

/** Where the visitor is: normalised route, the page's title, and the object if there is one. */
export type Place = { route: string; title: string; object?: Thing };

/** The visitor's current answer, remembered so that it is shown again without asking the server. */
export type Kept = { helpful: boolean; reason?: string };

/** What was last heard of news: when in milliseconds, which version, and how many the visitor has not seen. */
export type Heard = { at: number; tag?: string; unseen: number };

/**
 * What is kept in the browser once the visitor has acted. `seed` is the browser's secret until the first write has brought
 * a token: the server derives the same visitor from it however often that write is sent. `sub` is the subject of the
 * identified person, `until` the time at which the token expires. `announce` is whether the project wants news to be looked
 * for before anybody acts, as last known; `name` is the name that the visitor last wrote a comment under.
 */
export type Memory = {
  token?: string | undefined;
  seed?: string | undefined;
  sub?: string | undefined;
  until?: string;
  answers?: Record<string, Kept>;
  announce?: boolean;
  news?: Heard;
  name?: string;
};

/** The running recorder. */
export type Recorder = {
  /** The steps so far, oldest first. */
  steps(): Raw[];
  /** Calls back after each change until the returned function is called. */
  watch(changed: () => void): () => void;
  /** Removes every listener and patch and forgets the steps. */
  stop(): void;
};

/** What the recorder's chunk knows of the page, whether it records or not. */
export type Aide = {
  /** The theme that fits what is behind our element `own`, which the host sees as part of `el`. */
  behind(own: Element, el: Element): "light" | "dark";
  /** The element that the launcher belongs in now. */
  home(): Element;
  /** The place of an element: as found on the page until the panel starts, then in the form that the API accepts. */
  place(near?: Element | null): Place;
  /** The name under which the answer for a place is remembered. */
  named(place: Place): string;
  /** The remembered answer for a place. */
  kept(place: Place): boolean | undefined;
  /** Masks secrets, and what was typed on this page. */
  redact(text: string): string;
  /** A place in the form that the API accepts. */
  apiPlace(place: Place): Place;
  /** Any text as one line of at most `most` characters, in a form that the API accepts. */
  fit(text: unknown, most: number): string;
  /** The same for one line that the visitor wrote: its spaces are kept. */
  whole(text: string, most: number): string;
  /** The same for several lines that the visitor wrote: line breaks are kept. */
  lines(text: string, most: number): string;
  bare(address: string): string;
  stop(): void;
};

/** One inline element of the host: its own shadow root and where its contents go. */
export type Slot = { el: Element; box: HTMLElement; root: ShadowRoot };

/** What the panel chunk gives back to the loader. */
export type Panel = {
  /** Resolves to whether it is open: it may have been closed while its tab was loading. */
  open(tab?: Tab, at?: Place | Element | null, opener?: Element | null): Promise<boolean>;
  close(): void;
  helpful(slot: Slot, place: Place, helpful: boolean): () => void;
  list(slot: Slot): () => void;
  /** Inserts itself into the page again if the host has replaced the body. */
  stay(): void;
  identify(token: string): Promise<unknown>;
  logout(): void;
  flush(): void;
  refresh(words?: unknown): void;
  destroy(): void;
};

/** What every chunk is started with. */
export type Core = {
  key: string;
  /** Origin of the server, without a trailing slash. */
  base: string;
  /** A setting by call or by the tag's attribute, or "". */
  setting(name: string): string;
  locale(): string;
  /** Puts theme, accent, direction and language on an element that holds our contents. */
  dress(el: HTMLElement, behind: Element): void;
  /** The project's accent, once the panel knows it. */
  accent?: string;
  short(): Short;
  emit(event: string, detail?: unknown): void;
  /** Calls back when the screen or object changed, until the returned function is called. */
  moves(moved: () => void): () => void;
  /** Reports that the address, screen or object may have changed. */
  moved(): void;
  /** What makes this another page for the visitor: the path, the route of a hash router, the host's screen and object. */
  where(): string;
  /** Reports that elements were added to or removed from the host's page. */
  scan(): void;
  /** Applies the theme, direction and language again, which may have changed. */
  retheme(): void;
  /** Faults that occurred before the recorder ran; nothing is recorded while the visitor is not to be recorded. */
  early: Event[];
  /** The recorder's chunk; loaded before the panel starts. */
  aide(): Aide | undefined;
  /** What is kept; the panel replaces this with its own memory, which can also be changed. */
  memory(): Memory;
  /** Loads a chunk by its file, without the ending; after a failure under another address, since browsers remember failures. */
  chunk<T>(file: string): Promise<T>;
  /** The recorder, if it is running. */
  recorder(): Recorder | undefined;
  /** Starts the recorder, whatever the browser's privacy signals: only to be called after the visitor agreed. */
  record(): Promise<Recorder>;
  /** Opens the panel from one of our own elements, for a place or for where an element belongs. */
  open(tab?: Tab, at?: Place | Element | null, opener?: Element | null): void;
  /** Loads the panel without opening it. */
  load(): Promise<Panel>;
  closed(): void;
};
