import { expect } from '@open-wc/testing';
import { emulateMedia } from '@web/test-runner-commands';
import { OtherCursor } from './other-cursor.ts';

let content: HTMLElement;

beforeEach(() => {
  content = document.createElement('div');
  content.style.cssText =
    'position: absolute; left: 0; top: 0; width: 600px; height: 400px; background: #ccc';
  document.body.append(content);
});
afterEach(async () => {
  content.remove();
  await emulateMedia({ reducedMotion: 'no-preference' });
});

/** Where Bo's cursor is drawn, in whole px, and with which opacities, while his pointer goes from 100 to 400 px. */
async function way(bo: OtherCursor): Promise<{ left: number[]; opacities: number[] }> {
  bo.point(100, 200);
  const cursor = await bo.drawn();
  const left = new Set<number>();
  const opacities = new Set<number>();
  for (const x of [100, 200, 300, 400, 400, 400]) {
    bo.point(x, 200);
    for (let passed = 0; passed < 150; passed += 50) {
      await bo.pass(50);
      left.add(Math.round(cursor.getBoundingClientRect().left));
      opacities.add(Number(getComputedStyle(cursor).opacity));
    }
  }
  return { left: [...left], opacities: [...opacities] };
}

describe('cursors with prefers-reduced-motion', () => {
  it('move to each position at once, without animation or fade', async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    const { left, opacities } = await way(await OtherCursor.of());
    expect(left).to.deep.equal([100, 200, 300, 400]);
    expect(opacities).to.deep.equal([1]);
  });

  it('follow changes of the setting', async () => {
    const bo = await OtherCursor.of();
    const { left: moving } = await way(bo);
    expect(moving.length).to.be.greaterThan(6);
    expect([moving[0], moving.at(-1)]).to.deep.equal([100, 400]);
    await emulateMedia({ reducedMotion: 'reduce' });
    expect((await way(bo)).left).to.deep.equal([100, 200, 300, 400]);
  });
});
