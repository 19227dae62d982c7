import { expect } from '@open-wc/testing';
import type { Pin } from '../../../../protocol/chat.ts';
import { frame, until } from '../../on-page.ts';
import { bo, own, WithChat } from '../with-chat.ts';

describe('pins', () => {
  it('are set by a click, or in the middle of the window by a key', async () => {
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

  it('shown one soon after the other each have their time', async () => {
    const chat = await WithChat.open();
    const pin: Pin = { page: '/docs', anchor: { path: [], box: [0, 0, 1, 1] }, flags: 0, x: 9, y: 9 };
    await chat.hear(bo(1, 'here', { pin }), bo(2, 'and here', { pin }));
    const [first, second] = chat.page.parts('message-pin');
    first?.click();
    await until(() => chat.page.all('.ring').some(({ hidden }) => !hidden));
    chat.page.clock.advance(2_000);
    second?.click();
    await frame();
    await frame();
    chat.page.clock.advance(600);
    await frame();
    await frame();
    expect(chat.page.find('.ring').hidden, 'the second has just begun').to.equal(false);
    chat.page.clock.advance(2_000);
    await until(() => chat.page.find('.ring').hidden);
  });

  it('on another page link to it', async () => {
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
});
