import { expect } from '@open-wc/testing';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { host, page, get, placeAt, wordBox, placeOn, draw, isIn, LONG } from './on-content.ts';

describe('over text', () => {
  it('is on the same word when the lines break elsewhere', () => {
    page(`<p>${LONG}</p>`);
    const text = get('p').firstChild!;
    for (const word of ['quick', 'lazy', 'wizards', 'Norway']) {
      host.style.width = '600px';
      const place = placeOn(text, word);
      expect(place.flags & SAMPLE.text).to.equal(SAMPLE.text);
      for (const width of ['120px', '333px', '900px']) {
        host.style.width = width;
        const point = draw(place);
        expect(isIn(point, wordBox(text, word)), `${word} at ${width}`).to.be.true;
        expect(point.certain).to.be.true;
        expect(point.hidden).to.be.false;
      }
    }
  });

  it('is on the same word inside a link that breaks over lines, with one anchor for the paragraph', () => {
    page(
      `<p>Before it there is <a href="#">a link of many words that will break</a> and <em>some</em> more.</p>`,
    );
    const word = placeOn(get('a').firstChild!, 'many');
    const other = placeOn(get('em').firstChild!, 'some');
    expect(word.key).to.equal(other.key);
    host.style.width = '140px';
    expect(isIn(draw(word), wordBox(get('a').firstChild!, 'many'))).to.be.true;
    expect(isIn(draw(other), wordBox(get('em').firstChild!, 'some'))).to.be.true;
  });

  it('needs the pointer to be over the letters', () => {
    page('<p>short</p>');
    const { right, top } = get('p').getBoundingClientRect();
    expect(placeAt(right - 5, top + 12).flags).to.equal(0);
  });

  it('is on the same word from right to left, vertically and with characters of two units', () => {
    page(
      '<p dir="rtl">שלום עולם, זה <b>ABC</b> טקסט מעורב</p><p style="writing-mode: vertical-rl">縦書きの文章です</p><p>😀😀🎉😀 end</p>',
    );
    const [rtl, vertical, emoji] = [...host.querySelectorAll('p')].map((p) => p.firstChild!) as [
      Text,
      Text,
      Text,
    ];
    for (const [text, word] of [
      [rtl, 'עולם'],
      [vertical, '文'],
      [emoji, '🎉'],
    ] as const) {
      const place = placeOn(text, word);
      host.style.fontSize = '24px';
      expect(isIn(draw(place), wordBox(text, word)), word).to.be.true;
      host.style.fontSize = '';
    }
  });

  it('reaches beyond 65,535 units of text', () => {
    page(`<pre style="white-space: pre-wrap">${'0123456789 '.repeat(7000)}needle</pre>`);
    const text = get('pre').firstChild!;
    scrollTo(0, document.documentElement.scrollHeight);
    const place = placeOn(text, 'needle');
    expect(place.x).to.be.below(65_536);
    expect(isIn(draw(place), wordBox(text, 'needle'))).to.be.true;
  });

  it('is found in open shadow roots and in slotted content', () => {
    page('<div id="box">slotted words</div>');
    const root = get('#box').attachShadow({ mode: 'open' });
    root.innerHTML = '<p>words of its own</p><slot></slot>';
    const inner = root.querySelector('p')!.firstChild!;
    const slotted = get('#box').firstChild!;
    for (const [text, word] of [
      [inner, 'own'],
      [slotted, 'slotted'],
    ] as const) {
      const place = placeOn(text, word);
      host.style.fontSize = '30px';
      expect(isIn(draw(place), wordBox(text, word))).to.be.true;
      expect(draw(place).certain).to.be.true;
      host.style.fontSize = '';
    }
  });
});
