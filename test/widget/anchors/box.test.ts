import { expect } from '@open-wc/testing';
import { host, page, get, placeAt, wordBox, placeOn, draw, isIn, within, LONG } from './on-content.ts';

describe('over boxes', () => {
  it('is at the same fraction of images, canvases and iframes', () => {
    page(
      '<img alt="A" style="display: block; width: 50%; height: 80px"><canvas style="width: 50%; height: 60px"></canvas><iframe style="width: 50%; height: 60px"></iframe>',
    );
    for (const element of host.children) {
      const { left, top, width, height } = element.getBoundingClientRect();
      const place = placeAt(left + width * 0.25, top + height * 0.75);
      host.style.width = '300px';
      const box = element.getBoundingClientRect();
      const point = draw(place);
      expect(point.x - scrollX).to.be.closeTo(box.left + box.width * 0.25, 0.1);
      expect(point.y - scrollY).to.be.closeTo(box.top + box.height * 0.75, 0.1);
      host.style.width = '600px';
    }
  });

  it('stays next to the same paragraph outside of content', () => {
    page(
      `<main style="padding: 0 100px">${Array.from({ length: 20 }, (_, i) => `<p>${i} ${LONG}</p>`).join('')}</main>`,
    );
    const paragraph = host.querySelectorAll('p')[12]!;
    const { left, top, height } = paragraph.getBoundingClientRect();
    scrollTo(0, top - 200);
    const place = placeAt(left - 60, paragraph.getBoundingClientRect().top + height / 2);
    host.style.width = '320px';
    get('main').style.padding = '0 20px';
    const point = draw(place);
    const box = paragraph.getBoundingClientRect();
    expect(point.x - scrollX).to.be.below(box.left);
    expect(point.y - scrollY).to.be.within(box.top, box.bottom);
    expect(within(point, get('main'))).to.be.true;
  });

  it('looks through a link that is stretched over a card', () => {
    page(
      '<style>.s::after { content: ""; position: absolute; inset: 0 }</style><div style="position: relative"><h3><a class="s" href="#">Title</a></h3><p>Words below the title</p></div>',
    );
    const text = get('p').firstChild!;
    const place = placeOn(text, 'below');
    host.style.width = '90px';
    expect(isIn(draw(place), wordBox(text, 'below'))).to.be.true;
  });
});
