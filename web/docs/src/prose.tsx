/** Texts of the documentation: paragraphs, lists and code, with links to the methods they name. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useSay } from "./words";

/** The start of an item of a list. */
const ITEM = /^(?:[-*]|\d+\.) /;

interface Props {
  text: string;
  names: ReadonlySet<string>;
}

export function Prose({ text, names }: Props) {
  const blocks = text.split(/(```[\s\S]*?```)|\n{2,}/).filter((block) => block?.trim());
  return (
    <div class="prose">
      {blocks.map((block) => {
        if (block.startsWith("```")) return <Code text={block.replace(/^```.*\n?|\n?```$/g, "")} />;
        const lines = block.trim().replace(/\n\s+/g, " ").split("\n");
        if (!lines.every((line) => ITEM.test(line))) return <p>{inline(block, names)}</p>;
        const List = /^\d/.test(block.trim()) ? "ol" : "ul";
        return (
          <List>
            {lines.map((line) => (
              <li>{inline(line.replace(ITEM, ""), names)}</li>
            ))}
          </List>
        );
      })}
    </div>
  );
}

/** Renders a line: `code`, **bold text**, and the names of methods as links. */
export function inline(text: string, names: ReadonlySet<string>): ComponentChildren {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|[a-z]+(?:\.[a-z]+)+)/).map((part) => {
    if (part.startsWith("**")) return <strong>{part.slice(2, -2)}</strong>;
    const bare = part.replace(/^`|`$/g, "");
    if (names.has(bare)) return <a href={`#/${bare}`}>{bare}</a>;
    return bare === part ? part : <code>{bare}</code>;
  });
}

/** Shows a text exactly as it is, with a button that copies it. */
export function Code({ text, label, children }: { text: string; label?: string; children?: ComponentChildren }) {
  return (
    <div class="code">
      <Copy text={text} label={label} />
      <pre tabIndex={0} aria-label={label}>
        <code>{children ?? text}</code>
      </pre>
    </div>
  );
}

export function Copy({ text, label }: { text: string; label?: string }) {
  const say = useSay();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  // Browsers have a clipboard only for pages of this machine or over TLS.
  if (!navigator.clipboard) return null;
  return (
    <button type="button" class="copy" onClick={copy} aria-label={label ? `${say("copy")} ${label}` : undefined}>
      {say(isCopied ? "copied" : "copy")}
    </button>
  );
}

/** Shows JSON in colours. */
export function Json({ value, label }: { value: unknown; label?: string }) {
  const text = JSON.stringify(value, null, 2);
  const parts = text.split(/("(?:[^"\\]|\\.)*"(?:\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b)/);
  const kind = (part: string) => {
    if (part.startsWith('"')) return part.endsWith(":") ? "key" : "text";
    return /^[-\dtfn]/.test(part) ? "value" : undefined;
  };
  return (
    <Code text={text} label={label}>
      {parts.map((part, index) => (index % 2 === 1 ? <span class={kind(part)}>{part}</span> : part))}
    </Code>
  );
}
