import { expect } from '@open-wc/testing';
import { onEarlyUse } from '../../../widget/loader/early-use.ts';

describe('early use', () => {
  const TAGS = {
    'live-presence': [1, undefined],
    'live-presence-badge': [1, true],
    'live-presence-chat': [1, true],
    'live-presence-map': [0, undefined],
    'live-presences': [0, undefined],
    div: [0, undefined],
  } as const;
  for (const [tag, [expected, open]] of Object.entries(TAGS))
    it(`is ${expected ? '' : 'not '}a click in <${tag}>`, () => {
      let uses = 0;
      onEarlyUse(() => uses++);
      const element = document.createElement(tag) as HTMLElement & { open?: boolean };
      const button = document.createElement('button');
      element.append(button);
      document.body.append(element);
      button.click();
      expect(uses).to.equal(expected);
      expect(element.open).to.equal(open);
      element.remove();
    });
});
