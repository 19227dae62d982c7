import { expect } from '@open-wc/testing';
import { MappedPlaces } from '../../../widget/anchors/mapped-places.ts';
import type { MappedPoint, PlaceMap } from '../../../widget/anchors/place-map.ts';
import { draw, finder, get, page, placeAt, resolver } from './on-content.ts';

/** A board that is panned and zoomed. */
class Board implements PlaceMap {
  zoom = 1;
  left = 0;
  top = 0;

  toAnchor(x: number, y: number, target: Element): MappedPoint | undefined {
    if (target.id !== 'board') return undefined;
    const box = target.getBoundingClientRect();
    return { x: (x - box.left) / this.zoom + this.left, y: (y - box.top) / this.zoom + this.top };
  }

  toPoint({ x, y }: MappedPoint, target: Element): { x: number; y: number } | undefined {
    const box = target.getBoundingClientRect();
    return { x: (x - this.left) * this.zoom + box.left, y: (y - this.top) * this.zoom + box.top };
  }
}

const BOARD = '<canvas id="board" width="400" height="300" style="display: block"></canvas><p>Text</p>';
let warned: Set<string>;
const warnOnce = (text: string): unknown => warned.add(text);

function use(theirs: PlaceMap | undefined, ours: PlaceMap | null | undefined = theirs): void {
  finder.mapped = theirs && new MappedPlaces(theirs, warnOnce);
  resolver.mapped = ours ? new MappedPlaces(ours, warnOnce) : undefined;
}

/** A point on the board's element, in the window. */
function at(x: number, y: number): [number, number] {
  const { left, top } = get('#board').getBoundingClientRect();
  return [left + x, top + y];
}

describe('points that the site maps itself', () => {
  beforeEach(() => {
    warned = new Set();
    page(BOARD);
  });

  it('are the same thing at another zoom', () => {
    for (const [zoom, left, top] of [
      [1, 0, 0],
      [3, 40, 30],
      [0.25, -500, -700],
      [8, 90_000, -90_000],
    ] as const) {
      const [theirs, ours] = [new Board(), Object.assign(new Board(), { zoom, left, top })];
      // They look at the middle of what we see.
      Object.assign(theirs, { left: left + 100 / zoom, top: top + 50 / zoom, zoom: 2 });
      use(theirs, ours);
      const point = draw(placeAt(...at(20, 30)));
      const expected = at((100 / zoom + 10) * zoom, (50 / zoom + 15) * zoom);
      expect(point.certain).to.equal(true);
      expect(point.hidden).to.equal(expected[0] > at(400, 0)[0]);
      expect(Math.abs(point.x - scrollX - expected[0])).to.be.below(zoom / 8);
      expect(Math.abs(point.y - scrollY - expected[1])).to.be.below(zoom / 8);
    }
  });

  it('take one anchor for each large part of the plane', () => {
    const board = new Board();
    use(board);
    const keys = new Set<string>();
    for (let x = 1; x < 399; x += 7) for (let y = 1; y < 299; y += 7) keys.add(placeAt(...at(x, y)).key);
    expect(keys.size).to.equal(1);
    board.left = 5_000;
    keys.add(placeAt(...at(1, 1)).key);
    expect(keys.size).to.equal(2);
  });

  it('are hidden while they are not shown, and beyond the edges', () => {
    const board = new Board();
    use(board);
    const place = placeAt(...at(20, 30));
    expect(draw(place).hidden).to.equal(false);
    board.left = 30;
    expect(draw(place).hidden).to.equal(true);
    board.toPoint = () => undefined;
    expect(draw(place).hidden).to.equal(true);
    expect(warned.size).to.equal(0);
  });

  it('are somewhere on it for those whose page does not map it', () => {
    use(new Board(), null);
    const point = draw(placeAt(...at(20, 30)));
    const [x, y] = at(200, 150);
    expect(point.certain).to.equal(false);
    expect(Math.hypot(point.x - scrollX - x, point.y - scrollY - y)).to.be.below(2);
  });

  it('may be on what is around the element below the pointer', () => {
    page(
      '<div id="board" style="position: relative; width: 400px; height: 300px"><b id="note">Note</b></div>',
    );
    use(new Board());
    const { left, top } = get('#note').getBoundingClientRect();
    const { anchor } = placeAt(left + 2, top + 2);
    expect(anchor.at).to.include({ x: 0, y: 0 });
    expect(resolver.element(anchor)).to.equal(get('#board'));
  });

  it('leave other content as it is', () => {
    use(new Board());
    const { left, top } = get('p').getBoundingClientRect();
    const place = placeAt(left + 4, top + 10);
    expect(place.anchor).not.to.have.property('at');
    expect(draw(place).certain).to.equal(true);
  });

  it('do no harm if the site’s map fails, which is said once', () => {
    const fails = (): never => {
      throw new TypeError('no map yet');
    };
    const board = new Board();
    use({ toAnchor: fails, toPoint: fails });
    for (let i = 0; i < 3; i++) expect(placeAt(...at(20, 30)).anchor).not.to.have.property('at');
    use(board, { toAnchor: fails, toPoint: fails });
    const place = placeAt(...at(20, 30));
    for (let i = 0; i < 3; i++) expect(draw(place).certain).to.equal(false);
    expect(warned.size).to.equal(2);
    expect([...warned].join())
      .to.include('place.toAnchor failed: TypeError: no map yet')
      .and.include('toPoint');
  });

  it('have to be numbers', () => {
    const wrong: unknown[] = [
      { x: NaN, y: 0 },
      { x: '1', y: {} },
      { x: Infinity, y: 0 },
      { x: 0, y: 0, unit: 0 },
      { x: 0, y: 0, unit: -1 },
      { x: 0, y: 0, key: 'k'.repeat(65) },
      { x: 1e308, y: 0, unit: 1e-300 },
    ];
    for (const answer of wrong) {
      use({ toAnchor: () => answer as MappedPoint, toPoint: () => undefined });
      expect(placeAt(...at(20, 30)).anchor, JSON.stringify(answer)).not.to.have.property('at');
    }
    use(new Board());
    const place = placeAt(...at(20, 30));
    for (const answer of [{}, { x: NaN, y: 1 }, { x: '3', y: null }, 7]) {
      use(undefined, { toAnchor: () => undefined, toPoint: () => answer as { x: number; y: number } });
      const point = draw(place);
      expect(point.certain, JSON.stringify(answer)).to.equal(false);
      expect(Number.isFinite(point.x + point.y)).to.equal(true);
    }
  });

  it('are bounded, whatever others send', () => {
    use(new Board());
    const place = placeAt(...at(20, 30));
    for (const value of [1e308, -1e308, 5e-324, 0]) {
      const anchor = { ...place.anchor, at: { x: value, y: value, unit: 1e308 } };
      const point = draw({ ...place, anchor, x: 0xffff });
      expect(Number.isFinite(point.x + point.y), String(value)).to.equal(true);
    }
  });
});
