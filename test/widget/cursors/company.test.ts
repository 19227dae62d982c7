import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { BO, frame, person, until, type OnPage } from '../on-page.ts';
import { cornerOf, drawn, pass, point, tick, withBo } from '../with-bo.ts';

let content: HTMLElement;

beforeEach(() => {
  content = document.createElement('div');
  content.innerHTML =
    '<div id="target"></div><div id="scroller"><div id="deep"></div></div><div id="far"></div>';
  content.style.cssText = 'position: relative; height: 6000px';
  const [target, scroller, far] = content.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  target.style.cssText =
    'position: absolute; left: 40px; top: 60px; width: 300px; height: 300px; background: #ccc';
  scroller.style.cssText =
    'position: absolute; left: 380px; top: 1000px; width: 200px; height: 200px; overflow: auto; background: #eee';
  (scroller.firstElementChild as HTMLElement).style.cssText =
    'height: 100px; margin-top: 1500px; background: #999';
  far.style.cssText =
    'position: absolute; left: 40px; top: 5000px; width: 300px; height: 300px; background: #ccc';
  document.body.append(content);
});
afterEach(() => {
  content.remove();
  scrollTo(0, 0);
});

const centerOf = (id: string): [number, number] => {
  const { x, y, width, height } = document.getElementById(id)?.getBoundingClientRect() ?? new DOMRect();
  return [x + width / 2, y + height / 2];
};

/** Bo points at the middle of an element, wherever that is now. */
function pointAt(end: Parameters<typeof point>[0], id: string, flags = 0): void {
  const box: [number, number, number, number] = [0, 0, 1, 1];
  const anchors = [{ id: 1, anchor: { from: { by: 'id' as const, name: id }, path: [], box } }];
  end.send({ type: 'anchor', anchors });
  tick(end, { tracks: [{ slot: 7, samples: [{ age: 0, flags, anchor: 1, x: 32_768, y: 32_768 }] }] });
}

const pointer = (type: string, x: number, y: number): boolean =>
  document.body.dispatchEvent(
    new PointerEvent(type, { clientX: x, clientY: y, bubbles: true, composed: true, pointerType: 'mouse' }),
  );

async function openList(page: OnPage): Promise<void> {
  page.part('badge').click();
  await until(() => page.parts('person').length > 0);
  await page.settled();
}

const chips = (page: OnPage): string[] =>
  page.parts('cursor-chip').map((chip) => chip.textContent.replace(/\s+/g, ' ').trim());

describe('beyond the window', () => {
  it('a chip says who and how far, and a click scrolls there', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'far');
    await drawn(page);
    await pass(page, 1_200);
    expect(chips(page)).to.have.lengthOf(1);
    expect(chips(page)[0]).to.match(/Bo ?↓ \d+ screens/);
    await expect(page.element).to.be.accessible();
    page.part('cursor-chip').click();
    await until(() => {
      page.clock.advance(16);
      const [, y] = cornerOf(page.part('cursor'));
      return y > 0 && y < innerHeight;
    });
    await pass(page, 1_000);
    expect(chips(page)).to.deep.equal([]);
    scrollTo(0, 0);
    await frame();
    await pass(page, 1_200);
    expect(chips(page)).to.have.lengthOf(1);
    end.send({ type: 'slots', page: '/docs', freed: [7] });
    await pass(page, 1_200);
    expect(chips(page)).to.deep.equal([]);
  });

  it('at most three people are shown at an edge, the nearest, and a number', async () => {
    const { page, end } = await withBo();
    const people = Array.from({ length: 9 }, (_, i) => person(i));
    end.send({ type: 'presence', count: 11, joins: people });
    const slots = people.map(({ id }, i) => ({ slot: 20 + i, session: `s${i}`, member: id }));
    end.send({ type: 'slots', page: '/docs', bound: slots });
    const box: [number, number, number, number] = [0, 0, 1, 1];
    end.send({ type: 'anchor', anchors: [{ id: 2, anchor: { path: [], box } }] });
    tick(end, {
      tracks: slots.map(({ slot }, i) => ({
        slot,
        samples: [{ age: 0, flags: 0, anchor: 2, x: 9_000, y: 60_000 - i * 2_000 }],
      })),
    });
    await until(() => {
      page.clock.advance(50);
      return chips(page).length === 3;
    });
    expect(chips(page).map((text) => /Person \d/.exec(text)?.[0])).to.deep.equal([
      'Person 8',
      'Person 7',
      'Person 6',
    ]);
    expect(page.find('.more.chip').textContent).to.equal('+6');
  });

  it('nobody who rests for long, and nobody who is in view', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'target');
    await drawn(page);
    await pass(page, 1_200);
    expect(chips(page)).to.deep.equal([]);
  });
});

describe('the list of people', () => {
  it('scrolls to somebody’s cursor, inside what scrolls on the page too, and points it out', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'deep');
    await pass(page, 3_000);
    await openList(page);
    page.find('[data-member=bo] button').click();
    await until(() => {
      page.clock.advance(16);
      const [x, y] = centerOf('deep');
      return document.elementFromPoint(x, y)?.id === 'deep';
    });
    await pass(page, 300);
    const cursor = page.part('cursor');
    expect(cursor.hidden).to.equal(false);
    expect(cursor.classList.contains('flash')).to.equal(true);
    await pass(page, 2_000);
    expect(cursor.classList.contains('flash')).to.equal(false);
  });

  it('says so where there is no cursor of theirs', async () => {
    const { page } = await withBo();
    await openList(page);
    page.find('[data-member=bo] button').click();
    await page.settled();
    expect(page.find('[data-member=bo]').textContent).to.include('Cursor not visible right now');
    expect(scrollY).to.equal(0);
  });
});

describe('the visitor’s switches', () => {
  it('hide others’ cursors, and bring back those that rest', async () => {
    const { page, end } = await withBo();
    pointAt(end, 'target');
    const cursor = await drawn(page);
    page.element.choices.setVisibility({ showOthers: false });
    await page.settled();
    expect(cursor.checkVisibility()).to.equal(false);
    point(end, 100, 100);
    await pass(page, 1_000);
    expect(page.parts('cursor').filter((each) => each.checkVisibility())).to.have.lengthOf(0);
    expect(chips(page)).to.deep.equal([]);
    page.element.choices.setVisibility({ showOthers: true });
    await page.settled();
    await pass(page, 500);
    const [x, y] = cornerOf(page.part('cursor'));
    expect(page.part('cursor').checkVisibility()).to.equal(true);
    expect(x).to.be.closeTo(100, 1);
    expect(y).to.be.closeTo(100, 1);
  });

  it('hide one’s own: it goes at once, nothing more is sent, and it comes back where the pointer is', async () => {
    const { page, end } = await withBo();
    point(end, 50, 50);
    await drawn(page);
    pointer('pointermove', 100, 100);
    await pass(page, 300);
    const sent = end.uplinks.length;
    expect(sent).to.be.greaterThan(0);
    page.element.choices.setVisibility({ shareOwn: false });
    await page.settled();
    await pass(page, 200);
    expect(end.uplinks.length).to.equal(sent + 1);
    expect((end.uplinks.at(-1)?.samples.at(-1)?.flags ?? 0) & SAMPLE.gone).to.equal(SAMPLE.gone);
    pointer('pointermove', 120, 120);
    pointer('pointerdown', 120, 120);
    await pass(page, 500);
    expect(end.uplinks.length).to.equal(sent + 1);
    page.element.choices.setVisibility({ shareOwn: true });
    await page.settled();
    await pass(page, 300);
    expect(end.uplinks.length).to.be.greaterThan(sent + 1);
  });
});

describe('a click', () => {
  it('leaves a ring where it was, for a moment', async () => {
    const { page, end } = await withBo();
    point(end, 60, 80);
    await drawn(page);
    pointAt(end, 'target', SAMPLE.press);
    await until(() => {
      page.clock.advance(20);
      return page.all('.ripple').length > 0;
    });
    const { x, y, width } = page.find('.ripple').getBoundingClientRect();
    const [cx, cy] = centerOf('target');
    expect(x + width / 2).to.be.closeTo(cx, 1);
    expect(y + width / 2).to.be.closeTo(cy, 1);
    point(end, 60, 80);
    await pass(page, 1_000);
    expect(page.all('.ripple')).to.have.lengthOf(0);
  });
});

describe('the cursor chat', () => {
  const field = (page: OnPage): HTMLInputElement | undefined =>
    page.all('[part=cursor-talk]')[0] as HTMLInputElement;
  const press = (
    key: string,
    target: Element = document.body,
    more: KeyboardEventInit = {},
  ): KeyboardEvent => {
    const event = new KeyboardEvent('keydown', {
      key,
      bubbles: true,
      composed: true,
      cancelable: true,
      ...more,
    });
    target.dispatchEvent(event);
    return event;
  };
  async function ready(attributes: Record<string, string> = { hotkey: '/' }) {
    const all = await withBo(attributes);
    point(all.end, 50, 50);
    await drawn(all.page);
    pointer('pointermove', 200, 150);
    await pass(all.page, 300);
    return all;
  }
  async function opened(page: OnPage): Promise<HTMLInputElement> {
    await until(() => field(page)?.matches(':focus'));
    return field(page) as HTMLInputElement;
  }

  it('opens with its key at the pointer, tells what is typed, and ends with Esc', async () => {
    const { page, end } = await ready();
    const before = document.createElement('button');
    content.append(before);
    before.focus();
    const heard: string[] = [];
    const listen = ({ key }: KeyboardEvent): number => heard.push(key);
    document.addEventListener('keydown', listen);
    expect(press('/').defaultPrevented).to.equal(true);
    const input = await opened(page);
    const { x, y } = input.getBoundingClientRect();
    expect(x).to.be.closeTo(214, 2);
    expect(y).to.be.closeTo(168, 2);
    await sendKeys({ type: 'hi' });
    page.clock.advance(400);
    expect(end.of('cursor_chat').at(-1)?.text).to.equal('hi');
    expect(heard, 'what is typed is nobody else’s').to.deep.equal(['/']);
    await sendKeys({ press: 'Escape' });
    page.clock.advance(400);
    expect(field(page)).to.equal(undefined);
    expect(end.of('cursor_chat').at(-1)?.text).to.equal('');
    expect(document.activeElement).to.equal(before);
    document.removeEventListener('keydown', listen);
  });

  it('ends by itself after five seconds without a key', async () => {
    const { page, end } = await ready();
    press('/');
    const input = await opened(page);
    input.value = 'x';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    page.clock.advance(4_900);
    expect(field(page)).not.to.equal(undefined);
    page.clock.advance(200);
    expect(field(page)).to.equal(undefined);
    page.clock.advance(400);
    expect(end.of('cursor_chat').map(({ text }) => text)).to.deep.equal(['x', '']);
  });

  it('is heard nowhere where something is written, with no other key, and not at all without the attribute', async () => {
    const { page } = await ready();
    content.insertAdjacentHTML(
      'beforeend',
      `<input id="i"><textarea id="t"></textarea><select id="s"></select><div id="e" contenteditable><b id="b">x</b></div>
       <div id="r" role="textbox"></div><closed-field id="c"></closed-field>`,
    );
    for (const id of ['i', 't', 's', 'e', 'b', 'r', 'c']) {
      const target = content.querySelector(`#${id}`);
      expect(target && press('/', target).defaultPrevented, id).to.equal(false);
    }
    expect(press('/', document.body, { isComposing: true }).defaultPrevented).to.equal(false);
    expect(press('/', document.body, { ctrlKey: true }).defaultPrevented).to.equal(false);
    expect(press('k').defaultPrevented).to.equal(false);
    page.element.choices.setVisibility({ shareOwn: false });
    await page.settled();
    expect(press('/').defaultPrevented, 'with one’s own cursor hidden').to.equal(false);
    page.element.remove();
    await ready({ room: 'other' });
    expect(press('/').defaultPrevented).to.equal(false);
    expect(press('').defaultPrevented).to.equal(false);
  });

  it('of others stands at their cursor, as text, and fades after five seconds', async () => {
    const { page, end } = await ready();
    const text = '<img src=x onerror=alert(1)>';
    end.send({ type: 'peer_cursor_chat', slot: 7, text });
    await pass(page, 200);
    const says = page.part('cursor-says');
    expect(says.textContent).to.equal(text);
    expect(says.checkVisibility({ visibilityProperty: true })).to.equal(true);
    await pass(page, 5_000);
    expect(page.part('cursor').classList.contains('saying')).to.equal(false);
    end.send({ type: 'peer_cursor_chat', slot: 7, text: 'again' });
    await pass(page, 200);
    expect(page.part('cursor').classList.contains('saying')).to.equal(true);
    end.send({ type: 'peer_cursor_chat', slot: 7, text: '' });
    await pass(page, 200);
    expect(page.part('cursor').classList.contains('saying')).to.equal(false);
    expect(page.part('cursor').dataset['member']).to.equal(BO.id);
  });
});
