import { expect } from '@open-wc/testing';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { until, type OnPage } from '../on-page.ts';
import { pass, withBo } from '../with-bo.ts';

let content: HTMLElement;

beforeEach(() => {
  content = document.createElement('div');
  content.innerHTML = '<div id="target"></div><div id="filler"></div>';
  content.style.cssText = 'position: relative; height: 3000px';
  const [target, filler] = content.children as unknown as [HTMLElement, HTMLElement];
  target.style.cssText =
    'position: absolute; left: 40px; top: 60px; width: 400px; height: 300px; background: #ccc';
  filler.style.cssText = 'position: absolute; left: 0; top: 2900px; width: 10px; height: 100px';
  document.body.append(content);
});
afterEach(() => {
  content.remove();
  scrollTo(0, 0);
});

describe('one’s own pointer', () => {
  const move = (x: number, y: number, type = 'pointermove', pointerType = 'mouse'): boolean =>
    document.body.dispatchEvent(
      new PointerEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, pointerType }),
    );

  /** Resolves when the cursors' module has loaded. */
  async function ready(page: OnPage): Promise<void> {
    await until(() => page.find('live-presence-cursors').shadowRoot);
    await page.settled();
  }

  it('is sent with its content when somebody else is on the page', async () => {
    const { page, end } = await withBo();
    await ready(page);
    expect(move(141, 163)).to.equal(true);
    await pass(page, 300);
    expect(end.of('anchor')[0]?.anchor.from).to.deep.equal({ by: 'id', name: 'target' });
    expect(end.uplinks.flatMap(({ samples }) => samples).at(-1)?.flags).to.equal(0);
  });

  it('is not sent while the visitor is alone', async () => {
    const { page, end } = await withBo();
    await ready(page);
    end.send({ type: 'rate', hz: 0 });
    move(141, 163);
    await pass(page, 300);
    expect(end.uplinks).to.have.lengthOf(0);
  });

  it('is sent to a newcomer though it has not moved', async () => {
    const { page, end } = await withBo();
    await ready(page);
    end.send({ type: 'rate', hz: 0 });
    move(141, 163);
    await pass(page, 100);
    end.send({ type: 'rate', hz: 20 });
    await pass(page, 300);
    expect(end.uplinks).to.have.lengthOf(1);
  });

  it('is withdrawn when it leaves the page, and presses are sent', async () => {
    const { page, end } = await withBo();
    await ready(page);
    move(141, 163);
    await pass(page, 300);
    move(141, 163, 'pointerdown');
    await pass(page, 300);
    document.documentElement.dispatchEvent(new PointerEvent('pointerleave'));
    await pass(page, 300);
    const flags = end.uplinks.flatMap(({ samples }) => samples.map((sample) => sample.flags));
    expect(flags).to.include(SAMPLE.press);
    expect(flags.at(-1)).to.equal(SAMPLE.gone);
  });
});
