import { expect } from '@open-wc/testing';
import { page, get, placeOn, draw } from './on-content.ts';

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

  it('has cursors that move with fixed elements', () => {
    page('<div style="height: 3000px"></div><b style="position: fixed; top: 10px; left: 10px">fixed</b>');
    const place = placeOn(get('b').firstChild!, 'fixed');
    const before = draw(place);
    scrollTo(0, 700);
    expect(draw(place).y).to.be.closeTo(before.y + 700, 0.1);
    expect(draw(place).hidden).to.be.false;
  });
});
