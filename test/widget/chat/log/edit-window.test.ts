import { expect } from '@open-wc/testing';
import { WithChat, own } from '../with-chat.ts';

const MINUTES = 60_000;
/** The server's time when the visitor joins. */
const SERVER = 1_700_000_000_000;

describe('how long a message can be edited', () => {
  /** @param device how far the device's clock is off, in ms */
  async function opened(device: number, age: number): Promise<WithChat> {
    const chat = await WithChat.open({ at: SERVER });
    chat.page.clock.error = device;
    await chat.hear(own(1, 'mine', { at: SERVER - age }));
    return chat;
  }
  async function offersEdit(chat: WithChat): Promise<boolean> {
    chat.message(0).focus();
    await chat.page.settled();
    return chat.message(0).querySelector('[aria-label="Edit"]') !== null;
  }

  for (const [device, error] of [
    ['right', 0],
    ['20 minutes fast', 20 * MINUTES],
    ['20 minutes slow', -20 * MINUTES],
  ] as const) {
    for (const [age, editable] of [
      [14, true],
      [16, false],
    ] as const) {
      it(`is the same if the device’s clock is ${device}: ${age} minutes after it was sent`, async () => {
        expect(await offersEdit(await opened(error, age * MINUTES))).to.equal(editable);
      });
    }
  }

  it('does not change when the device’s clock is set', async () => {
    const chat = await opened(0, 14 * MINUTES);
    chat.page.clock.error = 60 * MINUTES;
    expect(await offersEdit(chat)).to.equal(true);
    await chat.press('ArrowUp');
    expect(chat.input.value).to.equal('mine');
  });

  it('continues while the page sleeps', async () => {
    const chat = await opened(0, 14 * MINUTES);
    chat.end.close();
    chat.page.clock.advance(500);
    await chat.page.join(undefined, { at: SERVER + 60 * MINUTES, recovered: true, seq: 1 });
    expect(await offersEdit(chat)).to.equal(false);
  });
});
