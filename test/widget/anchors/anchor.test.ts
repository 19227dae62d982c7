import { expect } from '@open-wc/testing';
import type { Anchor } from '../../../protocol/anchor.ts';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { isOwn } from '../../../widget/anchors/is-own.ts';
import type { Place } from '../../../widget/client/place.ts';
import { AnchorFinder } from '../../../widget/anchors/anchor-finder.ts';
import { AnchorResolver } from '../../../widget/anchors/anchor-resolver.ts';
import type { DrawnPoint } from '../../../widget/anchors/anchor-resolver.ts';

let host: HTMLElement;
let finder: AnchorFinder;
let resolver: AnchorResolver;

beforeEach(() => {
  host = document.createElement('div');
  host.style.cssText = 'position: relative; width: 600px; font: 16px/1.5 monospace';
  document.body.append(host);
  finder = new AnchorFinder(document, { isOwn });
  resolver = new AnchorResolver(document, { isOwn });
});
afterEach(() => {
  host.remove();
  scrollTo(0, 0);
});

/** Fills the page; what was known of it is forgotten. */
function page(html: string): void {
  host.innerHTML = html;
  changed();
}
function changed(): void {
  finder.forget();
  resolver.forget();
}
function get(selector: string): HTMLElement {
  const element = host.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}
function placeAt(x: number, y: number): Place {
  const place = finder.at(x, y);
  if (!place) throw new Error(`no place at ${x}, ${y}`);
  return place;
}
function middleOf(element: Element): [number, number] {
  const { left, top, width, height } = Element.prototype.getBoundingClientRect.call(element);
  return [left + width / 2, top + height / 2];
}
function wordBox(text: Node, word: string): DOMRect {
  const range = document.createRange();
  const from = (text.textContent ?? '').indexOf(word);
  range.setStart(text, from);
  range.setEnd(text, from + word.length);
  return range.getBoundingClientRect();
}
function placeOn(text: Node, word: string): Place {
  const { left, top, width, height } = wordBox(text, word);
  return placeAt(left + width / 2, top + height / 2);
}
function draw({ anchor, flags, x, y }: Place): DrawnPoint {
  resolver.invalidate();
  const point = resolver.point(anchor, flags, x, y);
  if (!point) throw new Error('nothing drawn');
  return point;
}
function isIn({ x, y }: DrawnPoint, box: DOMRect): boolean {
  const [left, top] = [x - scrollX, y - scrollY];
  return left >= box.left - 0.5 && left <= box.right + 0.5 && top >= box.top - 0.5 && top <= box.bottom + 0.5;
}
function within(point: DrawnPoint, element: Element): boolean {
  return [...element.getClientRects()].some((box) => isIn(point, box));
}

const LONG =
  'The quick brown fox jumps over the lazy dog while seven wizards watch from a distant hill in Norway.';

describe('over text', () => {
  it('is on the same word when the lines break elsewhere', () => {
    page(`<p>${LONG}</p>`);
    const text = get('p').firstChild!;
    for (const word of ['quick', 'lazy', 'wizards', 'Norway']) {
      host.style.width = '600px';
      const place = placeOn(text, word);
      expect(place.flags & SAMPLE.text).to.equal(SAMPLE.text);
      for (const width of ['120px', '333px', '900px']) {
        host.style.width = width;
        const point = draw(place);
        expect(isIn(point, wordBox(text, word)), `${word} at ${width}`).to.be.true;
        expect(point.certain).to.be.true;
        expect(point.hidden).to.be.false;
      }
    }
  });

  it('is on the same word inside a link that breaks over lines, with one anchor for the paragraph', () => {
    page(
      `<p>Before it there is <a href="#">a link of many words that will break</a> and <em>some</em> more.</p>`,
    );
    const word = placeOn(get('a').firstChild!, 'many');
    const other = placeOn(get('em').firstChild!, 'some');
    expect(word.key).to.equal(other.key);
    host.style.width = '140px';
    expect(isIn(draw(word), wordBox(get('a').firstChild!, 'many'))).to.be.true;
    expect(isIn(draw(other), wordBox(get('em').firstChild!, 'some'))).to.be.true;
  });

  it('counts only where the pointer is over the letters', () => {
    page('<p>short</p>');
    const { right, top } = get('p').getBoundingClientRect();
    expect(placeAt(right - 5, top + 12).flags).to.equal(0);
  });

  it('is on the same word from right to left, vertically and with characters of two units', () => {
    page(
      '<p dir="rtl">שלום עולם, זה <b>ABC</b> טקסט מעורב</p><p style="writing-mode: vertical-rl">縦書きの文章です</p><p>😀😀🎉😀 end</p>',
    );
    const [rtl, vertical, emoji] = [...host.querySelectorAll('p')].map((p) => p.firstChild!) as [
      Text,
      Text,
      Text,
    ];
    for (const [text, word] of [
      [rtl, 'עולם'],
      [vertical, '文'],
      [emoji, '🎉'],
    ] as const) {
      const place = placeOn(text, word);
      host.style.fontSize = '24px';
      expect(isIn(draw(place), wordBox(text, word)), word).to.be.true;
      host.style.fontSize = '';
    }
  });

  it('reaches beyond 65,535 units of text', () => {
    page(`<pre style="white-space: pre-wrap">${'0123456789 '.repeat(7000)}needle</pre>`);
    const text = get('pre').firstChild!;
    scrollTo(0, document.documentElement.scrollHeight);
    const place = placeOn(text, 'needle');
    expect(place.x).to.be.below(65_536);
    expect(isIn(draw(place), wordBox(text, 'needle'))).to.be.true;
  });

  it('is found in open shadow roots and in what is slotted into them', () => {
    page('<div id="box">slotted words</div>');
    const root = get('#box').attachShadow({ mode: 'open' });
    root.innerHTML = '<p>words of its own</p><slot></slot>';
    const inner = root.querySelector('p')!.firstChild!;
    const slotted = get('#box').firstChild!;
    for (const [text, word] of [
      [inner, 'own'],
      [slotted, 'slotted'],
    ] as const) {
      const place = placeOn(text, word);
      host.style.fontSize = '30px';
      expect(isIn(draw(place), wordBox(text, word))).to.be.true;
      expect(draw(place).certain).to.be.true;
      host.style.fontSize = '';
    }
  });
});

describe('over boxes', () => {
  it('is at the same fraction of images, canvases and iframes', () => {
    page(
      '<img alt="A" style="display: block; width: 50%; height: 80px"><canvas style="width: 50%; height: 60px"></canvas><iframe style="width: 50%; height: 60px"></iframe>',
    );
    for (const element of host.children) {
      const { left, top, width, height } = element.getBoundingClientRect();
      const place = placeAt(left + width * 0.25, top + height * 0.75);
      host.style.width = '300px';
      const box = element.getBoundingClientRect();
      const point = draw(place);
      expect(point.x - scrollX).to.be.closeTo(box.left + box.width * 0.25, 0.1);
      expect(point.y - scrollY).to.be.closeTo(box.top + box.height * 0.75, 0.1);
      host.style.width = '600px';
    }
  });

  it('stays next to the same paragraph on bare ground', () => {
    page(
      `<main style="padding: 0 100px">${Array.from({ length: 20 }, (_, i) => `<p>${i} ${LONG}</p>`).join('')}</main>`,
    );
    const paragraph = host.querySelectorAll('p')[12]!;
    const { left, top, height } = paragraph.getBoundingClientRect();
    scrollTo(0, top - 200);
    const place = placeAt(left - 60, paragraph.getBoundingClientRect().top + height / 2);
    host.style.width = '320px';
    get('main').style.padding = '0 20px';
    const point = draw(place);
    const box = paragraph.getBoundingClientRect();
    expect(point.x - scrollX).to.be.below(box.left);
    expect(point.y - scrollY).to.be.within(box.top, box.bottom);
    expect(within(point, get('main'))).to.be.true;
  });

  it('goes through a link that is stretched over a card to what it covers', () => {
    page(
      '<style>.s::after { content: ""; position: absolute; inset: 0 }</style><div style="position: relative"><h3><a class="s" href="#">Title</a></h3><p>Words below the title</p></div>',
    );
    const text = get('p').firstChild!;
    const place = placeOn(text, 'below');
    host.style.width = '90px';
    expect(isIn(draw(place), wordBox(text, 'below'))).to.be.true;
  });
});

describe('names', () => {
  it('starts from a marked element, or one with an id that was not generated', () => {
    page(
      '<div data-presence-anchor="price"><p>one</p></div><div id="terms"><p>two</p></div><div id=":r1:"><p>three</p></div><div id="radix-12"><p>four</p></div><div id="3f2504e0-4f89-11d3-9a0c-0305e82c3301"><p>five</p></div>',
    );
    const from = [...host.querySelectorAll('p')].map((p) => placeAt(...middleOf(p)).anchor.from);
    expect(from).to.deep.equal([
      { by: 'mark', name: 'price' },
      { by: 'id', name: 'terms' },
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('has one key for one anchor', () => {
    page('<p>one</p><img alt="two" style="width: 50px; height: 50px">');
    const [x, y] = middleOf(get('img'));
    expect(placeAt(x, y).key).to.equal(placeAt(x + 5, y + 5).key);
    expect(placeAt(x, y).key).not.to.equal(placeOn(get('p').firstChild!, 'one').key);
  });
});

describe('another document', () => {
  const cards = (names: string[]): string =>
    names
      .map(
        (name) =>
          `<section><h3>${name} in a box of twelve</h3><div><button>Add to basket</button></div></section>`,
      )
      .join('');

  it('is on the same content below a banner, in a wrapper and beside our own elements', () => {
    page(`<main><p>${LONG}</p><p>Another paragraph that says something else.</p></main>`);
    const place = placeOn(get('p + p').firstChild!, 'something');
    page(
      `<div><p>We use cookies.</p></div><live-presence></live-presence><main><div><p>${LONG}</p></div><div class="ad">Ropes!</div><p>Another paragraph that says something else.</p></main>`,
    );
    const point = draw(place);
    expect(isIn(point, wordBox(get('main > p').firstChild!, 'something'))).to.be.true;
    expect(point.certain).to.be.true;
  });

  it('finds the button of the same card when another card was added before it', () => {
    page(cards(['Mugs', 'Lamps', 'Socks']));
    const place = placeAt(...middleOf(host.querySelectorAll('button')[1]!));
    page(cards(['Ropes', 'Mugs', 'Lamps', 'Socks']));
    const point = draw(place);
    expect(within(point, host.querySelectorAll('button')[2]!)).to.be.true;
    expect(point.certain).to.be.true;
  });

  it('is not certain where the card is missing, the text is translated or nothing is left', () => {
    page(cards(['Mugs', 'Lamps', 'Socks']));
    const place = placeAt(...middleOf(host.querySelectorAll('button')[1]!));
    page(cards(['Mugs', 'Socks']));
    expect(draw(place).certain).to.be.false;
    page(cards(['Becher', 'Lampen', 'Socken']).replaceAll('Add to basket', 'In den Korb'));
    const translated = draw(place);
    expect(translated.certain).to.be.false;
    expect(within(translated, host.querySelectorAll('button')[1]!)).to.be.true;
    page('');
    expect(draw(place).certain).to.be.false;
  });

  it('does not mind white space, loaded images, or our own elements inside', () => {
    page('<p>Some   text\n here <img data-src="a.png" alt="x"> and there</p>');
    const place = placeOn(get('p').firstChild!, 'text');
    get('img').setAttribute('src', 'data:,');
    get('p').append(document.createElement('live-presence'));
    changed();
    expect(draw(place).certain).to.be.true;
  });
});

describe('what cannot be seen', () => {
  it('is hidden while it is not displayed, or inside closed details', () => {
    page('<p>Some words</p><details open><summary>More</summary><p class="in">inside of it</p></details>');
    const plain = placeOn(get('p').firstChild!, 'words');
    const inside = placeOn(get('.in').firstChild!, 'inside');
    get('p').style.display = 'none';
    get('details').removeAttribute('open');
    expect(draw(plain).hidden).to.be.true;
    expect(draw(inside).hidden).to.be.true;
    get('p').style.display = '';
    get('details').setAttribute('open', '');
    expect(draw(plain).hidden).to.be.false;
    expect(draw(inside).hidden).to.be.false;
  });

  it('is hidden once scrolled out of a container, and follows its scrolling before', () => {
    page(
      `<div class="box" style="height: 120px; overflow: auto">${Array.from({ length: 30 }, (_, i) => `<p>line ${i}</p>`).join('')}</div>`,
    );
    const place = placeOn(get('p').firstChild!, 'line');
    const before = draw(place);
    get('.box').scrollTop = 10;
    const after = draw(place);
    expect(after.y).to.be.closeTo(before.y - 10, 0.1);
    expect(after.hidden).to.be.false;
    get('.box').scrollTop = 300;
    expect(draw(place).hidden).to.be.true;
  });

  it('moves through the document with what is fixed', () => {
    page('<div style="height: 3000px"></div><b style="position: fixed; top: 10px; left: 10px">fixed</b>');
    const place = placeOn(get('b').firstChild!, 'fixed');
    const before = draw(place);
    scrollTo(0, 700);
    expect(draw(place).y).to.be.closeTo(before.y + 700, 0.1);
    expect(draw(place).hidden).to.be.false;
  });
});

describe('what is private', () => {
  it('is never named: the cursor rests at the edge, whatever is inside', () => {
    page(
      '<div data-presence-private id="account" style="padding: 20px"><p id="iban">DE02 1203 0000</p></div><p>After</p>',
    );
    const box = get('[data-presence-private]').getBoundingClientRect();
    const place = placeOn(get('#iban').firstChild!, '1203');
    const point = draw(place);
    const [x, y] = [point.x - scrollX, point.y - scrollY];
    expect(Math.min(x - box.left, box.right - x, y - box.top, box.bottom - y)).to.be.closeTo(0, 0.5);
    expect(JSON.stringify(place)).not.to.match(/iban|account|1203/);
    const around = placeOn(host.lastElementChild!.firstChild!, 'After').key;
    get('#iban').textContent = 'FR76 3000 6000';
    changed();
    expect(placeOn(get('#iban').firstChild!, '3000').key).to.equal(place.key);
    expect(placeOn(host.lastElementChild!.firstChild!, 'After').key).to.equal(around);
  });

  it('is a password field, too, and what was typed into others is not read', () => {
    page(
      '<form><input type="password" value="secret"><textarea rows="4"></textarea><input value="typed"></form>',
    );
    const field = get('input').getBoundingClientRect();
    const point = draw(placeAt(...middleOf(get('input'))));
    const [x, y] = [point.x - scrollX, point.y - scrollY];
    expect(Math.min(x - field.left, field.right - x, y - field.top, field.bottom - y)).to.be.closeTo(0, 0.5);
    const keys = [...host.querySelectorAll('input, textarea')].map((each) => placeAt(...middleOf(each)).key);
    for (const each of host.querySelectorAll<HTMLInputElement>('input, textarea'))
      each.value = 'something else';
    get('textarea').textContent = 'more';
    changed();
    expect(
      [...host.querySelectorAll('input, textarea')].map((each) => placeAt(...middleOf(each)).key),
    ).to.deep.equal(keys);
  });

  it('includes our own elements, which are nowhere', () => {
    page('<live-presence style="display: block; height: 50px">ours</live-presence>');
    expect(finder.at(...middleOf(get('live-presence')))).to.be.undefined;
    expect(finder.at(-10, -10)).to.be.undefined;
  });
});

describe('bad input', () => {
  const box: Anchor['box'] = [0.1, 0.1, 0.2, 0.2];

  it('draws something uncertain for anchors that nobody could have sent', () => {
    page(`<div id="a"><p>${LONG}</p></div>`);
    const names = [
      '"]',
      "'",
      '*',
      '#a, body',
      '<img src=x onerror=alert(1)>',
      '__proto__',
      'constructor',
      '\0',
      'x'.repeat(256),
    ];
    const anchors: Anchor[] = [
      ...names.flatMap((name): Anchor[] => [
        { from: { by: 'id', name }, path: [], hash: [1], box },
        { from: { by: 'mark', name }, path: [0, 0], hash: [1], box },
      ]),
      { path: Array.from({ length: 64 }, () => 65_535), box },
      { path: [-1, -1, -1, 0], box },
      { path: [1, -1], hash: [], box },
      { path: [1, 0], hash: [0xffff_ffff, 0, 1, 2], beside: 64, box },
      { path: [], hash: [5], start: 0xffff_0000, box },
      { path: [1], beside: 1_000_000_000, box: [0, 0, 1, 1] },
    ];
    for (const anchor of anchors) {
      for (const flags of [0, SAMPLE.text, 0xff]) {
        const point = resolver.point(anchor, flags, 65_535, 65_535);
        expect(point && Number.isFinite(point.x) && Number.isFinite(point.y), JSON.stringify(anchor)).to.be
          .true;
        if (anchor.hash?.length) expect(point?.certain).to.be.false;
      }
    }
    expect(document.querySelector('img[src=x]')).to.be.null;
  });

  it('looks each of 10,000 anchors up once and reads the page once', () => {
    page(`<div>${`<p>${LONG}</p>`.repeat(200)}</div>`);
    const anchors = Array.from({ length: 10_000 }, (_, i): Anchor => ({
      path: [1, i % 300],
      hash: [i * 7919, 1, 2, 3],
      box,
    }));
    const before = performance.now();
    for (const anchor of anchors) resolver.point(anchor, 0, 100, 100);
    expect(performance.now() - before).to.be.below(3000);
  });

  it('is not led astray by form fields named like properties', () => {
    const names = [
      'id',
      'parentNode',
      'childNodes',
      'children',
      'getAttribute',
      'getBoundingClientRect',
      'getClientRects',
      'localName',
      'shadowRoot',
      'assignedSlot',
      'attributes',
      'nodeType',
      'isConnected',
    ];
    page(
      `<form>${names.map((name) => `<input name="${name}" size="3">`).join('')}<p>Some words in a form</p></form>`,
    );
    const place = placeOn(get('p').firstChild!, 'words');
    const point = draw(place);
    expect(isIn(point, wordBox(get('p').firstChild!, 'words'))).to.be.true;
    expect(point.certain).to.be.true;
    const [x, y] = middleOf(get('form'));
    expect(finder.at(x, y)).not.to.be.undefined;
  });
});

it('reads each box once until the layout may have changed', () => {
  page(`<div class="a"><img alt="x" style="width: 100px; height: 100px"></div><p>${LONG}</p>`);
  const places = [placeAt(...middleOf(get('img'))), placeOn(get('p').firstChild!, 'quick')];
  resolver.invalidate();
  const all = (): void => places.forEach(({ anchor, flags, x, y }) => resolver.point(anchor, flags, x, y));
  all();
  const { getBoundingClientRect, getClientRects } = Element.prototype;
  const ranges = Range.prototype.getClientRects;
  let reads = 0;
  const counted = <T>(method: () => T) =>
    function (this: unknown): T {
      reads++;
      return method.call(this);
    };
  Element.prototype.getBoundingClientRect = counted(getBoundingClientRect);
  Element.prototype.getClientRects = counted(getClientRects);
  Range.prototype.getClientRects = counted(ranges);
  try {
    for (let i = 0; i < 20; i++) all();
    expect(reads).to.equal(0);
    resolver.invalidate();
    all();
    expect(reads).to.be.above(0);
  } finally {
    Object.assign(Element.prototype, { getBoundingClientRect, getClientRects });
    Range.prototype.getClientRects = ranges;
  }
});
