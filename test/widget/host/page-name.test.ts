import { expect } from '@open-wc/testing';
import { looksSecret, pageName } from '../../../widget/host/page-name.ts';

describe('the name of a page', () => {
  for (const [path, name] of [
    ['/', '/'],
    ['', '/'],
    ['/docs/', '/docs'],
    ['//docs//intro', '/docs/intro'],
    ['/reset/f3a91c0d7be24c55a1b2', '/reset'],
    ['/share/550e8400-e29b-41d4-a716-446655440000/edit', '/share'],
    ['/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms', '/d'],
    ['/verify/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N', '/verify'],
    ['/top-10-javascript-frameworks-of-2026-compared', '/top-10-javascript-frameworks-of-2026-compared'],
    ['/wiki/MediaWikiArticleOnLanguages', '/wiki/MediaWikiArticleOnLanguages'],
    ['/%E6%BD%AE%E6%B1%90%E3%81%AE%E4%BA%88%E6%B8%AC', '/%E6%BD%AE%E6%B1%90%E3%81%AE%E4%BA%88%E6%B8%AC'],
    ['/100%', '/100%'],
  ] as const) {
    it(`of "${path}" is "${name}"`, () => expect(pageName(path)).to.equal(name));
  }

  it('holds hardly any random key, whatever the alphabet', () => {
    const alphabets = ['0123456789abcdef', 'ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz0123456789-_'];
    // The same keys each time (a linear congruential generator, with the constants of Numerical Recipes).
    let state = 1;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (const alphabet of alphabets) {
      const keys = Array.from({ length: 4000 }, () =>
        Array.from({ length: 32 }, () => alphabet[random(alphabet.length)]).join(''),
      );
      expect(keys.filter((key) => !looksSecret(key)).length, alphabet).to.be.at.most(4);
    }
  });
});
