import { expect } from '@open-wc/testing';
import { page, get, host, placeAt, placeOn, draw } from './on-content.ts';

describe('hidden content', () => {
  it('has no cursor while it is not displayed, or inside closed details', () => {
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

  it('has no cursor once it is scrolled out of its container', () => {
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

  it('has cursors left of the beginning where the body is written from right to left', () => {
    document.body.dir = 'rtl';
    try {
      page('<div style="width: 4000px"><p style="width: 200px; margin-right: 2500px">on the left</p></div>');
      scrollTo(-2_000, 0);
      const place = placeOn(get('p').firstChild!, 'left');
      const { x, hidden } = draw(place);
      expect(x).to.be.below(0);
      expect(hidden).to.be.false;
      scrollTo(0, 0);
      expect(draw(place).hidden).to.be.false;
    } finally {
      document.body.removeAttribute('dir');
    }
  });

  it('has cursors that move with fixed elements', () => {
    page('<div style="height: 3000px"></div><b style="position: fixed; top: 10px; left: 10px">fixed</b>');
    const place = placeOn(get('b').firstChild!, 'fixed');
    const before = draw(place);
    scrollTo(0, 700);
    expect(draw(place).y).to.be.closeTo(before.y + 700, 0.1);
    expect(draw(place).hidden).to.be.false;
  });

  /** Two panels in one place; the second is shown. Each hides it in another way. */
  const WAYS: Record<string, (panel: HTMLElement) => void> = {
    opacity: (panel) => (panel.style.opacity = '0'),
    'opacity further out': (panel) => (get('.stack').style.opacity = panel.style.opacity = '0'),
    visibility: (panel) => (panel.style.visibility = 'hidden'),
    'content-visibility': () => get('.stack').style.setProperty('content-visibility', 'hidden'),
    'a clip-path that leaves nothing': (panel) => (panel.style.clipPath = 'inset(100%)'),
    'a clip-path that leaves another part': (panel) => (panel.style.clipPath = 'circle(4px at 100% 100%)'),
    'a clip-path further out': () => (get('.stack').style.clipPath = 'polygon(0 0, 0 0, 0 0)'),
    clip: (panel) => panel.style.setProperty('clip', 'rect(0 0 0 0)'),
    'clip further out': () =>
      (get('.stack').style.cssText = 'position: absolute; width: 100%; clip: rect(0 0 0 0)'),
    'overflow: clip, moved away': (panel) => {
      get('.stack').style.overflow = 'clip';
      panel.style.transform = 'translateX(110%)';
    },
    'overflow: clip, without height': () => (get('.stack').style.cssText = 'overflow: clip; height: 0'),
    inert: (panel) => (panel.inert = true),
    'a panel above it': () => (get('.first').style.zIndex = '2'),
    'a modal of the page’s': () => {
      const modal = document.createElement('div');
      modal.style.cssText = 'position: fixed; inset: 0; z-index: 9; background: #0008';
      modal.append('Sure?');
      host.append(modal);
    },
  };
  for (const [way, hide] of Object.entries(WAYS)) {
    it(`has no cursor while it is laid out and can't be seen: ${way}`, () => {
      page(`<style>.stack { position: relative; height: 80px }
        .stack > * { position: absolute; inset: 0; z-index: 1; margin: 0; background: #fff }</style>
        <div class="stack"><p class="first">The first panel</p><p class="second">The second panel</p></div>`);
      const text = placeOn(get('.second').firstChild!, 'second');
      const beside = placeAt(500, get('.second').getBoundingClientRect().top + 60);
      expect([draw(text).hidden, draw(beside).hidden]).to.deep.equal([false, false]);
      hide(get('.second'));
      expect([draw(text).hidden, draw(beside).hidden]).to.deep.equal([true, true]);
    });
  }

  it('has no cursor on text whose own element does not show what is in it', () => {
    page('<p>Some words</p>');
    const place = placeOn(get('p').firstChild!, 'words');
    get('p').style.setProperty('content-visibility', 'hidden');
    expect(draw(place).hidden).to.be.true;
    get('p').style.setProperty('content-visibility', 'auto');
    expect(draw(place).hidden).to.be.false;
  });

  it('has cursors on the part that a clip-path leaves, and where there is no pointer', () => {
    page(
      '<p style="clip-path: inset(0 50% 0 0)">Some words</p><b style="display: block; clip-path: inset(0)">bold</b>',
    );
    expect(draw(placeOn(get('p').firstChild!, 'Some')).hidden).to.be.false;
    const bold = placeOn(get('b').firstChild!, 'bold');
    get('b').style.pointerEvents = 'none';
    expect(draw(bold).hidden).to.be.false;
  });

  /** Each makes one panel, or what is around it, inert. */
  const INERT: Record<string, () => HTMLElement> = {
    'the text itself': () => get('p'),
    'what is around it': () => get('section'),
    'all of the content': () => host,
  };
  for (const [what, find] of Object.entries(INERT)) {
    it(`has cursors on what is inert and can be seen, and none below what covers it: ${what}`, () => {
      page('<section><p style="padding-bottom: 60px">Some words</p></section>');
      const text = placeOn(get('p').firstChild!, 'words');
      const beside = placeAt(300, get('p').getBoundingClientRect().bottom - 20);
      const before = [draw(text), draw(beside)];
      find().inert = true;
      try {
        expect([draw(text), draw(beside)]).to.deep.equal(before);
        find().style.opacity = '0';
        expect([draw(text).hidden, draw(beside).hidden]).to.deep.equal([true, true]);
        find().style.opacity = '';
        const drawer = document.createElement('div');
        drawer.style.cssText = 'position: fixed; inset: 0; background: #fff';
        document.body.append(drawer);
        const hidden = [draw(text).hidden, draw(beside).hidden];
        drawer.remove();
        expect(hidden).to.deep.equal([true, true]);
      } finally {
        find().inert = false;
        find().style.opacity = '';
      }
    });
  }

  it('has cursors below a link that fills its card by a pseudo-element', () => {
    page(`<style>.card { position: relative } .card a::after { content: ''; position: absolute; inset: 0 }</style>
      <div class="card"><p>Words of the card</p><a href="#card">Read on</a></div>`);
    expect(draw(placeOn(get('p').firstChild!, 'Words')).hidden).to.be.false;
  });
});
