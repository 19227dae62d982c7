import { expect } from '@open-wc/testing';
import {
  host,
  page,
  changed,
  get,
  middleOf,
  placeAt,
  wordBox,
  placeOn,
  draw,
  isIn,
  within,
  LONG,
} from './on-content.ts';

describe('another document', () => {
  const cards = (names: string[]): string =>
    names
      .map(
        (name) =>
          `<section><h3>${name} in a box of twelve</h3><div><button>Add to basket</button></div></section>`,
      )
      .join('');

  it('is on the same content below a banner, in a wrapper and beside our own elements', () => {
    page(`<main><p>${LONG}</p><p>Another paragraph that says something else.</p></main>`);
    const place = placeOn(get('p + p').firstChild!, 'something');
    page(
      `<div><p>We use cookies.</p></div><live-presence></live-presence><main><div><p>${LONG}</p></div><div class="ad">Ropes!</div><p>Another paragraph that says something else.</p></main>`,
    );
    const point = draw(place);
    expect(isIn(point, wordBox(get('main > p').firstChild!, 'something'))).to.be.true;
    expect(point.certain).to.be.true;
  });

  it('finds the button of the same card when another card was added before it', () => {
    page(cards(['Mugs', 'Lamps', 'Socks']));
    const place = placeAt(...middleOf(host.querySelectorAll('button')[1]!));
    page(cards(['Ropes', 'Mugs', 'Lamps', 'Socks']));
    const point = draw(place);
    expect(within(point, host.querySelectorAll('button')[2]!)).to.be.true;
    expect(point.certain).to.be.true;
  });

  it('is uncertain if the card is missing, the text is translated or nothing is left', () => {
    page(cards(['Mugs', 'Lamps', 'Socks']));
    const place = placeAt(...middleOf(host.querySelectorAll('button')[1]!));
    page(cards(['Mugs', 'Socks']));
    expect(draw(place).certain).to.be.false;
    page(cards(['Becher', 'Lampen', 'Socken']).replaceAll('Add to basket', 'In den Korb'));
    const translated = draw(place);
    expect(translated.certain).to.be.false;
    expect(within(translated, host.querySelectorAll('button')[1]!)).to.be.true;
    page('');
    expect(draw(place).certain).to.be.false;
  });

  it('ignores white space, loaded images and the widget’s own elements', () => {
    page('<p>Some   text\n here <img data-src="a.png" alt="x"> and there</p>');
    const place = placeOn(get('p').firstChild!, 'text');
    get('img').setAttribute('src', 'data:,');
    get('p').append(document.createElement('live-presence'));
    changed();
    expect(draw(place).certain).to.be.true;
  });
});
