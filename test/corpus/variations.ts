/** Ways in which a receiver's document differs from the sender's. */
export const VARIATIONS = [
  'banner',
  'ads',
  'missing',
  'reordered',
  'translated',
  'reworded',
  'wrapped',
] as const;
export type Variation = (typeof VARIATIONS)[number];

type Random = () => number;

/** @returns the elements whose own words are others now */
export function vary(variation: Variation, random: Random): { changed: Set<Element> } {
  const changed = new Set<Element>();
  const pick = <T>(from: readonly T[], share: number): T[] => from.filter(() => random() < share);
  const blocks = [...document.body.querySelectorAll('*')].filter(
    (element) => element instanceof HTMLElement && !/^(script|style|option|form)$/.test(element.localName),
  );
  const reword = (texts: Iterable<Text>, to: (text: string) => string): void => {
    for (const text of texts) {
      if (!/\S/.test(text.data)) continue;
      const before = text.data;
      text.data = to(before);
      if (text.data !== before && text.parentElement) changed.add(text.parentElement);
    }
  };
  switch (variation) {
    case 'banner': {
      const banner = document.createElement('div');
      banner.append(document.createElement('p'), document.createElement('button'));
      banner.firstChild?.appendChild(new Text('We use cookies. You may say what you think of that.'));
      document.body.prepend(banner);
      break;
    }
    case 'ads':
      for (const parent of blocks.filter((element) => element.children.length >= 4)) {
        const before = parent.children[Math.floor(random() * parent.children.length)];
        if (!before || /^(table|tr|select|dl|svg)$/.test(parent.localName)) continue;
        const ad = document.createElement(before.localName);
        ad.append(`Advertisement ${Math.floor(random() * 1000)}: better ropes for better boats`);
        before.before(ad);
      }
      break;
    case 'missing':
      for (const block of pick(blocks, 0.04)) block.remove();
      break;
    case 'reordered':
      for (const parent of pick(blocks, 0.3)) {
        const [first] = parent.children;
        if (parent.children.length > 2 && first) parent.append(first);
      }
      break;
    case 'translated':
      reword(texts(), (text) =>
        text.replace(/\p{L}/gu, (letter) => String.fromCodePoint(letter.codePointAt(0)! ^ 1)),
      );
      break;
    case 'reworded':
      reword(pick([...texts()], 0.15), (text) => `${text} (new)`);
      break;
    case 'wrapped':
      for (const block of pick(blocks, 0.1)) {
        if (/^(li|td|th|tr|tbody|thead|dt|dd|legend|summary|body|html)$/.test(block.localName)) continue;
        const wrapper = document.createElement('div');
        block.replaceWith(wrapper);
        wrapper.append(block);
      }
  }
  return { changed };
}

function* texts(): Generator<Text> {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode as Text;
    if (!/^(script|style)$/.test(node.parentElement?.localName ?? '')) yield node;
  }
}
