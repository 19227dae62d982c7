import { expect } from '@open-wc/testing';
import { AnchorResolver } from '../../../widget/anchors/anchor-resolver.ts';
import { until } from '../on-page.ts';
import { OtherCursor } from './other-cursor.ts';

let content: HTMLElement;

beforeEach(() => {
  const text = (of: string): string =>
    `<p>${of}: ${'some words that go on for more than one line, so that there is something to read. '.repeat(4)}</p>`;
  content = document.createElement('div');
  content.style.cssText = 'position: relative; width: 500px; font: 16px/1.5 sans-serif';
  content.innerHTML = `
    <header style="position: sticky; top: 0; background: #fff">A header that stays</header>
    <aside style="position: fixed; left: 560px; top: 40px">An aside that is fixed</aside>
    ${text('Before')}
    <div class="outer" style="height: 260px; overflow: auto">
      ${text('Outer')}
      <div class="inner" style="height: 150px; overflow: auto">${text('Inner').repeat(8)}</div>
      ${text('Outer').repeat(6)}
    </div>
    ${text('After').repeat(12)}`;
  document.body.append(content);
});
afterEach(() => {
  content.remove();
  scrollTo(0, 0);
});

function get(selector: string): HTMLElement {
  const element = content.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`no ${selector}`);
  return element;
}

/** Resolves when a frame has been made: everything that belongs to it has run. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    });
  });
}

/** Scrolls an element smoothly, and looks at each frame. */
async function drift(
  scroller: Element,
  by: number,
  cursor: HTMLElement,
  target: Element,
): Promise<{ most: number; frames: number; way: number }> {
  const distance = (): [number, number] => {
    const [at, of] = [cursor.getBoundingClientRect(), target.getBoundingClientRect()];
    return [at.x - of.x, at.y - of.y];
  };
  const [x, y] = distance();
  const top = scroller.scrollTop;
  const goal = top + by;
  const places = new Set<number>();
  let most = 0;
  const glide = async (to: number): Promise<void> => {
    scroller.scrollTo({ top: to, behavior: 'smooth' });
    do {
      await painted();
      places.add(scroller.scrollTop);
      const [nowX, nowY] = distance();
      // Below something else it is not shown.
      if (cursor.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        most = Math.max(most, Math.abs(nowX - x), Math.abs(nowY - y));
    } while (Math.abs(scroller.scrollTop - to) > 0.5);
  };
  await glide(goal);
  // A busy machine may show a short way in one frame.
  while (places.size < 3) {
    await glide(top);
    await glide(goal);
  }
  return { most, frames: places.size, way: scroller.scrollTop - top };
}

/** Bo points at the middle of an element, or of what can be seen of its first line. */
async function pointedAt(target: Element): Promise<{ cursor: HTMLElement; bo: OtherCursor }> {
  const bo = await OtherCursor.of();
  const { left, top } = target.getBoundingClientRect();
  bo.point(left + 60, top + 12);
  return { cursor: await bo.drawn(), bo };
}

describe('a cursor while its content is scrolled', () => {
  for (const [what, scroller, target, by] of [
    ['the page, on what lies in it', 'html', 'p', 150],
    ['the page, on what is fixed', 'html', 'aside', 150],
    ['the page, on what is sticky', 'html', 'header', 150],
    ['the page, on what lies in a container', 'html', '.outer > p', 150],
    ['a container', '.outer', '.outer > p', 15],
    ['a container in a container', '.inner', '.inner > p', 15],
    ['the container around its own', '.outer', '.inner > p', 60],
  ] as const) {
    it(`does not drift by a pixel in any frame: ${what}`, async () => {
      const element = get(target);
      const { cursor } = await pointedAt(element);
      expect(cursor.hidden).to.equal(false);
      const scrolled = scroller === 'html' ? document.documentElement : get(scroller);
      const { most, frames, way } = await drift(scrolled, by, cursor, element);
      expect(way).to.be.closeTo(by, 0.5);
      expect(frames).to.be.at.least(3);
      expect(cursor.hidden).to.equal(false);
      expect(most).to.be.below(0.05);
    });
  }

  it('is hidden while its content is scrolled out of its container, and shown again afterwards', async () => {
    const { cursor } = await pointedAt(get('.inner > p'));
    get('.inner').scrollTop = 400;
    await until(() => cursor.hidden);
    get('.inner').scrollTop = 0;
    await until(() => !cursor.hidden);
  });
});

describe('a pointer that rests while the page is scrolled', () => {
  const move = (x: number, y: number): boolean =>
    document.body.dispatchEvent(
      new PointerEvent('pointermove', { clientX: x, clientY: y, bubbles: true, pointerType: 'mouse' }),
    );

  for (const scroller of ['html', '.outer', '.inner']) {
    it(`is sent with the content that is below it now: ${scroller}`, async () => {
      const bo = await OtherCursor.of();
      await until(() => bo.page.find('live-presence-cursors').shadowRoot);
      await bo.page.settled();
      const { left, top } = get('.inner').getBoundingClientRect();
      const [x, y] = [left + 80, top + 60];
      move(x, y);
      await bo.pass(300);
      const sent = bo.end.uplinks.length;
      expect(sent).to.be.at.least(1);
      (scroller === 'html' ? document.documentElement : get(scroller)).scrollTop = 70;
      await bo.pass(300);
      expect(bo.end.uplinks.length).to.be.greaterThan(sent);
      const sample = bo.end.uplinks.at(-1)!.samples.at(-1)!;
      const named = bo.end.of('anchor').filter(({ id }) => id === sample.anchor);
      const point = new AnchorResolver().point(named.at(-1)!.anchor, sample.flags, sample.x, sample.y)!;
      expect(point.x - scrollX).to.be.closeTo(x, 1);
      expect(point.y - scrollY).to.be.closeTo(y, 1);
    });
  }
});
