import { expect } from '@open-wc/testing';
import type { Anchor } from '../../../protocol/anchor.ts';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import {
  finder,
  resolver,
  page,
  get,
  placeAt,
  middleOf,
  wordBox,
  placeOn,
  draw,
  isIn,
  LONG,
} from './on-content.ts';

describe('bad input', () => {
  const box: Anchor['box'] = [0.1, 0.1, 0.2, 0.2];

  it('draws an uncertain cursor for impossible anchors', () => {
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

  it('is not confused by form fields named like properties', () => {
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
