import { expect } from '@open-wc/testing';
import { until } from '../../on-page.ts';
import { bo, own, textOf, WithChat } from '../with-chat.ts';

describe('replies', () => {
  it('quote the message, and lead to it', async () => {
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

  it('quote the current text', async () => {
    const chat = await WithChat.open();
    await chat.hear(bo(1, 'What is it?'));
    await chat.choose(0, 'Reply');
    await chat.hear({ seq: 2, kind: 'edit', member: 'bo', of: 1, at: 0, text: 'Who is it?' });
    expect(textOf(chat.page.find('.about'))).to.equal('Replying to Bo Who is it?');
    chat.end.send({ type: 'erased', member: 'bo', seq: 2 });
    await chat.page.settled();
    expect(textOf(chat.page.find('.about'))).to.contain('Message deleted');
  });

  it('load a quoted message that is not in the log, and lead to it', async () => {
    const chat = await WithChat.open({ events: [bo(101, 'late', { reply: 40 })], seq: 101 });
    expect(textOf(chat.page.find('.quote'))).to.equal('…');
    expect(chat.end.of('quotes')).to.deep.equal([{ type: 'quotes', seqs: [40] }]);
    const message = (seq: number) => ({
      seq,
      kind: 'message' as const,
      member: 'cy',
      name: 'Cy',
      color: '#112233',
      at: 0,
      text: `m${seq}`,
    });
    chat.end.send({ type: 'quotes', seqs: [40], messages: [message(40)] });
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
});
