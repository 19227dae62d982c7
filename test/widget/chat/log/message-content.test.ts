import { expect } from '@open-wc/testing';
import { bo, textOf, WithChat } from '../with-chat.ts';

describe('the content of messages', () => {
  it('includes links, code and lines in notices', async () => {
    const chat = await WithChat.open();
    const text = 'Release: https://example.com/notes\nwith `v2`';
    await chat.hear({ seq: 1, kind: 'notice', member: 'site', at: 0, text });
    const notice = chat.page.parts('system-message').find((line) => line.textContent.includes('Release'));
    expect(notice?.querySelector('a')?.href).to.equal('https://example.com/notes');
    expect(notice?.querySelector('code')?.textContent).to.equal('v2');
    expect(notice?.innerText).to.contain('\n');
  });

  it('has safe links, and no other markup', async () => {
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

  it('is “deleted” if the author has erased it', async () => {
    const chat = await WithChat.open({ events: [bo(1, '', { name: '' })] });
    expect(textOf(chat.message(0))).to.include('Message deleted');
  });
});
