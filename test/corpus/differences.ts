import { blockAround, segmenter } from './dom.ts';

/** Ways in which the receiver's page differs from the sender's. */
export const DIFFERENCES = [
  'the same',
  'advertisements',
  'blocks removed',
  'wrapped',
  'renamed',
  'reordered',
  'highlighted',
  'signed in',
  'translated',
  'words edited',
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** Ways in which the receiver's page changes while a cursor rests on it. */
export const CHANGES = [
  'late content',
  'inserted above',
  'removed',
  'swapped',
  'text appended',
  'inserted above, text appended',
] as const;
export type Change = (typeof CHANGES)[number];

type Random = () => number;

const WORDS =
  'harbour lantern maple copper window gentle river button garden silver market orange puzzle ladder'.split(
    ' ',
  );
/** Parts that have their own rules about what may be in them. */
const STRICT =
  /^(table|thead|tbody|tfoot|tr|select|optgroup|dl|svg|picture|ruby|details|fieldset|html|head|body|video)$/;
const SOLID =
  /^(li|td|th|tr|tbody|thead|tfoot|dt|dd|legend|summary|caption|option|optgroup|source|body|html|script|style|path|g|use|rt|rp|figcaption|area|track|param|col|colgroup)$/;

const pick = <T>(from: readonly T[], share: number, random: Random): T[] =>
  from.filter(() => random() < share);
const any = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)]!;

function blocks(): HTMLElement[] {
  return [...document.body.querySelectorAll<HTMLElement>('*')].filter(
    (element) =>
      element instanceof HTMLElement &&
      !/^(script|style|option|br|form)$/.test(element.localName) &&
      getComputedStyle(element).display !== 'inline' &&
      !element.closest('svg, select'),
  );
}

export function textsOf(root: Node = document.body): Text[] {
  const found: Text[] = [];
  const visit = (node: Node): void => {
    if (node instanceof Text) {
      if (/\S/.test(node.data)) found.push(node);
    } else if (!(node instanceof Element && /^(script|style|textarea|option)$/.test(node.localName))) {
      if (node instanceof Element && node.shadowRoot) visit(node.shadowRoot);
      Reflect.get(Node.prototype, 'childNodes', node).forEach(visit);
    }
  };
  visit(root);
  return found;
}

function advertisement(random: Random): HTMLElement {
  const ad = document.createElement('div');
  ad.innerHTML = '<p></p><img alt="" width="120" height="60"><button>Learn more</button>';
  ad.firstElementChild!.append(
    `Advertisement: the ${any(WORDS, random)} ${any(WORDS, random)} that you have been looking for`,
  );
  return ad;
}

/** Puts something before blocks, everywhere. */
function advertise(share: number, random: Random): void {
  for (const block of pick(blocks(), share, random)) {
    const parent = block.parentElement;
    if (!parent || STRICT.test(parent.localName) || SOLID.test(block.localName)) continue;
    block.before(advertisement(random));
  }
  for (const row of pick([...document.body.querySelectorAll('li')], share, random)) {
    const ad = document.createElement('li');
    ad.append(advertisement(random));
    row.before(ad);
  }
}

const TRANSLATED = 'abcdefghijklmnopqrstuvwxyz'.split('');

/** Every text is another one, 0.6 to 1.3 times as long, in elements of its own, as browsers' translations are. */
function translate(random: Random): void {
  const sizes = new Map<Element, number>();
  for (const text of textsOf()) {
    const block = blockAround(text);
    const size = sizes.get(block) ?? 0.6 + 0.7 * random();
    sizes.set(block, size);
    text.data = text.data.replace(/[\p{L}\p{M}]+/gu, (word) =>
      Array.from({ length: Math.max(1, Math.round(word.length * size)) }, () => any(TRANSLATED, random)).join(
        '',
      ),
    );
    const made = document.createElement('div');
    made.innerHTML = '<font><font></font></font>';
    const outer = made.firstElementChild!;
    text.replaceWith(outer);
    outer.firstElementChild!.append(text);
  }
}

/** A word of a text, followed while the text is edited. */
export interface Marked {
  text: Text;
  from: number;
  to: number;
}

function edit(share: number, random: Random, marks: readonly Marked[]): void {
  for (const text of textsOf()) {
    const own = marks.filter((mark) => mark.text === text);
    const moved = new Map<Marked, [number, number]>();
    let data = '';
    for (const { segment, index, isWordLike } of segmenter.segment(text.data)) {
      let words = segment;
      let lead = '';
      if (isWordLike && random() < share) {
        const how = random();
        if (how < 0.5) words = any(WORDS, random);
        else if (how < 0.75) words = '';
        else lead = `${any(WORDS, random)} `;
      }
      for (const mark of own)
        if (mark.from >= index && mark.from < index + segment.length)
          moved.set(mark, [data.length + lead.length, data.length + lead.length + words.length]);
      data += lead + words;
    }
    if (data === text.data) continue;
    text.data = data;
    for (const mark of own) [mark.from, mark.to] = moved.get(mark) ?? [0, 0];
  }
}

/** Changes the page. @param marks are followed where words change */
export function differ(how: Difference, random: Random, marks: readonly Marked[]): void {
  switch (how) {
    case 'the same':
      break;
    case 'advertisements':
      advertise(0.08, random);
      break;
    case 'blocks removed':
      for (const block of pick(blocks(), 0.05, random)) block.remove();
      break;
    case 'wrapped':
      for (const block of pick(blocks(), 0.15, random)) {
        if (
          SOLID.test(block.localName) ||
          (STRICT.test(block.parentElement?.localName ?? '') && block.parentElement !== document.body)
        )
          continue;
        const wrapper = document.createElement('div');
        block.replaceWith(wrapper);
        wrapper.append(block);
      }
      break;
    case 'renamed':
      for (const element of document.body.querySelectorAll('[id]')) element.id = `n${element.id}`;
      for (const element of pick(blocks(), 0.3, random)) {
        if (!/^(div|section|article|h[1-6]|aside|main|header|footer|nav)$/.test(element.localName)) continue;
        const other = /^h/.test(element.localName)
          ? document.createElement('h6')
          : document.createElement('div');
        for (const { name, value } of element.attributes) other.setAttribute(name, value);
        other.append(...element.childNodes);
        element.replaceWith(other);
      }
      break;
    case 'reordered':
      for (const parent of pick(blocks(), 0.3, random)) {
        if (/^(picture|select|video|details|fieldset|table)$/.test(parent.localName)) continue;
        const { children } = parent;
        if (children.length < 3) continue;
        const [first] = children;
        if (random() < 0.5) parent.append(first!);
        else children[2]!.after(first!);
      }
      break;
    case 'highlighted':
      for (const text of textsOf()) {
        for (let rest = text; random() < 0.4 && rest.length > 20;) {
          const at = Math.floor(random() * (rest.length - 12));
          const part = rest.splitText(at);
          rest = part.splitText(8);
          const mark = document.createElement('mark');
          part.replaceWith(mark);
          mark.append(part);
        }
      }
      break;
    case 'signed in': {
      const bar = document.createElement('header');
      bar.innerHTML =
        '<a href="/account">Signed in as Ada Lovelace</a> <img alt="Ada" width="24" height="24"> <button>Sign out</button>';
      document.body.prepend(bar);
      const menu = document.querySelector('nav ul, nav, header');
      const entry = menu?.localName === 'ul' ? document.createElement('li') : document.createElement('span');
      entry.innerHTML = '<a href="/orders">Your orders</a>';
      menu?.prepend(entry);
      for (const block of pick(blocks(), 0.03, random)) {
        if (STRICT.test(block.localName) || SOLID.test(block.localName)) continue;
        const tool = document.createElement('button');
        tool.append('Edit');
        block.prepend(tool);
      }
      break;
    }
    case 'translated':
      translate(random);
      break;
    case 'words edited':
      edit(0.05, random, marks);
  }
}

/**
 * A change that comes while cursors are on the page.
 * @param kept is not taken away
 * @returns the steps, each of which leaves a page to look at
 */
export function change(how: Change, random: Random, kept: ReadonlySet<Element>): (() => void)[] {
  const mayGo = (element: Element): boolean => ![...kept].some((each) => element.contains(each));
  const append = (): void => {
    for (const text of textsOf())
      if (/^(p|li|td|dd|h[1-6])$/.test(text.parentElement?.localName ?? '') && !text.nextSibling)
        text.appendData(` and ${any(WORDS, random)} ${any(WORDS, random)} too`);
  };
  switch (how) {
    case 'late content': {
      const places = pick(
        [...document.querySelectorAll('main > *, article > *, section, body > *')].filter(
          (element) => !/^(script|style)$/.test(element.localName),
        ),
        0.6,
        random,
      ).map((element) => [element, document.createElement('div')] as const);
      for (const [element, skeleton] of places) element.replaceWith(skeleton);
      const half = places.splice(0, places.length >> 1);
      return [
        () => undefined,
        () => half.forEach(([element, skeleton]) => skeleton.replaceWith(element)),
        () => places.reverse().forEach(([element, skeleton]) => skeleton.replaceWith(element)),
      ];
    }
    case 'inserted above':
      return [
        () => undefined,
        () => advertise(0.08, random),
        () => document.body.prepend(advertisement(random)),
      ];
    case 'removed':
      return [
        () => undefined,
        () =>
          pick(blocks(), 0.08, random)
            .filter(mayGo)
            .forEach((block) => block.remove()),
      ];
    case 'swapped':
      return [
        () => undefined,
        () => {
          for (const parent of pick(blocks(), 0.4, random)) {
            const { children } = parent;
            if (
              children.length < 2 ||
              /^(picture|select|video|details|fieldset|table)$/.test(parent.localName)
            )
              continue;
            const at = Math.floor(random() * (children.length - 1));
            children[at + 1]!.after(children[at]!);
          }
        },
      ];
    case 'text appended':
      return [() => undefined, append];
    case 'inserted above, text appended':
      return [
        () => undefined,
        () => {
          advertise(0.08, random);
          append();
        },
      ];
  }
}
