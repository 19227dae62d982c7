import { expect } from '@open-wc/testing';
import { own, textOf, WithChat } from '../with-chat.ts';

describe('the composer', () => {
  it('is hidden in a closed room, and keeps its draft', async () => {
    const chat = await WithChat.open();
    await chat.write('half a thought');
    chat.end.send({ type: 'error', code: 'closed', message: 'this room is closed' });
    chat.end.close(4503);
    await chat.page.settled();
    expect(textOf(chat.page.find('.closed'))).to.equal('Closed');
    expect(chat.input.checkVisibility()).to.equal(false);
    expect(chat.input.value).to.equal('half a thought');
    await expect(chat.page.element).to.be.accessible();
  });

  it('keeps its draft while the chat is switched off', async () => {
    const chat = await WithChat.open();
    await chat.write('half a thought');
    chat.end.send({ type: 'rules', rules: { chat: 'off' } });
    await chat.page.settled();
    expect(chat.input.checkVisibility()).to.equal(false);
    expect(chat.page.parts('chat-toggle')).to.have.lengthOf(0);
    chat.end.send({ type: 'rules', rules: {} });
    await chat.page.settled();
    expect(chat.input.checkVisibility()).to.equal(true);
    expect(chat.input.value).to.equal('half a thought');
  });

  it('is hidden while the site has paused the chat, which is explained', async () => {
    const chat = await WithChat.open({ rules: { paused: true } });
    expect(textOf(chat.page.find('form'))).to.include('The chat is paused.');
    expect(chat.input.closest<HTMLElement>('.field')?.hidden).to.equal(true);
    chat.end.send({ type: 'rules', rules: { muted: true } });
    await chat.page.settled();
    expect(textOf(chat.page.find('form'))).to.include('You’ve been muted by a moderator.');
    chat.end.send({ type: 'rules', rules: {} });
    await chat.page.settled();
    expect(chat.input.closest<HTMLElement>('.field')?.hidden).to.equal(false);
    chat.end.send({ type: 'rules', rules: { chat: 'off' } });
    await chat.page.settled();
    expect(chat.page.parts('chat-toggle')).to.have.lengthOf(0);
  });

  for (const [action, draft, written] of [
    ['Reply', '', 'A garden'],
    ['Edit', 'half a thought', 'half a thought\nA garden'],
  ] as const) {
    it(`${action}: in a log that the server no longer has becomes a message`, async () => {
      const chat = await WithChat.open({ epoch: 'before' });
      await chat.hear(own(1, 'What is it?'));
      await chat.write(draft);
      await chat.choose(0, action);
      await chat.write('A garden');
      chat.end.send({
        type: 'log',
        epoch: 'restored',
        seq: 1,
        events: [own(1, 'Something else')],
        recovered: false,
      });
      await chat.page.settled();
      expect(chat.page.all('.about')).to.have.lengthOf(0);
      expect(chat.input.value).to.equal(written);
      await chat.press('Enter');
      const [post, ...others] = chat.end.received.filter((message) => 'op' in message);
      expect(others).to.deep.equal([]);
      expect(post).to.include({ type: 'chat_post', text: written });
      expect(post).not.to.have.property('reply');
    });
  }

  it('shows who is typing, and reports that the visitor is', async () => {
    const chat = await WithChat.open();
    const line = (): string => textOf(chat.page.find('.typing'));
    const typing = async (count: number, ...names: string[]): Promise<void> => {
      chat.end.send({
        type: 'typing',
        members: names.map((name) => ({ id: name.toLowerCase(), name })),
        count,
      });
      await chat.page.settled();
    };
    await typing(2, 'Ada', 'Bo');
    expect(line(), 'not oneself').to.equal('Bo is typing…');
    await typing(2, 'Bo', 'Cy');
    expect(line()).to.equal('Bo and Cy are typing…');
    await typing(3, 'Bo', 'Cy', 'Di');
    expect(line()).to.equal('Bo and 2 others are typing…');
    await typing(0);
    expect(line()).to.equal('');
    await chat.write('h');
    await chat.write('hm');
    expect(chat.end.of('typing')).to.deep.equal([{ type: 'typing', on: true }]);
    chat.page.clock.advance(3_000);
    chat.end.send({ type: 'pong' });
    await chat.write('hm?');
    expect(chat.end.of('typing')).to.have.lengthOf(2);
    await chat.write('');
    expect(chat.end.of('typing').at(-1)?.on).to.equal(false);
  });
});
