import { expect } from '@open-wc/testing';
import { AnchorResolver } from '../../../widget/anchors/anchor-resolver.ts';
import { scrollToPlace } from '../../../widget/anchors/scroll-to-place.ts';
import { frame, until } from '../on-page.ts';

/** The middle of the element with the id `target`. */
const PLACE = {
  anchor: {
    from: { by: 'id' as const, name: 'target' },
    path: [],
    box: [0, 0, 1, 1] as [number, number, number, number],
  },
  flags: 0,
  x: 0x8000,
  y: 0x8000,
};

let content: HTMLElement;

beforeEach(() => {
  content = document.createElement('main');
  document.body.append(content);
});
afterEach(() => {
  // Ends a scroll that is still under way.
  window.dispatchEvent(new WheelEvent('wheel'));
  content.remove();
  scrollTo({ top: 0, behavior: 'instant' });
});

/** Sections, each `height` px high once it is rendered and `estimate` px before; the target is in the last but two. */
function sections(estimate: number, height: number, style = ''): string {
  return Array.from(
    { length: 30 },
    (_, i) =>
      `<section style="content-visibility: auto; contain-intrinsic-size: 300px ${estimate}px; ${style}">
        <div style="height: ${height}px"><p ${i === 27 ? 'id="target"' : ''} style="margin: 0">Section ${i}</p></div>
      </section>`,
  ).join('');
}

const target = (): HTMLElement => document.getElementById('target')!;

function isInView(): boolean {
  const { top, bottom } = target().getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
}

function scroll(smooth: boolean): void {
  scrollToPlace(new AnchorResolver(), PLACE, smooth);
}

/** Resolves when nothing has moved for so many frames. */
async function atRest(frames = 60): Promise<void> {
  let last = NaN;
  for (let still = 0; still < frames; still++) {
    await frame();
    const { top } = target().getBoundingClientRect();
    if (top !== last) still = 0;
    last = top;
  }
}

describe('scrolling to a place', () => {
  for (const smooth of [true, false]) {
    describe(smooth ? 'smoothly' : 'at once', () => {
      it('arrives though sections are higher once they are rendered', async () => {
        content.innerHTML = sections(80, 700);
        scroll(smooth);
        await atRest();
        expect(isInView()).to.equal(true);
      });

      it('arrives though sections are lower once they are rendered', async () => {
        content.innerHTML = sections(900, 120);
        scroll(smooth);
        await atRest();
        expect(isInView()).to.equal(true);
      });

      it('arrives upwards', async () => {
        content.innerHTML = `<p id="target">Here</p>${sections(80, 700).replace('id="target"', '')}`;
        scrollTo(0, 2_000);
        await frame();
        scroll(smooth);
        await atRest();
        expect(isInView()).to.equal(true);
      });

      it('arrives though images above it load on the way', async () => {
        content.innerHTML = `<div style="height: 1500px"></div><div id="images"></div>
          <div style="height: 3000px"></div><p id="target">Here</p><div style="height: 3000px"></div>`;
        content.style.setProperty('overflow-anchor', 'none');
        const images = document.getElementById('images')!;
        scroll(smooth);
        await until(() => scrollY > 0);
        for (let loaded = 1; loaded <= 5; loaded++) {
          images.style.height = `${loaded * 900}px`;
          await frame();
        }
        await atRest();
        expect(isInView()).to.equal(true);
      });

      it('arrives though its content is rendered again on the way', async () => {
        const list =
          '<div style="height: 6000px"></div><p id="target">Here</p><div style="height: 3000px"></div>';
        content.innerHTML = list;
        scroll(smooth);
        await until(() => scrollY > 0);
        content.innerHTML = `<div style="height: 2000px"></div>${list}`;
        await atRest();
        expect(isInView()).to.equal(true);
      });

      it('arrives inside a scroller on the page', async () => {
        content.innerHTML = `<div style="height: 3000px"></div>
          <div style="height: 300px; overflow: auto">${sections(80, 700)}</div>
          <div style="height: 3000px"></div>`;
        scroll(smooth);
        await atRest();
        const scroller = content.children[1]!.getBoundingClientRect();
        const { top, bottom } = target().getBoundingClientRect();
        expect(top >= scroller.top && bottom <= scroller.bottom, 'in its container').to.equal(true);
        expect(isInView(), 'in the window').to.equal(true);
      });
    });
  }

  it('stops as soon as the visitor scrolls', async () => {
    content.innerHTML = sections(80, 700);
    scroll(false);
    await until(() => scrollY > 0);
    window.dispatchEvent(new WheelEvent('wheel'));
    scrollTo({ top: 0, behavior: 'instant' });
    await atRest();
    expect(scrollY).to.equal(0);
  });

  it('goes to the newest place only', async () => {
    content.innerHTML = `${sections(80, 700)}<p id="other" style="margin: 4000px 0">Other</p>`;
    scroll(true);
    const resolver = new AnchorResolver();
    const from = { by: 'id' as const, name: 'other' };
    scrollToPlace(resolver, { ...PLACE, anchor: { ...PLACE.anchor, from } }, true);
    await atRest();
    expect(isInView()).to.equal(false);
    const { top } = document.getElementById('other')!.getBoundingClientRect();
    expect(top).to.be.within(0, innerHeight);
  });

  it('does not scroll if the place is well inside the window', async () => {
    content.innerHTML = `<div style="height: 300px"></div><p id="target">Here</p><div style="height: 3000px"></div>`;
    scroll(true);
    await atRest(10);
    expect(scrollY).to.equal(0);
  });
});
