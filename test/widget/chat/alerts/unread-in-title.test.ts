import { expect } from '@open-wc/testing';
import { countInTitle } from '../../../../widget/chat/alerts/unread-in-title.ts';

describe('the number of unread messages in the title', () => {
  const panel = {};
  const count = (unread: number): void => countInTitle(panel, unread);
  const titles = (): HTMLTitleElement[] => [...document.head.querySelectorAll('title')];
  let before: HTMLTitleElement[];

  /** The page's title elements, with these texts in them. */
  function page(...texts: string[]): void {
    for (const element of titles()) element.remove();
    for (const text of texts) {
      const element = document.createElement('title');
      element.textContent = text;
      document.head.append(element);
    }
  }

  beforeEach(() => {
    before = titles();
  });
  afterEach(() => {
    count(0);
    page();
    document.head.append(...before);
  });

  for (const markup of [
    '<img name="title" alt="">',
    '<form name="title"></form>',
    '<iframe name="title"></iframe>',
  ]) {
    it(`works on a page with ${markup}`, () => {
      page('Page');
      const box = document.createElement('div');
      box.innerHTML = markup;
      document.body.append(box);
      try {
        count(3);
        expect(titles()[0]?.textContent).to.equal('(3) Page');
        count(0);
        expect(titles()[0]?.textContent).to.equal('Page');
      } finally {
        box.remove();
      }
    });
  }

  for (const [what, texts, own] of [
    ['no title', [], ''],
    ['an empty title', [''], ''],
    ['a blank title', [' \n '], ''],
    ['a title', ['Shop'], 'Shop'],
    ['a title with blanks around it', [' Shop\n'], 'Shop'],
    ['a title with many blanks in it', ['The   old \n shop'], 'The old shop'],
    ['a title with another kind of blanks', ['\u00a0Shop\u3000'], '\u00a0Shop\u3000'],
    ['a title with a number of its own', ['(2) Inbox'], '(2) Inbox'],
    ['a number as its title', ['(1)'], '(1)'],
    ['a title with patterns in it', ['$& $1 (.*)'], '$& $1 (.*)'],
    ['several titles', ['Shop', 'Another'], 'Shop'],
    ['several titles, the first of them empty', ['', 'Another'], ''],
  ] as const) {
    it(`comes, changes and goes on a page with ${what}`, () => {
      page(...texts);
      const elements = titles().length;
      for (let round = 0; round < 2; round++) {
        for (const unread of [1, 2, 2, 12]) {
          count(unread);
          expect(document.title).to.equal(`(${unread}) ${own}`.replace(/ $/, ''));
        }
        count(0);
        expect(document.title).to.equal(own);
        count(0);
        expect(document.title).to.equal(own);
        expect(titles().length).to.equal(elements);
      }
    });

    for (const next of ['Cart', '(3) Inbox', '(2) Inbox', '(2)', '', '(30) Inbox'])
      it(`keeps what a page with ${what} calls itself meanwhile: “${next}”`, () => {
        page(...texts);
        count(3);
        document.title = next;
        count(4);
        expect(document.title).to.equal(`(4) ${next}`.replace(/ $/, ''));
        count(0);
        expect(document.title).to.equal(next);
        // Nothing of ours is left that could be taken for the page's, or the other way round.
        document.title = `(4) ${next}`;
        count(1);
        expect(document.title).to.equal(`(1) (4) ${next}`.replace(/ $/, ''));
      });
  }

  it('goes from a title to which the page has added something', () => {
    for (const change of [
      (title: string) => `${title} – new`,
      (title: string) => `* ${title}`,
      (title: string) => `* ${title} *`,
    ]) {
      page('Shop $&');
      count(3);
      document.title = change(document.title);
      count(4);
      expect(document.title).to.equal(`(4) ${change('Shop $&')}`);
      count(0);
      expect(document.title).to.equal(change('Shop $&'));
    }
  });

  it('goes from a title that a blinking one brings back', () => {
    page('Shop');
    count(1);
    const shown = document.title;
    document.title = 'Sale!';
    count(2);
    expect(document.title).to.equal('(2) Sale!');
    document.title = shown;
    count(3);
    expect(document.title).to.equal('(3) Shop');
  });

  it('adds up those of several elements', () => {
    page('Shop');
    const other = {};
    count(2);
    countInTitle(other, 3);
    expect(document.title).to.equal('(5) Shop');
    count(0);
    expect(document.title).to.equal('(3) Shop');
    countInTitle(other, 0);
    expect(document.title).to.equal('Shop');
  });

  it('does not touch a title without need', () => {
    page(' Shop ');
    count(0);
    expect(titles()[0]?.textContent).to.equal(' Shop ');
    count(1);
    const text = titles()[0]?.firstChild;
    count(1);
    expect(titles()[0]?.firstChild === text).to.equal(true);
  });
});
