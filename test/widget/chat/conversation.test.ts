import { expect } from '@open-wc/testing';
import type { Pin } from '../../../protocol/chat.ts';
import { ADA, BO, CY, frame, until } from '../on-page.ts';
import { bo, own, plain, textOf, WithChat } from './with-chat.ts';

describe('talking in the chat', () => {
  it('answers a message, with a line that leads to it', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, 'What is it?'));
    await chat.choose(0, 'Reply');
    expect(textOf(chat.page.find('.about'))).to.equal('Replying to Bo What is it?');
    await chat.say('A garden');
    const post = chat.end.of('chat_post')[0];
    expect(post?.reply).to.equal(1);
    expect(chat.page.all('.about')).to.have.lengthOf(0);
    await chat.hear(own(2, 'A garden', { op: post?.op ?? '', reply: 1 }));
    const quote = chat.page.find('.quote');
    expect(textOf(quote)).to.equal('Bo What is it?');
    quote.click();
    await chat.page.settled();
    expect(chat.page.find('live-presence-chat-panel').shadowRoot?.activeElement === chat.message(0)).to.equal(
      true,
    );
    await chat.hear({ seq: 3, kind: 'delete', member: 'bo', of: 1, at: 0 });
    expect(textOf(chat.page.find('.quote'))).to.equal('Bo Message deleted');
  });

  it('answers a message as it is now, not as it was', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, 'What is it?'));
    await chat.choose(0, 'Reply');
    await chat.hear({ seq: 2, kind: 'edit', member: 'bo', of: 1, at: 0, text: 'Who is it?' });
    expect(textOf(chat.page.find('.about'))).to.equal('Replying to Bo Who is it?');
    chat.end.send({ type: 'erased', member: 'bo', seq: 2 });
    await chat.page.settled();
    expect(textOf(chat.page.find('.about'))).to.contain('Message deleted');
  });

  it('fetches what is answered where it lies further up, and goes there', async () => {
    const chat = await WithChat.open({ events: [bo(101, 'late', { reply: 40 })], seq: 101 });
    expect(textOf(chat.page.find('.quote'))).to.equal('…');
    expect(chat.end.of('history')).to.deep.equal([{ type: 'history', before: 41, limit: 1 }]);
    const message = (seq: number) => ({
      seq,
      kind: 'message' as const,
      member: 'cy',
      name: 'Cy',
      color: '#112233',
      at: 0,
      text: `m${seq}`,
    });
    chat.end.send({ type: 'history', before: 41, messages: [message(40)], more: true });
    await chat.page.settled();
    expect(textOf(chat.page.find('.quote'))).to.equal('Cy m40');
    chat.page.find('.quote').click();
    await chat.page.settled();
    expect(chat.end.of('history').at(-1)).to.deep.equal({ type: 'history', before: 101, limit: 100 });
    const messages = Array.from({ length: 100 }, (_, index) => message(index + 1));
    chat.end.send({ type: 'history', before: 101, messages, more: false });
    await until(() =>
      chat.page.find('live-presence-chat-panel').shadowRoot?.activeElement?.matches('[data-seq="40"]'),
    );
  });

  it('reacts, shows how many did and who, and takes a reaction back', async () => {
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

  it('offers a few emoji, and takes any other', async () => {
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

  it('edits one’s own message, and says so', async () => {
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

  it('opens the last message of one’s own with the arrow key, and leaves it with Esc', async () => {
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

  it('says why a change was not taken, and gives it up', async () => {
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

  it('deletes one’s own message after asking, everywhere', async () => {
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

  it('completes mentions from the people here, and says whom it means', async () => {
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

  it('means whom it names, chosen or not, and nobody whose name is only part of another', async () => {
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

  it('shows notices with their links, code and lines', async () => {
    const chat = await WithChat.open();
    const text = 'Release: https://example.com/notes\nwith `v2`';
    await chat.hear({ seq: 1, kind: 'notice', member: 'site', at: 0, text });
    const notice = chat.page.parts('system-message').find((line) => line.textContent.includes('Release'));
    expect(notice?.querySelector('a')?.href).to.equal('https://example.com/notes');
    expect(notice?.querySelector('code')?.textContent).to.equal('v2');
    expect(notice?.innerText).to.contain('\n');
  });

  it('offers nothing that is not allowed now, and says why', async () => {
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
    it(`has no empty toolbar at one’s own message while the chat is ${state}`, async () => {
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

  it('has no field in a room that was closed, and keeps what was being written', async () => {
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

  it('keeps what is being written while the chat is switched off', async () => {
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

  it('marks what mentions oneself, in the chat and on its button', async () => {
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

  it('makes links safe, and nothing else of a text', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, 'https://example.org/x <img src=x onerror=alert(1)> javascript:alert(1)\n`<b>`'));
    const text = chat.page.part('message-text');
    const [link, ...others] = text.querySelectorAll('a');
    expect(others).to.have.lengthOf(0);
    expect(link?.href).to.equal('https://example.org/x');
    expect(link?.rel).to.equal('noopener noreferrer nofollow ugc');
    expect(text.querySelector('img, b')).to.equal(null);
    expect(text.querySelector('code')?.textContent).to.equal('<b>');
  });

  it('tells who is typing, and says that oneself is', async () => {
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

  it('points at a place on the page: by a click, or in the middle of the window by a key', async () => {
    const paragraph = document.createElement('p');
    paragraph.id = 'place';
    paragraph.textContent = 'Something to point at';
    paragraph.style.cssText =
      'position: fixed; inset: 40% auto auto 40%; width: 20vw; height: 20vh; margin: 0';
    document.body.append(paragraph);
    const chat = await WithChat.open();
    const pick = async (): Promise<HTMLElement> => {
      chat.button('Pin a spot on the page', chat.page.find('live-presence-composer').shadowRoot!).click();
      await until(() => chat.page.all('.pick').length > 0);
      return chat.page.find('.pick');
    };
    await chat.press('Escape', await pick());
    await until(() => chat.page.all('.pick').length === 0);
    expect(chat.page.all('.about')).to.have.lengthOf(0);
    await chat.press('Enter', await pick());
    await until(() => chat.page.all('.about').length > 0);
    await chat.say('this');
    const pin = chat.end.of('chat_post')[0]?.pin;
    expect(pin?.page).to.equal('/docs');
    expect(pin?.anchor.from).to.deep.equal({ by: 'id', name: 'place' });
    await chat.hear(own(1, 'this', { op: chat.end.of('chat_post')[0]?.op ?? '', ...(pin && { pin }) }));
    chat.page.part('message-pin').click();
    await until(() => !chat.page.find('.ring').hidden);
    await frame();
    const ring = chat.page.find('.ring').getBoundingClientRect();
    expect(ring.x + ring.width / 2).to.be.closeTo(innerWidth / 2, 6);
    expect(ring.y + ring.height / 2).to.be.closeTo(innerHeight / 2, 20);
    chat.page.clock.advance(2_500);
    await until(() => chat.page.find('.ring').hidden);
    paragraph.remove();
  });

  it('leads to the page of a place that is on another one', async () => {
    const chat = await WithChat.open();
    const pin = (page: string): Pin => ({
      page,
      anchor: { path: [0], box: [0, 0, 1, 1] },
      flags: 0,
      x: 0,
      y: 0,
    });
    await chat.hear(
      bo(1, 'there', { pin: pin('/pricing') }),
      bo(2, 'nowhere', { pin: pin('//evil.example/') }),
    );
    const [there, nowhere] = chat.page.parts('message-pin');
    expect(there?.localName).to.equal('a');
    expect((there as HTMLAnchorElement).href).to.equal(`${location.origin}/pricing`);
    expect(nowhere?.localName).to.equal('span');
  });

  it('can be closed to writing by the site, which is said', async () => {
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

  it('lets a visitor mute a person for themselves', async () => {
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
    chat.button('Unmute', chat.message(1)).click();
    await chat.page.settled();
    expect(textOf(chat.message(1))).to.include('more noise');
  });

  it('shows as deleted what was erased with whoever said it', async () => {
    const chat = await WithChat.open({ events: [bo(1, '', { name: '' })] });
    expect(textOf(chat.message(0))).to.include('Message deleted');
  });
});
