/** Pages that change while the widget is in them, and what browsers do with whole pages. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chromium } from '../helpers/engines/chromium.ts';
import { Surroundings } from '../hosts/suite.ts';
import { clickOn, settled, use } from '../hosts/visit.ts';

const RELOADS = 200;

void describe('a page that changes', () => {
  const around = new Surroundings(() => Chromium.launch());

  void test('opens a modal dialog: the widget is inert like the rest, and works again after it closes', async () => {
    const tab = await around.open('dialog');
    await tab.until(() => document.querySelector('live-presence')?.status === 'online');
    await tab.until(() => watch.find('badge'));
    const focused: string[] = [];
    for (let i = 0; i < 3; i++) {
      await tab.press('Tab');
      focused.push(await tab.evaluate(() => document.activeElement?.id ?? ''));
    }
    assert.ok(focused.includes('yes') && focused.includes('no'), focused.join());
    assert.equal(await tab.evaluate(() => watch.reach('badge')), undefined, 'the dialog is modal');
    await tab.evaluate(() => document.querySelector('dialog')?.close());
    await settled(tab);
    await use(tab);
    await around.assertQuiet(tab);
  });

  for (const [what, selector, pointed] of [
    ['something of its own', '#board', true],
    ['a film', 'video', false],
  ] as const) {
    void test(`shows ${what} in fullscreen: others’ cursors are ${pointed ? 'drawn' : 'hidden'}, and everything is back afterwards`, async () => {
      await around.company('fullscreen', [1, 1, 0]);
      const tab = await around.open('fullscreen');
      await settled(tab);
      await tab.until(() => watch.find('cursor'));
      await tab.evaluate((show) => (document.body.dataset['show'] = show), selector);
      await tab.click(60, 45);
      await tab.until((show) => document.fullscreenElement?.matches(show), selector);
      /** Screenshots with others' cursors and without. */
      const seen = [];
      for (const others of [true, false]) {
        await tab.evaluate(
          (on) => document.querySelector('live-presence')?.choices.setVisibility({ showOthers: on }),
          others,
        );
        await tab.evaluate(
          () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
        );
        seen.push((await tab.page.screenshot()).toString('base64'));
      }
      assert.equal(seen[0] !== seen[1], pointed);
      assert.equal(
        await tab.evaluate(() => watch.reach('badge')),
        undefined,
        'what fills the screen is not disturbed',
      );
      await tab.evaluate(() => document.exitFullscreen());
      await settled(tab);
      await use(tab);
      await around.assertQuiet(tab);
    });
  }

  void test('is itself in fullscreen: the widget works as usual', async () => {
    const tab = await around.open('fullscreen');
    await settled(tab);
    await tab.evaluate(() => (document.body.dataset['show'] = 'html'));
    await tab.click(60, 45);
    await tab.until(() => document.fullscreenElement === document.documentElement);
    await settled(tab);
    await use(tab);
    await around.assertQuiet(tab);
  });

  void test('is in a sandboxed frame without storage: its badge says that it is not allowed', async () => {
    const tab = await around.open('sandbox');
    const frame = tab.page.frames().find((each) => each.parentFrame());
    await frame?.waitForFunction('document.querySelector("live-presence")?.status === "refused"');
    const [problems, warnings] = (await frame?.evaluate('[watch.problems, watch.warnings]')) as string[][];
    assert.deepEqual(problems, []);
    assert.equal(warnings?.length, 1);
    await around.assertQuiet(tab);
  });

  void test('has view transitions to another state and to another page', async () => {
    const tab = await around.open('single-page');
    await settled(tab);
    await tab.evaluate(async () => {
      await document.startViewTransition(() => document.querySelector('ul')?.remove()).finished;
    });
    await settled(tab);
    await tab.goto(`${around.site.origin}/single-page?second`);
    await settled(tab);
    await use(tab);
    await around.assertQuiet(tab);
  });

  /** Ways in which pages are swapped, as libraries do it. Each is done by one function in the page. */
  const SWAPS: Record<string, () => unknown> = {
    'puts another body in the old one’s place': () => {
      const body = document.createElement('body');
      body.append(...document.body.querySelectorAll('main'));
      document.body.replaceWith(body);
    },
    'writes its body anew': () => {
      const { innerHTML } = document.querySelector('main') ?? { innerHTML: '' };
      document.body.innerHTML = `<main>${innerHTML}</main>`;
    },
    'takes the children of its body away one by one': () => {
      const main = document.createElement('main');
      main.innerHTML = document.querySelector('main')?.innerHTML ?? '';
      const first = document.body.firstChild;
      document.body.insertBefore(main, first);
      while (main.nextSibling) main.nextSibling.remove();
    },
    'is morphed: takes away what its markup does not have, and nothing else changes': () => {
      const markup = new Set(['MAIN', 'SCRIPT']);
      for (const child of [...document.body.children])
        if (!markup.has(child.tagName)) document.body.removeChild(child);
    },
    'is filled from a cache, in which there is a copy of the widget': () => {
      const body = document.body.cloneNode(true);
      document.body.replaceWith(body);
    },
    'replaces its root element': () => {
      const root = document.createElement('html');
      root.innerHTML = `<head></head><body>${document.querySelector('main')?.outerHTML ?? ''}</body>`;
      document.documentElement.replaceWith(root);
    },
    'has its body taken away for a while, and gets another one': async () => {
      const main = document.querySelector('main') ?? '';
      document.body.remove();
      await new Promise((resolve) => setTimeout(resolve));
      const body = document.createElement('body');
      body.append(main);
      document.documentElement.append(body);
    },
    'has its body taken away for a moment': () => {
      const { body } = document;
      body.remove();
      document.documentElement.append(body);
    },
  };
  for (const [how, swap] of Object.entries(SWAPS)) {
    void test(`${how}: the mounted widget stays, with its socket and its open chat`, async () => {
      const tab = await around.open('single-page');
      await settled(tab);
      await clickOn(tab, 'chat-toggle');
      await clickOn(tab, 'chat-input');
      await tab.type('half');
      const sockets: unknown[] = [];
      tab.page.on('websocket', (socket) => sockets.push(socket));
      for (let i = 0; i < 3; i++) {
        await tab.evaluate(swap);
        await settled(tab);
        assert.equal(await tab.evaluate(() => document.querySelectorAll('live-presence').length), 1);
        assert.equal(
          await tab.evaluate(() => document.querySelector('live-presence')?.parentElement?.localName),
          'body',
        );
      }
      await tab.until(() => watch.reach('chat-input'));
      assert.equal(await tab.evaluate(() => (watch.find('chat-input') as HTMLTextAreaElement).value), 'half');
      await tab.type(' and half');
      await tab.press('Enter');
      await tab.until(() => watch.says('message-text', 'half and half'));
      await clickOn(tab, 'chat-toggle');
      await use(tab);
      // Out of the page for a task, it disconnects.
      if (!how.includes('for a while')) assert.equal(sockets.length, 0);
      // The server hears of the end of the old one in its own time.
      while ((await around.sockets()) !== 1);
      await around.assertQuiet(tab);
    });
  }

  void test('is written by document.write, which removes all listeners: the widget is there and works', async () => {
    const tab = await around.open('single-page');
    await settled(tab);
    for (let i = 0; i < 3; i++) {
      await tab.evaluate(() => {
        const main = document.querySelector('main')?.outerHTML ?? '';
        document.open();
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- pages do
        document.write(`<!doctype html><title>Written</title>${main}`);
        document.close();
      });
      await settled(tab);
      await use(tab, `written ${i}`);
      assert.equal(await tab.evaluate(() => document.querySelectorAll('live-presence').length), 1);
    }
    await around.assertQuiet(tab);
    while ((await around.sockets()) !== 1);
  });

  void test('takes the widget out each time it comes back: the page does not hang', async () => {
    const tab = await around.open('single-page');
    await settled(tab);
    await tab.evaluate(() => {
      new MutationObserver(() => {
        if (document.querySelector('live-presence')) document.body.replaceChildren('taken out');
      }).observe(document.body, { childList: true });
      document.body.replaceChildren('taken out');
    });
    assert.equal(
      await tab.evaluate(() => new Promise((resolve) => setTimeout(() => resolve('awake'), 100))),
      'awake',
    );
  });

  void test('removes the widget: it stays removed, even if the body is replaced later', async () => {
    const tab = await around.open('single-page');
    await settled(tab);
    const left = (): Promise<number> =>
      tab.evaluate(async () => {
        await new Promise(requestAnimationFrame);
        return document.querySelectorAll('live-presence').length;
      });
    await tab.evaluate(() => document.querySelector('live-presence')?.remove());
    assert.equal(await left(), 0);
    await tab.evaluate(() => document.body.replaceChildren(document.createElement('p'), 'other content'));
    assert.equal(await left(), 0);
    await tab.evaluate(() => document.body.replaceWith(document.createElement('body')));
    assert.equal(await left(), 0);
  });

  void test('moves the widget, and removes and reinserts it', async () => {
    const tab = await around.open('plain');
    await settled(tab);
    const sockets: unknown[] = [];
    tab.page.on('websocket', (socket) => sockets.push(socket));
    await tab.evaluate(() => {
      const guest = document.querySelector('live-presence');
      if (guest) document.querySelector('main')?.prepend(guest);
    });
    await settled(tab);
    await tab.evaluate(() => {
      const guest = document.querySelector('live-presence');
      if (guest && 'moveBefore' in document.body) document.body.moveBefore(guest, null);
    });
    await settled(tab);
    assert.equal(sockets.length, 0, 'a move keeps the socket');
    await tab.evaluate(async () => {
      const guest = document.querySelector('live-presence');
      guest?.remove();
      await new Promise(requestAnimationFrame);
      if (guest) document.body.append(guest);
    });
    await settled(tab);
    assert.equal(sockets.length, 1);
    await use(tab);
    await around.assertQuiet(tab);
  });

  void test('creates the element with its properties before the script has loaded', async () => {
    const tab = await around.open('early');
    await settled(tab);
    await use(tab);
    const set = await tab.evaluate(() => {
      const guest = document.querySelector('live-presence');
      const { x, y } = watch.find('badge')?.getBoundingClientRect() ?? { x: NaN, y: NaN };
      return [guest?.room, guest?.name, guest?.members[0]?.name, x < 200 && y < 100];
    });
    assert.deepEqual(set, ['early', 'Earl', 'Earl', true]);
    await around.assertQuiet(tab);
  });

  void test(`loads the script ${RELOADS} more times: one element, one socket`, async () => {
    const tab = await around.open('plain');
    await settled(tab);
    const before = await around.sockets();
    await tab.evaluate(
      async (origin, times) => {
        for (let i = 0; i < times; i++) {
          const script = document.createElement('script');
          script.type = 'module';
          script.dataset['mount'] = '';
          script.dataset['room'] = 'hosts';
          script.src = `${origin}/live-presence.js?v=${i}`;
          if (i % 2) document.querySelector('live-presence')?.remove();
          await new Promise((loaded) => {
            script.addEventListener('load', loaded);
            document.body.append(script);
          });
          script.remove();
        }
      },
      around.origin,
      RELOADS,
    );
    await settled(tab);
    await use(tab);
    assert.equal(await tab.evaluate(() => document.querySelectorAll('live-presence').length), 1);
    assert.equal(await around.sockets(), before);
    await around.assertQuiet(tab);
  });

  void test('is printed without the widget', async () => {
    const tab = await around.open('plain');
    await settled(tab);
    await clickOn(tab, 'chat-toggle');
    await tab.until(() => watch.reach('chat-input'));
    await tab.page.emulateMedia({ media: 'print' });
    await tab.until(() => !watch.reach('badge') && !watch.reach('chat-toggle') && !watch.reach('chat'));
    await tab.page.emulateMedia({ media: 'screen' });
    await settled(tab);
    await around.assertQuiet(tab);
  });
});
