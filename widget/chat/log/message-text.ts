import { html, type TemplateResult } from 'lit';

/** A piece of a message as it is shown. */
export type TextPart =
  { kind: 'text' | 'code' | 'mention'; text: string } | { kind: 'link'; text: string; href: string };

/** Code between backticks on one line, what looks like an address, and the start of a mention. Takes linear time. */
const SPECIAL = /`([^`\n]+)`|\bhttps?:\/\/[^\s<>"`]+|@/gi;
/** Punctuation at the end of a sentence does not belong to the address before it. */
const TAIL = /[.,;:!?'"’”»…\]}>*_~]/;
/** At most so many places of a text are looked at; what follows stays plain, so that no text takes long to draw. */
const MAX_SPECIAL = 30;
/** About so many narrow characters are shown before the rest is folded away: 15 lines. */
const FOLD = 600;
const LINE = 40;

/**
 * Finds addresses, code and mentions in a text. There is no other markup.
 *
 * @param names of the members whom it mentions
 */
export function textParts(text: string, names: readonly string[] = []): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  let looks = 0;
  const add = (part: TextPart, from: number, to: number): void => {
    if (from > at) parts.push({ kind: 'text', text: text.slice(at, from) });
    if (part.text) parts.push(part);
    at = to;
  };
  for (const { 0: all, 1: code, index } of text.matchAll(SPECIAL)) {
    if (looks++ === MAX_SPECIAL) break;
    if (code) add({ kind: 'code', text: code }, index, index + all.length);
    else if (all === '@') {
      const name = names.find((other) => text.startsWith(other, index + 1));
      if (name) add({ kind: 'mention', text: all + name }, index, index + 1 + name.length);
    } else {
      const link = addressIn(all);
      if (link) add(link, index, index + link.text.length);
    }
  }
  add({ kind: 'text', text: '' }, text.length, 0);
  return parts;
}

/** The address without what follows it; undefined if it is not safe to open. */
function addressIn(raw: string): TextPart | undefined {
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
  // It begins with http:// or https://, and so has a host if it is valid.
  return URL.canParse(text) ? { kind: 'link', text, href: new URL(text).href } : undefined;
}

function drawn(part: TextPart): string | TemplateResult {
  const { kind, text } = part;
  if (kind === 'link')
    return html`<a href=${part.href} target="_blank" rel="noopener noreferrer nofollow ugc">${text}</a>`;
  return kind === 'code' ? html`<code>${text}</code>` : kind === 'mention' ? html`<b>${text}</b>` : text;
}

/**
 * Renders a message's text, and folds away what is too much to show at once. All of it goes into the page as text,
 * never as HTML.
 *
 * @param more names what is folded away
 */
export function messageText(text: string, more: string, names?: readonly string[]): unknown[] {
  const shown: unknown[] = [];
  const folded: unknown[] = [];
  let left = FOLD;
  for (const part of textParts(text, names)) {
    let at = 0;
    for (const character of part.text) {
      // A line break; from the Hangul on, most are wide.
      left -= character < ' ' ? LINE : character < '\u1100' ? 1 : 2;
      if (left < 0) break;
      at += character.length;
    }
    if (left < 0) at = part.text.slice(0, at).search(/\s\S*$/) + 1 || at;
    if (at > 0) shown.push(drawn({ ...part, text: part.text.slice(0, at) }));
    if (left < 0) folded.push(drawn({ ...part, text: part.text.slice(at) }));
  }
  // On one line: more white space would be seen.
  // prettier-ignore
  if (left < 0) shown.push(html`<details><summary>${more}</summary>${folded}</details>`);
  return shown;
}
