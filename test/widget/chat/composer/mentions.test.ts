import { expect } from '@open-wc/testing';
import { mentionedIn } from '../../../../widget/chat/composer/mentions.ts';
import { mentionAtEnd, suggestions } from '../../../../widget/chat/composer/suggestions.ts';

const PEOPLE = ['Ada Lovelace', 'Bo', 'Bob Dylan'].map((name) => ({ id: name.toLowerCase(), name }));

describe('mentions', () => {
  it('begin at an @ that starts a word', () => {
    for (const [text, mention] of [
      ['@', '@'],
      ['hi @bo', '@bo'],
      ['hi @ada lo', '@ada lo'],
      ['mail@bo', undefined],
      ['@ bo', undefined],
      ['@bo\nnext line', undefined],
      ['', undefined],
    ] as const)
      expect(mentionAtEnd(text), text).to.equal(mention);
  });

  it('are completed by each word of a name, in any case', () => {
    const names = (mention: string): string[] => suggestions(mention, PEOPLE).map(({ name }) => name);
    expect(names('@B')).to.deep.equal(['Bo', 'Bob Dylan']);
    expect(names('@LOVE')).to.deep.equal(['Ada Lovelace']);
    expect(names('@bo'), 'a complete name needs no help').to.deep.equal(['Bob Dylan']);
    expect(names('@dy x')).to.deep.equal([]);
  });

  it('are whole names, the longest first', () => {
    const ids = new Map(PEOPLE.map(({ id, name }) => [name, id]));
    expect(mentionedIn('@Bob Dylan', ids)).to.deep.equal(['bob dylan']);
    expect(mentionedIn('@Bo and @Bob Dylan', ids)).to.have.members(['bo', 'bob dylan']);
    expect(mentionedIn('@Bobby mail@Bo.example', ids)).to.deep.equal([]);
  });
});
