// Ctrl+Enter, or Cmd+Enter on a Mac, sends the form that somebody types in.
// Sends nothing itself: the form does.

/** The key handler of a form. */
export function sendByKey(event: KeyboardEvent & { currentTarget: HTMLFormElement }): void {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
}
