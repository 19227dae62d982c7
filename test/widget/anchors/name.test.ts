import { expect } from '@open-wc/testing';
import { page, get, placeAt, middleOf, placeOn, host } from './on-content.ts';

describe('names', () => {
  it('start from a marked element, or one whose id was not generated', () => {
    page(
      '<div data-presence-anchor="price"><p>one</p></div><div id="terms"><p>two</p></div><div id=":r1:"><p>three</p></div><div id="radix-12"><p>four</p></div><div id="3f2504e0-4f89-11d3-9a0c-0305e82c3301"><p>five</p></div>',
    );
    const from = [...host.querySelectorAll('p')].map((p) => placeAt(...middleOf(p)).anchor.from);
    expect(from).to.deep.equal([
      { by: 'mark', name: 'price' },
      { by: 'id', name: 'terms' },
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('have one key per anchor', () => {
    page('<p>one</p><img alt="two" style="width: 50px; height: 50px">');
    const [x, y] = middleOf(get('img'));
    expect(placeAt(x, y).key).to.equal(placeAt(x + 5, y + 5).key);
    expect(placeAt(x, y).key).not.to.equal(placeOn(get('p').firstChild!, 'one').key);
  });
});
