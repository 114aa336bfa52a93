// A text with a few marks, drawn as elements. The server has read the marks: there is no markup in strings here.
// Draws no pictures and nothing that loads; headings are no headings of the page.
import type { ComponentChildren } from "preact";
import type { Node } from "../state/wire";

/** Addresses that a link may have. */
const SAFE = /^(https?:|mailto:)/i;

function draw(node: Node, key: number): ComponentChildren {
  const inside = "children" in node ? node.children.map(draw) : undefined;
  switch (node.type) {
    case "text":
      return node.text;
    case "break":
      return <br key={key} />;
    case "code":
      return <code key={key}>{node.text}</code>;
    case "strong":
      return <strong key={key}>{inside}</strong>;
    case "emphasis":
      return <em key={key}>{inside}</em>;
    case "strikethrough":
      return <s key={key}>{inside}</s>;
    case "link":
      if (!SAFE.test(node.href)) return inside;
      return (
        <a key={key} href={node.href} target="_blank" rel="nofollow ugc noopener">
          {inside}
        </a>
      );
    case "heading":
      return (
        <p key={key} dir="auto">
          <strong>{inside}</strong>
        </p>
      );
    case "list":
      return node.start == null ? (
        <ul key={key}>{inside}</ul>
      ) : (
        <ol key={key} start={node.start}>
          {inside}
        </ol>
      );
    case "item":
      return <li key={key}>{inside}</li>;
    case "quote":
      return <blockquote key={key}>{inside}</blockquote>;
    case "code_block":
      return <pre key={key}>{node.text}</pre>;
    case "rule":
      return <hr key={key} />;
    default:
      // Kinds that a newer server may have are shown by what they contain.
      return inside && <p key={key}>{inside}</p>;
  }
}

/** A text that the server has read. */
export function Said({ nodes }: { nodes: Node[] }) {
  return (
    <div class="text" dir="auto">
      {nodes.map(draw)}
    </div>
  );
}
