import { expect } from '@open-wc/testing';
import { host, finder, page, changed, get, placeAt, placeOn, draw, middleOf } from './on-content.ts';

describe('private content', () => {
  it('is never sent: the cursor stays at its edge', () => {
    page(
      '<div data-presence-private id="account" style="padding: 20px"><p id="iban">DE02 1203 0000</p></div><p>After</p>',
    );
    const box = get('[data-presence-private]').getBoundingClientRect();
    const place = placeOn(get('#iban').firstChild!, '1203');
    const point = draw(place);
    const [x, y] = [point.x - scrollX, point.y - scrollY];
    expect(Math.min(x - box.left, box.right - x, y - box.top, box.bottom - y)).to.be.closeTo(0, 0.5);
    expect(JSON.stringify(place)).not.to.match(/iban|account|1203/);
    const around = placeOn(host.lastElementChild!.firstChild!, 'After').key;
    get('#iban').textContent = 'FR76 3000 6000';
    changed();
    expect(placeOn(get('#iban').firstChild!, '3000').key).to.equal(place.key);
    expect(placeOn(host.lastElementChild!.firstChild!, 'After').key).to.equal(around);
  });

  it('includes password fields, and values of other fields are not read', () => {
    page(
      '<form><input type="password" value="secret"><textarea rows="4"></textarea><input value="typed"></form>',
    );
    const field = get('input').getBoundingClientRect();
    const point = draw(placeAt(...middleOf(get('input'))));
    const [x, y] = [point.x - scrollX, point.y - scrollY];
    expect(Math.min(x - field.left, field.right - x, y - field.top, field.bottom - y)).to.be.closeTo(0, 0.5);
    const keys = [...host.querySelectorAll('input, textarea')].map((each) => placeAt(...middleOf(each)).key);
    for (const each of host.querySelectorAll<HTMLInputElement>('input, textarea'))
      each.value = 'something else';
    get('textarea').textContent = 'more';
    changed();
    expect(
      [...host.querySelectorAll('input, textarea')].map((each) => placeAt(...middleOf(each)).key),
    ).to.deep.equal(keys);
  });

  it('includes the widget’s own elements, which have no position', () => {
    page('<live-presence style="display: block; height: 50px">ours</live-presence>');
    expect(finder.at(...middleOf(get('live-presence')))).to.be.undefined;
    expect(finder.at(-10, -10)).to.be.undefined;
  });
});
