// A text that somebody wrote in Markdown, shown from the parts that the server read it into.
// Makes elements of them, never HTML of a text, and no link to anything but a web or e-mail address.
import type { ComponentChildren, JSX } from "preact";
import type { TextPart } from "../base/types";
import "../styles/said.css?later";

/** The address of a link, where it is one that may be opened. */
export function safeAddress(href: string): string | null {
  return /^(https?:\/\/|mailto:)/i.test(href) ? href : null;
}

/** The text. */
export function Said({ parts }: { parts: TextPart[] }): JSX.Element {
  return (
    <div class="said" dir="auto">
      <Parts parts={parts} />
    </div>
  );
}

function Parts({ parts }: { parts: TextPart[] }): JSX.Element {
  return (
    <>
      {parts.map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </>
  );
}

function Part({ part }: { part: TextPart }): JSX.Element {
  if (!("children" in part)) return <Leaf part={part} />;
  const inside = <Parts parts={part.children} />;
  switch (part.type) {
    case "strong":
      return <strong>{inside}</strong>;
    case "emphasis":
      return <em>{inside}</em>;
    case "strikethrough":
      return <s>{inside}</s>;
    case "link":
      return <Link href={part.href}>{inside}</Link>;
    case "paragraph":
      return <p dir="auto">{inside}</p>;
    // Its words stand out; it is no heading of the page.
    case "heading":
      return (
        <p class="said-heading" dir="auto">
          {inside}
        </p>
      );
    case "list":
      return part.start == null ? <ul>{inside}</ul> : <ol start={part.start}>{inside}</ol>;
    case "item":
      return <li>{inside}</li>;
    case "quote":
      return <blockquote>{inside}</blockquote>;
  }
}

function Leaf({ part }: { part: Exclude<TextPart, { children: TextPart[] }> }): JSX.Element {
  switch (part.type) {
    case "text":
      return <>{part.text}</>;
    case "break":
      return <br />;
    case "code":
      return <code dir="ltr">{part.text}</code>;
    case "code_block":
      return (
        <pre dir="ltr">
          <code>{part.text}</code>
        </pre>
      );
    case "rule":
      return <hr />;
  }
}

function Link({ href, children }: { href: string; children: ComponentChildren }): JSX.Element {
  const address = safeAddress(href);
  if (!address) return <span>{children}</span>;
  return (
    <a href={address} rel="nofollow ugc noopener" target="_blank">
      {children}
    </a>
  );
}
