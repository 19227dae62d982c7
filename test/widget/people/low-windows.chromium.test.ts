import { expect } from '@open-wc/testing';
import { setViewport } from '@web/test-runner-commands';
import { FONTS } from '../../helpers/fonts.ts';
import { ADA, onPage, person, until, type OnPage } from '../on-page.ts';

const before = { width: innerWidth, height: innerHeight };
const MEMBERS = [ADA, ...Array.from({ length: 12 }, (_, index) => person(index))];

function elementAt(x: number, y: number): Element | null {
  let found = document.elementFromPoint(x, y);
  while (found?.shadowRoot) {
    const inner = found.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
}

/** Focuses the control, as Tab does, and expects that nothing covers any of its edges. */
function expectUncovered(control: HTMLElement, what: string): void {
  control.focus();
  const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
  const middle = { x: left + width / 2, y: top + height / 2 };
  for (const [side, x, y] of [
    ['top', middle.x, top + 1],
    ['bottom', middle.x, bottom - 1],
    ['left', left + 1, middle.y],
    ['right', right - 1, middle.y],
  ] as const) {
    const at = elementAt(x, y);
    expect(at && control.contains(at), `${what}: its ${side} is covered by ${at?.outerHTML}`).to.equal(true);
  }
}

/** The controls in their order, then backwards: scrolled to from above and from below. */
function expectAllUncovered(controls: Iterable<HTMLElement>): void {
  const all = [...controls];
  for (const control of [...all, ...all.toReversed()])
    expectUncovered(control, control.id || control.ariaLabel || control.innerText);
}

async function editing(page: OnPage): Promise<ShadowRoot> {
  const buttons = await page.openPeople();
  buttons.find((button) => button.ariaLabel === 'Change name and colour')?.click();
  await until(() => page.parts('profile')[0]?.shadowRoot?.querySelector('form'));
  await page.settled();
  return page.part('profile').shadowRoot!;
}

describe('the list of people in a low window', () => {
  afterEach(() => setViewport(before));

  for (const { name, css } of FONTS) {
    for (const [width, height] of [
      [640, 420],
      [640, 320],
      [320, 256],
    ] as const) {
      it(`covers no control that has the focus, ${width} × ${height}, ${name}`, async () => {
        await setViewport({ width, height });
        const style = document.createElement('style');
        style.textContent = css;
        document.head.append(style);
        try {
          const page = await onPage();
          await page.join(MEMBERS);
          const buttons = await page.openPeople();
          await document.fonts.ready;
          expectAllUncovered(buttons);
          const profile = await editing(page);
          expectAllUncovered(profile.querySelectorAll<HTMLElement>('input, button'));
        } finally {
          style.remove();
        }
      });
    }
  }
});
