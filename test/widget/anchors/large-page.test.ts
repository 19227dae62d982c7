import { expect } from '@open-wc/testing';
import { page, get, host, placeOn, draw, finder, resolver, within, LONG } from './on-content.ts';

const ROWS = 6_000;
const rows = (from: number): string =>
  Array.from({ length: ROWS }, (_, n) => `<li>row ${from + n}</li>`).join('');

describe('a large page', () => {
  /** A place on a text, which then moves to the end of many others. */
  function moved() {
    page(`<p class="sought">${LONG}</p>`);
    const place = placeOn(get('.sought').firstChild!, 'wizards');
    page(`<p>Another text</p><ul>${rows(0)}</ul><p class="sought">${LONG}</p>`);
    return place;
  }

  it('is searched bit by bit', () => {
    const place = moved();
    expect(draw(place).certain).to.be.false;
    expect(resolver.searching).to.be.true;
    let times = 0;
    for (; resolver.searching; times++) {
      resolver.searchOn();
      draw(place);
    }
    expect(times).to.be.within(2, 20);
    const found = draw(place);
    expect(found.certain).to.be.true;
    expect(within(found, get('.sought'))).to.be.true;
  });

  it('is searched to its end while it changes all the time, and what was found is found again', () => {
    const place = moved();
    const grow = (n: number): void => {
      const row = document.createElement('li');
      row.append(`new ${n}`);
      get('ul').prepend(row);
      finder.forget();
      resolver.forget();
    };
    let times = 0;
    for (; !draw(place).certain; times++) {
      expect(times).to.be.below(40);
      grow(times);
    }
    for (let more = 0; more < 10; more++) {
      grow(more);
      const found = draw(place);
      expect([found.certain, within(found, get('.sought'))]).to.deep.equal([true, true]);
    }
    get('.sought').remove();
    grow(0);
    expect(draw(place).certain).to.be.false;
    host.replaceChildren();
  });

  it('is not searched for what is where it was', () => {
    page(`<p class="sought">${LONG}</p><ul>${rows(0)}</ul>`);
    expect(draw(placeOn(get('.sought').firstChild!, 'wizards')).certain).to.be.true;
    expect(resolver.searching).to.be.false;
  });
});
