import { expect } from '@open-wc/testing';
import { textParts, type TextPart } from '../../../../widget/chat/log/message-text.ts';

const links = (text: string): string[] =>
  textParts(text).flatMap((part) => (part.kind === 'link' ? part.href : []));
const whole = (parts: TextPart[]): string => parts.map(({ text }) => text).join('');

describe('the text of a message', () => {
  for (const [text, ...expected] of [
    ['see https://example.org/a?b=c#d.', 'https://example.org/a?b=c#d'],
    ['(https://example.org/x)', 'https://example.org/x'],
    ['https://en.wikipedia.org/wiki/Live_(band) and', 'https://en.wikipedia.org/wiki/Live_(band)'],
    ['http://a.example/, https://b.example/!', 'http://a.example/', 'https://b.example/'],
    ['HTTPS://EXAMPLE.ORG', 'https://example.org/'],
    ['https://example.org/"onclick="alert(1)', 'https://example.org/'],
    ['https://', ...[]],
    ['javascript:alert(1) data:text/html,x file:///etc/passwd //evil.example', ...[]],
    ['xhttps://example.org', ...[]],
    ['`https://example.org` is code', ...[]],
    ['https://[::1', ...[]],
  ] as const) {
    it(`of "${text}" has ${expected.length === 0 ? 'no link' : expected.join(' and ')}`, () => {
      expect(links(text)).to.deep.equal(expected);
    });
  }

  it('marks code within a line, and mentions of the people meant', () => {
    expect(textParts('a `b c` d')).to.deep.equal([
      { kind: 'text', text: 'a ' },
      { kind: 'code', text: 'b c' },
      { kind: 'text', text: ' d' },
    ]);
    expect(textParts('a ` b \n c ` d')).to.have.lengthOf(1);
    expect(textParts('hi @Bo and @Cy', ['Bo'])).to.deep.equal([
      { kind: 'text', text: 'hi ' },
      { kind: 'mention', text: '@Bo' },
      { kind: 'text', text: ' and @Cy' },
    ]);
  });

  it('takes linear time for any text, and loses nothing', () => {
    const hostile = [
      '`'.repeat(4000),
      'https://'.repeat(500),
      `https://a.example/${'('.repeat(3900)}`,
      `https://a.example/${').'.repeat(1900)}`,
      '`a'.repeat(2000),
      '@Bo'.repeat(1300),
    ];
    for (const text of hostile) {
      const start = performance.now();
      const parts = textParts(text, ['Bo', 'B', 'o']);
      expect(performance.now() - start, text.slice(0, 30)).to.be.lessThan(50);
      expect(whole(parts).replaceAll('`', '')).to.equal(text.replaceAll('`', ''));
    }
  });
});
