import { expect } from '@open-wc/testing';
import { contrast, initials, textOn } from '../../../widget/shared/colours.ts';

describe('colours', () => {
  it('have the contrast that WCAG defines', () => {
    expect(contrast('#000000', '#ffffff')).to.be.closeTo(21, 0.001);
    expect(contrast('#777777', '#ffffff')).to.be.closeTo(4.478, 0.001);
  });

  it('have readable text on them', () => {
    const colours = Array.from(
      { length: 1000 },
      () =>
        `#${Math.floor(Math.random() * 2 ** 24)
          .toString(16)
          .padStart(6, '0')}`,
    );
    // Where black and white are about equally bad.
    for (const color of [...colours, '#757575', '#767676', '#777777', '#0090ff', '#ff0000', '#008000']) {
      const text = textOn(color) === '#fff' ? '#ffffff' : '#000000';
      expect(contrast(color, text), color).to.be.at.least(4.5);
    }
  });
});

describe('initials', () => {
  for (const [name, letters] of [
    ['Ada Lovelace', 'AL'],
    ['bo', 'B'],
    ['Katherine Johnson-Vaughan de la Mer', 'KM'],
    ['山田 太郎', '山太'],
    ['𝒜da', '𝒜'],
    ['--', '•'],
    ['', '•'],
  ] as const) {
    it(`of "${name}" are ${letters}`, () => expect(initials(name)).to.equal(letters));
  }
});
