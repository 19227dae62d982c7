import { expect } from '@open-wc/testing';
import { ADA, BO, CY } from '../../on-page.ts';
import { bo, own, plain, textOf, WithChat } from '../with-chat.ts';

describe('the actions of a message', () => {
  it('add and remove a reaction, with its count and its people', async () => {
    const chat = await WithChat.open({}, {}, [ADA, BO, CY]);
    await chat.hear(bo(1, 'Done!'), {
      seq: 2,
      kind: 'reaction',
      member: 'cy',
      of: 1,
      emoji: '🎉',
      on: true,
      at: 0,
    });
    const chip = (): HTMLElement => chat.page.part('message-reaction');
    expect(textOf(chip())).to.equal('🎉 1');
    expect(plain(chip().ariaLabel!)).to.equal('🎉 1: Cy');
    chip().click();
    await chat.page.settled();
    expect(textOf(chip()), 'shown at once').to.equal('🎉 2');
    expect(chip().getAttribute('aria-pressed')).to.equal('true');
    expect(plain(chip().title)).to.equal('Cy and you');
    expect(chat.end.of('chat_react')[0]).to.include({ seq: 1, emoji: '🎉', on: true });
    await chat.acknowledge(3);
    await chat.hear({
      seq: 3,
      kind: 'reaction',
      member: 'ada',
      of: 1,
      emoji: '🎉',
      on: true,
      at: 0,
      op: chat.end.of('chat_react')[0]?.op ?? '',
    });
    chip().click();
    await chat.page.settled();
    expect(textOf(chip())).to.equal('🎉 1');
    expect(chat.end.of('chat_react')[1]).to.include({ on: false });
  });

  it('include a few emoji, and any other', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, 'Done!'));
    await chat.choose(0, 'Add reaction');
    await expect(chat.page.element).to.be.accessible();
    const field = chat.message(0).querySelector('input');
    if (!field) throw new Error('no field for an emoji');
    field.value = '🪴';
    field.dispatchEvent(new Event('change'));
    await chat.page.settled();
    expect(chat.end.of('chat_react')[0]).to.include({ seq: 1, emoji: '🪴', on: true });
    expect(textOf(chat.page.part('message-reaction'))).to.equal('🪴 1');
    chat.end.send({
      type: 'error',
      code: 'bad_request',
      ref: chat.end.of('chat_react')[0]?.op ?? '',
      message: 'x',
    });
    await chat.page.settled();
    expect(chat.page.parts('message-reaction')).to.have.lengthOf(0);
  });

  it('edit one’s own message, which is marked as edited', async () => {
    const chat = await WithChat.open();
    await chat.hear(own(1, 'frist'), bo(2, 'another’s'));
    await chat.write('a draft');
    await chat.choose(0, 'Edit');
    expect(chat.input.value).to.equal('frist');
    await chat.say('first');
    const edit = chat.end.of('chat_edit')[0];
    expect(edit).to.include({ seq: 1, text: 'first' });
    expect(textOf(chat.message(0))).to.include('first (edited)');
    expect(chat.input.value, 'what was being written is back').to.equal('a draft');
    await chat.hear({ seq: 3, kind: 'edit', member: 'ada', of: 1, text: 'first', at: 5, op: edit?.op ?? '' });
    expect(textOf(chat.message(0))).to.include('first (edited)');
    chat.message(1).focus();
    await chat.page.settled();
    expect(chat.message(1).querySelector('[aria-label="Edit"]')).to.equal(null);
  });

  it('edit one’s last message with the arrow key, and cancel with Esc', async () => {
    const chat = await WithChat.open();
    await chat.hear(own(1, 'mine'), bo(2, 'theirs'));
    await chat.press('ArrowUp');
    expect(chat.input.value).to.equal('mine');
    await chat.press('Escape');
    expect(chat.input.value).to.equal('');
    expect(chat.page.element.chat).to.equal('open');
    await chat.press('Escape');
    expect(chat.page.element.chat).to.equal('closed');
  });

  it('explain why a change failed, and discard it', async () => {
    const chat = await WithChat.open();
    await chat.hear(own(1, 'mine'));
    await chat.press('ArrowUp');
    await chat.say('other words');
    chat.end.send({
      type: 'error',
      code: 'forbidden',
      ref: chat.end.of('chat_edit')[0]?.op ?? '',
      message: 'x',
    });
    await chat.page.settled();
    expect(textOf(chat.message(0))).to.include('mine Too late to change this message');
    chat.button('Cancel', chat.page.find('.note')).click();
    await chat.page.settled();
    expect(chat.page.all('.note')).to.have.lengthOf(0);
  });

  it('delete one’s own message for everyone, after a confirmation', async () => {
    const chat = await WithChat.open();
    await chat.hear(own(1, 'oops'));
    await chat.choose(0, 'Delete');
    expect(chat.end.of('chat_delete')).to.have.lengthOf(0);
    chat.button('Delete for everyone', chat.message(0)).click();
    await chat.page.settled();
    expect(chat.end.of('chat_delete')[0]).to.include({ seq: 1 });
    expect(textOf(chat.message(0))).to.include('Message deleted');
    await chat.hear({
      seq: 2,
      kind: 'delete',
      member: 'ada',
      of: 1,
      at: 0,
      op: chat.end.of('chat_delete')[0]?.op ?? '',
    });
    expect(textOf(chat.message(0))).to.not.include('oops');
  });

  it('are only those allowed now', async () => {
    const chat = await WithChat.open({ events: [own(1, 'mine'), bo(2, 'theirs')] });
    chat.end.send({ type: 'rules', rules: { paused: true } });
    await chat.page.settled();
    const offered = (index: number): string[] =>
      [...chat.message(index).querySelectorAll('.actions button')].map(({ ariaLabel }) => plain(ariaLabel!));
    chat.message(0).focus();
    await chat.page.settled();
    expect(offered(0)).to.deep.equal([]);
    chat.message(1).focus();
    await chat.page.settled();
    expect(offered(1)).to.deep.equal(['Mute Bo']);
    await expect(chat.page.element).to.be.accessible();
    chat.end.send({ type: 'rules', rules: {} });
    await chat.page.settled();
    expect(offered(1)).to.deep.equal(['Add reaction', 'Reply', 'Mute Bo']);
  });

  for (const [state, rules] of [
    ['paused', { paused: true }],
    ['muted', { muted: true }],
  ] as const)
    it(`have no empty toolbar at one’s own message while the chat is ${state}`, async () => {
      const chat = await WithChat.open({ events: [own(1, 'mine'), bo(2, 'theirs')], rules });
      for (const [index, toolbars] of [
        [0, 0],
        [1, 1],
      ] as const) {
        chat.message(index).focus();
        await chat.page.settled();
        expect(chat.message(index).querySelectorAll('.actions')).to.have.lengthOf(toolbars);
      }
    });

  it('mute a person for this visitor', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, 'noise'));
    await chat.choose(0, 'Mute Bo');
    expect(textOf(chat.message(0))).to.not.include('noise');
    chat.page.element.closeChat();
    await chat.page.settled();
    await chat.hear(bo(2, 'more noise'));
    expect(chat.page.parts('unread'), 'nothing of theirs is unread').to.have.lengthOf(0);
    chat.page.element.openChat();
    await chat.page.settled();
    await chat.hear(own(3, 'to that', { reply: 1 }));
    expect(textOf(chat.page.find('.quote')), 'nor is it quoted').to.not.include('noise');
    chat.button('Unmute', chat.message(0)).click();
    await chat.page.settled();
    expect(textOf(chat.message(1))).to.include('more noise');
  });

  it('mute a person for this visitor: what they write in a row is one line', async () => {
    const noise = Array.from({ length: 260 }, (_, i) => bo(i + 3, `noise ${i}`));
    const chat = await WithChat.open({ events: [own(1, 'before'), bo(2, 'noise'), ...noise], seq: 262 }, {}, [
      ADA,
      BO,
      CY,
    ]);
    await chat.choose(-1, 'Mute Bo');
    await chat.hear(
      own(263, 'between'),
      bo(264, 'noise'),
      bo(265, 'noise', { reply: 1 }),
      bo(266, 'noise', { member: 'cy', name: 'Cy' }),
      bo(267, 'noise', { at: Date.now() + 600_000 }),
    );
    const said = chat.page.parts('message').map((message) => textOf(message.querySelector('.text')!));
    const line = 'From someone you muted Unmute';
    expect(said).to.deep.equal(['before', line, 'between', line, 'noise', line]);
    chat.button('Unmute', chat.message(1)).click();
    await chat.page.settled();
    expect(chat.page.all('.text').filter((text) => textOf(text).includes('muted'))).to.have.lengthOf(0);
  });
});
