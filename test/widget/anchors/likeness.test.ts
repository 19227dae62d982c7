import { expect } from '@open-wc/testing';
import type { Anchor } from '../../../protocol/anchor.ts';
import { ANCHOR_LIKE } from '../../../protocol/anchor.ts';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import type { DrawnPoint } from '../../../widget/anchors/anchor-resolver.ts';
import type { Place } from '../../../widget/client/cursors/place.ts';
import {
  changed,
  draw,
  get,
  host,
  isIn,
  LONG,
  middleOf,
  page,
  placeAt,
  placeOn,
  resolver,
  within,
  wordBox,
} from './on-content.ts';

const ENGLISH = 'harbour boat water evening winter ';
const GERMAN = 'Hafen Boot Wasser Abend Schnee ';

/** Once the whole page has been searched. */
function found(place: Place): DrawnPoint {
  let point = draw(place);
  for (let left = 100; resolver.searching && left; left--) {
    resolver.searchOn();
    point = draw(place);
  }
  return point;
}

describe('content that is not the same', () => {
  it('is the word between the same words of an edited paragraph', () => {
    page(`<p>Something else that comes first.</p><p class="sought">${LONG}</p>`);
    const place = placeOn(get('.sought').firstChild!, 'wizards');
    const edited = LONG.replace('The quick', 'One very quick and')
      .replace('lazy ', '')
      .replace('hill', 'mountain');
    page(`<p>An advertisement.</p><p>Something else that comes first.</p><p class="sought">${edited}</p>`);
    const point = found(place);
    expect(isIn(point, wordBox(get('.sought').firstChild!, 'wizards'))).to.be.true;
    expect(point.certain).to.be.true;
  });

  it('is in proportion in a text of which no word is the same', () => {
    page(`<p class="sought">${ENGLISH.repeat(8)}here ${ENGLISH.repeat(8)}</p>`);
    const place = placeOn(get('.sought').firstChild!, 'here');
    page(`<p class="sought">${GERMAN.repeat(10)}hier ${GERMAN.repeat(10)}</p>`);
    const point = found(place);
    const { top, bottom } = wordBox(get('.sought').firstChild!, 'hier');
    expect(point.y - scrollY).to.be.within(top - 30, bottom + 30);
  });

  it('is the image with the same address, wherever it is now', () => {
    const image = (name: string): string =>
      `<img src="data:image/none,${name}" alt="" width="60" height="40">`;
    page(`<div>${image('a')}</div><div>${image('b')}</div>`);
    const place = placeAt(...middleOf(get('img[src$=b]')));
    page(`<p>An advertisement.</p><div>${image('b')}</div><div>${image('c')}</div><div>${image('a')}</div>`);
    expect(within(found(place), get('img[src$=b]'))).to.be.true;
  });

  it('is the row with the same key, and not drawn while that is not rendered', () => {
    const rows = (from: number): string =>
      `<table>${Array.from({ length: 8 }, (_, i) => `<tr><td>Order ${from + i}</td><td>returned by customer</td></tr>`).join('')}</table><p>Orders are kept for ten years.</p>`;
    page(`<h1>All the orders</h1>${rows(10)}`);
    const place = placeOn(host.querySelectorAll('tr')[3]!.lastChild!.firstChild!, 'customer');
    page(`<h1>All the orders</h1>${rows(12)}`);
    const point = found(place);
    expect(within(point, host.querySelectorAll('tr')[1]!)).to.be.true;
    expect(point.certain).to.be.true;
    page(`<h1>All the orders</h1>${rows(50)}`);
    const absent = found(place);
    expect([absent.certain, absent.hidden]).to.deep.equal([false, true]);
  });

  it('stays the element that was found while that is on the page and alike', () => {
    page(`<section><button>Details</button></section><section><button>Details</button></section>`);
    const button = host.querySelectorAll('button')[1]!;
    const place = placeAt(...middleOf(button));
    expect(found(place).certain).to.be.true;
    get('section').before(get('section').cloneNode(true));
    changed();
    expect(within(found(place), button)).to.be.true;
  });
});

describe('a hostile `like`', () => {
  const box: Anchor['box'] = [0.1, 0.1, 0.2, 0.2];
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

  it('is drawn inside the document, if at all', () => {
    page(`<p>${LONG}</p><ul>${'<li>row</li>'.repeat(50)}</ul>`);
    const { scrollWidth, scrollHeight } = document.documentElement;
    const likes: unknown[] = [
      '',
      'A',
      '\0'.repeat(50),
      '"]<img src=x>',
      '__proto__',
      '-'.repeat(ANCHOR_LIKE),
      '_'.repeat(ANCHOR_LIKE),
      'A'.repeat(ANCHOR_LIKE),
      digits.repeat(9),
      digits.repeat(9) + 'A',
      digits.repeat(1_000),
      'é'.repeat(60),
      {},
      [],
      5,
      null,
      { length: 5 },
    ];
    for (const like of likes) {
      for (const start of [undefined, 0, 2 ** 31]) {
        for (const flags of [0, SAMPLE.text]) {
          const anchor = { path: [1, 0, 0], hash: [1, 2], like, start, box } as unknown as Anchor;
          const point = found({ key: '', anchor, flags, x: 65_535, y: 65_535 });
          expect(point.x, JSON.stringify(like)).to.be.within(0, scrollWidth);
          expect(point.y).to.be.within(0, scrollHeight);
        }
      }
    }
    expect(document.querySelector('img[src=x]')).to.be.null;
  });

  it('is never longer than it may be, nor made from what is private', () => {
    const secret = 'Sesame opens the door of the cave for everybody who says it';
    const make = (inner: string): string =>
      `<div><p class="sought">${LONG.repeat(40)}</p><div data-presence-private>${inner}</div></div>`;
    const likes = [secret, secret.replaceAll('e', 'o')].map((inner) => {
      page(make(inner));
      return placeOn(get('.sought').firstChild!, 'wizards').anchor.like ?? '';
    });
    expect(likes[0]).to.match(/^[\w-]+$/);
    expect(likes[0]!.length).to.be.at.most(ANCHOR_LIKE);
    expect(likes[0]).to.equal(likes[1]);
  });
});
