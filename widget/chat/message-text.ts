import { html, type TemplateResult } from 'lit';

/** A piece of a message as it is shown. */
export type TextPart =
  { kind: 'text' | 'code' | 'mention'; text: string } | { kind: 'link'; text: string; href: string };

/** Code between backticks on one line, and what looks like an address. Takes linear time. */
const SPECIAL = /`([^`\n]+)`|\bhttps?:\/\/[^\s<>"`]+/gi;
/** Punctuation at the end of a sentence does not belong to the address before it. */
const TAIL = /[.,;:!?'"’”»…\]}>*_~]/;

/**
 * Finds addresses, code and mentions in a text. There is no other markup.
 *
 * @param names of the members whom it mentions
 */
export function textParts(text: string, names: readonly string[] = []): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(SPECIAL)) {
    const [all, code] = match;
    const href = code === undefined ? addressIn(all) : undefined;
    if (code === undefined && !href) continue;
    plain(parts, text.slice(at, match.index), names);
    parts.push(href ? { kind: 'link', text: href.text, href: href.url } : { kind: 'code', text: code ?? '' });
    at = match.index + (href?.text ?? all).length;
  }
  plain(parts, text.slice(at), names);
  return parts;
}

/** The address without what follows it; undefined if it is not safe to open. */
function addressIn(raw: string): { text: string; url: string } | undefined {
  let end = raw.length;
  let open = 0;
  for (const character of raw) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  // A bracket at the end belongs to the address if its opening one does.
  for (; end > 0; end--) {
    const last = raw.charAt(end - 1);
    if (last === ')' && open < 0) open++;
    else if (!TAIL.test(last)) break;
  }
  const text = raw.slice(0, end);
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, href } = new URL(text);
  return /^https?:$/.test(protocol) && hostname ? { text, url: href } : undefined;
}

function plain(parts: TextPart[], text: string, names: readonly string[]): void {
  let rest = text;
  while (rest) {
    let first = -1;
    let found = '';
    for (const name of names) {
      const at = rest.indexOf(`@${name}`);
      if (at >= 0 && (first < 0 || at < first)) [first, found] = [at, `@${name}`];
    }
    if (first < 0) break;
    if (first > 0) parts.push({ kind: 'text', text: rest.slice(0, first) });
    parts.push({ kind: 'mention', text: found });
    rest = rest.slice(first + found.length);
  }
  if (rest) parts.push({ kind: 'text', text: rest });
}

/** Renders a message's text. All of it goes into the page as text, never as HTML. */
export function messageText(text: string, names?: readonly string[]): (string | TemplateResult)[] {
  return textParts(text, names).map((part) => {
    switch (part.kind) {
      case 'link':
        return html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow ugc"
          >${part.text}</a
        >`;
      case 'code':
        return html`<code>${part.text}</code>`;
      case 'mention':
        return html`<b>${part.text}</b>`;
      default:
        return part.text;
    }
  });
}
