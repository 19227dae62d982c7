import { expect } from '@open-wc/testing';
import { ADA, BO, CY } from '../../on-page.ts';
import { bo, textOf, WithChat } from '../with-chat.ts';

describe('mentions', () => {
  it('are completed from the people here, and sent with the message', async () => {
    const chat = await WithChat.open({}, {}, [ADA, { ...BO, name: 'Bo Diddley' }, CY]);
    await chat.write('hi @d');
    const options = (): string[] => chat.page.all('[role="option"] > bdi').map(textOf);
    expect(options()).to.deep.equal(['Bo Diddley']);
    await expect(chat.page.element).to.be.accessible();
    await chat.write('hi @');
    expect(options()).to.deep.equal(['Bo Diddley', 'Cy']);
    await chat.press('ArrowDown');
    expect(chat.page.find('[aria-selected="true"]').textContent).to.include('Cy');
    await chat.press('Escape');
    expect(options()).to.deep.equal([]);
    await chat.write('hi @bo');
    await chat.press('Tab');
    expect(chat.input.value).to.equal('hi @Bo Diddley ');
    expect(options()).to.deep.equal([]);
    await chat.press('Enter');
    expect(chat.end.of('chat_post')[0]).to.deep.include({ text: 'hi @Bo Diddley', mentions: ['bo'] });
    expect(chat.message(0).querySelector('b')?.textContent).to.equal('@Bo Diddley');
    await chat.acknowledge(1);
    await chat.say('no one @nobody');
    expect(chat.end.of('chat_post').at(-1)).to.not.have.property('mentions');
  });

  it('match whole names, chosen or typed', async () => {
    const ann = { ...CY, id: 'ann', name: 'Ann' };
    const chat = await WithChat.open({}, {}, [ADA, BO, ann, { ...CY, id: 'anna', name: 'Ann Lee' }]);
    for (const [text, mentions] of [
      ['@Bo, are you there?', ['bo']],
      ['(@Ann Lee)', ['anna']],
      ['@Ann and @Ann Lee', ['anna', 'ann']],
      ['@Annabel @Bob mail@Bo.example @Ada Lovelace', undefined],
    ] as const) {
      await chat.say(text);
      expect(chat.end.of('chat_post').at(-1)?.mentions, text).to.deep.equal(mentions);
      await chat.acknowledge(chat.end.of('chat_post').length);
    }
  });

  it('of the visitor are marked in the chat and on its button', async () => {
    const chat = await WithChat.open();
    chat.page.element.closeChat();
    await chat.page.settled();
    await chat.hear(bo(1, 'all'), bo(2, '@Ada Lovelace you', { mentions: ['ada'] }));
    expect(textOf(chat.page.part('unread'))).to.equal('@2');
    expect(chat.page.part('unread').ariaLabel).to.equal('2 unread messages, 1 mentioning you');
    chat.page.element.openChat();
    await chat.page.settled();
    expect(chat.message(0).classList.contains('mentioned')).to.equal(false);
    expect(chat.message(1).classList.contains('mentioned')).to.equal(true);
  });
});
