// A text in Markdown as the parts that readers see, read by the server while somebody types.
// Renders nothing, and reads nothing that was already read.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { TextPart } from "../base/types";
import { at, call, data } from "./api";

/** Milliseconds after which typing counts as paused. */
const pause = 250;

const read = (project: string, text: string, signal: AbortSignal) =>
  data(call<{ content: TextPart[] }>("POST", `${at(project)}/markdown`, { body: { text }, signal }));

/** The parts of a text as it is typed; `known` is a text whose parts are known. Until they are read, those of before stay. */
export function useMarkdown(
  project: string,
  text: string,
  known: { text: string; parts: TextPart[] } = { text: "", parts: [] },
): TextPart[] {
  const parts = useSignal<TextPart[]>(known.parts);
  useEffect(() => {
    if (text.trim() === known.text.trim()) {
      parts.value = known.parts;
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      read(project, text, stop.signal).then(
        ({ content }) => {
          if (!stop.signal.aborted) parts.value = content;
        },
        // What was read before stays; the next key reads again.
        () => undefined,
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, known.text]);
  return parts.value;
}
