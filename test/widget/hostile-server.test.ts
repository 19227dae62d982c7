import { expect } from '@open-wc/testing';
import { seeded } from '../helpers/random.ts';
import { everySpoiltFrame, spoiltFrames } from '../helpers/hostile-messages.ts';
import { messageEvent, welcome } from './client/visitor.ts';
import { frame, until, type OnPage } from './on-page.ts';
import { drawn, point, tick, withBo } from './with-bo.ts';

const COUNT = 700;
/** Frames between two that are also drawn by the browser. */
const EACH = 10;

let errors: string[];
let listening: AbortController;

beforeEach(() => {
  errors = [];
  listening = new AbortController();
  const { signal } = listening;
  window.addEventListener('error', ({ message }) => errors.push(message), { signal });
  window.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)), { signal });
});
afterEach(() => listening.abort());

/** Everything that waits for a microtask is done. */
function task(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
}

/** The server welcomes the visitor as it should. */
function greet(page: OnPage): void {
  const { client } = page.element;
  if (client?.status === 'online') return;
  client?.disconnect();
  client?.connect();
  page.sockets.last.accept();
  page.sockets.last.send(welcome({ recovered: false, epoch: 'fresh', events: [messageEvent(1)] }));
}

/** By chance, of all types; and of those that bring messages and people, every one. */
const FRAMES: Record<string, () => Iterable<string>> = {
  'by chance': () => spoiltFrames(seeded(1), COUNT),
  'as its log': () => [...everySpoiltFrame()].filter((text) => text.startsWith('{"type":"log"')),
  'of people': () => [...everySpoiltFrame()].filter((text) => text.startsWith('{"type":"presence"')),
};

for (const [name, frames] of Object.entries(FRAMES)) {
  it(`draws list, chat and cursors whatever the server sends ${name}`, async function () {
    this.timeout(60_000);
    const { page, end } = await withBo();
    point(end, 50, 50);
    await drawn(page);
    page.element.openChat();
    await until(() => page.parts('chat-input').length > 0);
    await page.openPeople();
    let sent = 0;
    for (const text of frames()) {
      greet(page);
      page.sockets.last.sendRaw(text);
      page.clock.advance(50);
      await task();
      if (++sent % EACH === 0) {
        greet(page);
        tick(page.sockets.last, {
          tracks: [{ slot: 1, samples: [{ age: 0, flags: 0, anchor: 0, x: 9, y: 9 }] }],
        });
        page.clock.advance(50);
        await frame();
      }
      expect(errors, `after ${text.slice(0, 500)}`).to.deep.equal([]);
    }
    page.element.client?.disconnect();
    greet(page);
    await until(() => page.parts('message-text').some(({ textContent }) => textContent.includes('m1')));
  });
}
