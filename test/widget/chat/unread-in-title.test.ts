import { expect } from '@open-wc/testing';
import { countInTitle } from '../../../widget/chat/unread-in-title.ts';

describe('the number of unread messages in the title', () => {
  for (const markup of [
    '<img name="title" alt="">',
    '<form name="title"></form>',
    '<iframe name="title"></iframe>',
  ]) {
    it(`works on a page with ${markup}`, () => {
      const box = document.createElement('div');
      box.innerHTML = markup;
      const element =
        document.querySelector('title') ?? document.head.appendChild(document.createElement('title'));
      const before = element.textContent;
      element.textContent = 'Page';
      document.body.append(box);
      try {
        countInTitle(3);
        expect(element.textContent).to.equal('(3) Page');
        countInTitle(0);
        expect(element.textContent).to.equal('Page');
      } finally {
        box.remove();
        element.textContent = before;
      }
    });
  }
});
