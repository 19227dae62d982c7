import { expect } from '@open-wc/testing';
import { AnchorFinder } from '../../../widget/anchors/anchor-finder.ts';
import { AnchorResolver } from '../../../widget/anchors/anchor-resolver.ts';
import type { Anchor } from '../../../protocol/anchor.ts';
import { SAMPLE, type CursorSample } from '../../../protocol/cursor-frame.ts';
import type { PresenceClient } from '../../../widget/client/presence-client.ts';
import { HostileAnchors } from './hostile-anchor.ts';
import { ADA, BO, frame, onPage, type OnPage } from '../on-page.ts';
import { OtherCursor } from './other-cursor.ts';

const BOX: Anchor['box'] = [0.1, 0.1, 0.2, 0.2];

let content: HTMLElement;
let errors: string[];
let listening: AbortController;

beforeEach(() => {
  content = document.createElement('main');
  content.id = 'all';
  content.style.cssText = 'position: relative; width: 600px';
  content.innerHTML = `<h1 id="target" data-presence-anchor="target">A title</h1>
    <p>A text with <b>some</b> <a href="#a">other elements</a> in it, and what is <i></i> empty.</p>
    <div style="height: 90px; overflow: auto"><ul>${'<li>An entry</li>'.repeat(20)}</ul></div>
    <div data-presence-private><p>Private</p></div><svg width="40" height="40"><path d="M0 0h9v9"/></svg>
    <p style="display: none">Not shown</p><form><input name="id"><input name="parentNode"></form>
    <div style="height: 2000px"></div>`;
  document.body.append(content);
  errors = [];
  listening = new AbortController();
  const { signal } = listening;
  window.addEventListener('error', ({ message }) => errors.push(message), { signal });
  window.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)), { signal });
});
afterEach(() => {
  listening.abort();
  content.remove();
  scrollTo(0, 0);
});

const clientOf = (page: OnPage): PresenceClient =>
  (page.find('live-presence-cursors') as HTMLElement & { client: PresenceClient }).client;

describe('cursors with hostile anchors', () => {
  for (const seed of [1, 2, 3]) {
    it(`throw nothing, change nothing and leave the others alone: seed ${seed}`, async () => {
      const hostile = new HostileAnchors(seed);
      const names = ['Bo', '<img src=x onerror="window.hacked=true">', '"\'><b>', '__proto__', '\u202eBo'];
      const members = [
        { ...BO, id: 'good', name: 'Cy' },
        ...names.map((name, i) => ({ ...BO, id: `m${i}`, name })),
      ];
      const page = await onPage();
      const end = await page.join([ADA, ...members]);
      const slots = Array.from({ length: 100 }, (_, slot) => {
        return { slot, session: `s${slot}`, member: slot ? `m${slot % names.length}` : 'good' };
      });
      end.send({ type: 'slots', page: '/docs', bound: slots }, { type: 'rate', hz: 20 });
      const good = { from: { by: 'id' as const, name: 'target' }, path: [], box: BOX };
      const nodes = [...content.childNodes];
      const before = [content.outerHTML, document.querySelectorAll('*').length];
      const { scrollHeight, scrollWidth } = document.documentElement;

      for (let time = 5_000; time < 7_000; time += 100) {
        for (const { slot } of slots)
          end.sendRaw(`{"type": "anchor", "anchors": [{"id": ${slot + 1}, "anchor": ${hostile.next()}}]}`);
        end.send({ type: 'anchor', anchors: [{ id: 0, anchor: good }] });
        const tracks = slots.map(({ slot }) => {
          const sample: CursorSample =
            slot === 0
              ? { age: 0, flags: 0, anchor: 0, x: 0, y: 0 }
              : {
                  age: hostile.below(600),
                  flags: hostile.pick([0, 0, SAMPLE.text, SAMPLE.text, SAMPLE.touch, SAMPLE.press, 0xda]),
                  // Some are of anchors that have no name.
                  anchor: hostile.below(110),
                  x: hostile.pick([0, 1, 9, 0x4000, 0x8000, 0xffff]),
                  y: hostile.pick([0, 0x80, 0x8080, 0xff00, 0xffff]),
                };
          return { slot, samples: [sample] };
        });
        end.sendTick({ time, tracks });
        scrollTo(0, hostile.below(300));
        // The content is another one each time, as far as is known.
        content.append(content.firstChild!);
        page.clock.advance(100);
        await frame();
        await frame();
      }
      content.append(...nodes);
      for (let passed = 0; passed < 20; passed++) {
        page.clock.advance(100);
        await frame();
      }

      expect(errors).to.deep.equal([]);
      expect(end.isOpen).to.equal(true);
      expect([content.outerHTML, document.querySelectorAll('*').length]).to.deep.equal(before);
      expect([scrollHeight, scrollWidth]).to.deep.equal([
        document.documentElement.scrollHeight,
        document.documentElement.scrollWidth,
      ]);
      expect(Reflect.get(window, 'hacked')).to.equal(undefined);
      expect(Reflect.get({}, 'polluted')).to.equal(undefined);
      const corner = (element: Element): number[] => {
        const { x, y } = element.getBoundingClientRect();
        return [x, y];
      };
      const drawn = page.parts('cursor');
      expect(drawn.length).to.be.greaterThan(20);
      for (const cursor of drawn) {
        expect(corner(cursor).every(Number.isFinite)).to.equal(true);
        expect(cursor.querySelector('img, b, script')).to.equal(null);
      }
      const fine = drawn.find(({ dataset }) => dataset['member'] === 'good')!;
      expect(corner(fine)).to.deep.equal(corner(content.querySelector('h1')!));
      expect(page.parts('cursor-label').map((label) => label.textContent)).to.include(names[1]);
    });
  }

  it('stay inside the document, whatever box was sent', () => {
    const resolver = new AnchorResolver();
    const numbers = [0, 0.5, -1, 1e308, -1e308, Infinity, -Infinity];
    const boxes = [[], [0.5], ...numbers.flatMap((a) => numbers.map((b) => [a, b, b, a]))];
    const { scrollWidth, scrollHeight } = document.documentElement;
    for (const box of boxes) {
      for (const x of [0, 0xffff]) {
        const anchor = { from: { by: 'id', name: 'nowhere' }, path: [], box } as unknown as Anchor;
        const point = resolver.point(anchor, 0, x, x)!;
        expect(point.x, JSON.stringify(box)).to.be.within(0, scrollWidth);
        expect(point.y, JSON.stringify(box)).to.be.within(0, scrollHeight);
      }
    }
  });

  it('are not drawn if the anchor is unknown', async () => {
    const bo = await OtherCursor.of();
    bo.sample({ anchor: 5 });
    await bo.pass(500);
    expect(bo.page.parts('cursor')).to.have.lengthOf(0);
    expect(errors).to.deep.equal([]);
  });

  it('reveal nothing inside private content', async () => {
    const bo = await OtherCursor.of();
    bo.name(1, { from: { by: 'id', name: 'all' }, path: [3, 0], hash: [1], box: BOX });
    bo.sample({ flags: SAMPLE.text, x: 0 });
    const cursor = await bo.drawn();
    expect(cursor.classList.contains('unsure')).to.equal(true);
    const before = cursor.getBoundingClientRect().toJSON() as object;
    bo.sample({ flags: SAMPLE.text, x: 6 });
    await bo.pass(500);
    expect(cursor.getBoundingClientRect().toJSON()).to.deep.equal(before);
  });
});

describe('memory', () => {
  it('is bounded to the anchors that a cursor frame can name', async () => {
    const bo = await OtherCursor.of();
    bo.point(20, 20);
    await bo.drawn();
    const { page, end } = bo;
    const client = clientOf(page);
    const anchor: Anchor = { path: [1, 0], box: BOX };
    const ids = Array.from({ length: 40_000 }, (_, i) => i - 1_000);
    const odd = [0.5, 1.5, 1e9, -1, -0.5, 16_383.5];
    end.send({ type: 'anchor', anchors: [...ids, ...odd].map((id) => ({ id, anchor })) });
    end.send({ type: 'anchor', anchors: [{ id: 2 ** 53, anchor }] });
    end.sendRaw(`{"type": "anchor", "anchors": [{"id": 1e400, "anchor": ${JSON.stringify(anchor)}}]}`);
    expect(ids.filter((id) => client.anchor(id)).length).to.equal(16_384);
    expect([...odd, 2 ** 53, Infinity].filter((id) => client.anchor(id))).to.deep.equal([]);
    await bo.pass(100);
    expect(errors).to.deep.equal([]);
  });

  it('is bounded to the slots that a cursor frame can name', async () => {
    const { page, end } = await OtherCursor.of();
    await page.settled();
    const client = clientOf(page);
    const numbers = [-1, 0.5, 8, 65_535, 65_536, 1e9];
    const slots = numbers.map((slot) => ({ slot, session: `s${slot}`, member: 'bo' }));
    end.send({ type: 'slots', page: '/docs', bound: slots });
    expect([...client.slots.keys()].sort((a, b) => a - b)).to.deep.equal([7, 8, 65_535]);
  });

  it('is bounded for the places of a long page: old ones are looked up again', () => {
    content.innerHTML = `<pre>${'0123456789\n'.repeat(1_000)}</pre>`;
    const resolver = new AnchorResolver();
    const { left, top } = content.firstElementChild!.getBoundingClientRect();
    const { anchor } = new AnchorFinder().at(left + 2, top + 8)!;
    const { getClientRects } = Range.prototype;
    let reads = 0;
    Range.prototype.getClientRects = function () {
      reads++;
      return getClientRects.call(this);
    };
    try {
      const first = resolver.point(anchor, SAMPLE.text, 0, 0x8080);
      resolver.point(anchor, SAMPLE.text, 0, 0x8080);
      expect(reads).to.equal(1);
      for (let offset = 1; offset < 6_000; offset++) resolver.point(anchor, SAMPLE.text, offset, 0x8080);
      reads = 0;
      expect(resolver.point(anchor, SAMPLE.text, 0, 0x8080)).to.deep.equal(first);
      expect(reads).to.equal(1);
    } finally {
      Range.prototype.getClientRects = getClientRects;
    }
  });
});
