/** Pages that change while the guest is there, and what browsers do with a page as a whole. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Chromium } from '../helpers/engines/chromium.ts';
import { Surroundings } from '../hosts/suite.ts';
import { clickOn, settled, use } from '../hosts/visit.ts';

const RELOADS = 200;

void describe('a page that changes', () => {
  const around = new Surroundings(() => Chromium.launch());

  void test('has a modal dialog: the guest is as inert as the rest, and back when it is closed', async () => {
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
    void test(`shows ${what} in fullscreen: others’ cursors are ${pointed ? 'above' : 'not'}, and all is back afterwards`, async () => {
      await around.company('fullscreen', [1, 1, 0]);
      const tab = await around.open('fullscreen');
      await settled(tab);
      await tab.until(() => watch.find('cursor'));
      await tab.evaluate((show) => (document.body.dataset['show'] = show), selector);
      await tab.click(60, 45);
      await tab.until((show) => document.fullscreenElement?.matches(show), selector);
      /** What is seen with others' cursors drawn and without. */
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

  void test('is itself in fullscreen: the guest is as always', async () => {
    const tab = await around.open('fullscreen');
    await settled(tab);
    await tab.evaluate(() => (document.body.dataset['show'] = 'html'));
    await tab.click(60, 45);
    await tab.until(() => document.fullscreenElement === document.documentElement);
    await settled(tab);
    await use(tab);
    await around.assertQuiet(tab);
  });

  void test('is in a sandboxed frame without storage: its badge says that it is not let in', async () => {
    const tab = await around.open('sandbox');
    const frame = tab.page.frames().find((each) => each.parentFrame());
    await frame?.waitForFunction('document.querySelector("live-presence")?.status === "refused"');
    const [problems, warnings] = (await frame?.evaluate('[watch.problems, watch.warnings]')) as string[][];
    assert.deepEqual(problems, []);
    assert.equal(warnings?.length, 1);
    await around.assertQuiet(tab);
  });

  void test('is animated into another state, and into another page', async () => {
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

  for (const [how, swap] of [
    [
      'puts another body in the old one’s place',
      () => {
        const body = document.createElement('body');
        body.append(...document.body.querySelectorAll('main'));
        document.body.replaceWith(body);
      },
    ],
    [
      'writes its body anew',
      () => {
        const { innerHTML } = document.querySelector('main') ?? { innerHTML: '' };
        document.body.innerHTML = `<main>${innerHTML}</main>`;
      },
    ],
  ] as const) {
    void test(`${how}: the guest that was mounted stays, on its socket`, async () => {
      const tab = await around.open('single-page');
      await settled(tab);
      const sockets: unknown[] = [];
      tab.page.on('websocket', (socket) => sockets.push(socket));
      for (let i = 0; i < 3; i++) {
        await tab.evaluate(swap);
        await settled(tab);
        assert.equal(await tab.evaluate(() => document.querySelectorAll('live-presence').length), 1);
      }
      await use(tab);
      assert.equal(sockets.length, 0);
      await around.assertQuiet(tab);
    });
  }

  void test('takes the guest away: it stays away, also when the body is swapped later', async () => {
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

  void test('moves the guest, and takes it away and puts it back', async () => {
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

  void test('makes the element with its properties before the script has come', async () => {
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

  void test(`loads the script anew ${RELOADS} times: one element, one socket`, async () => {
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

  void test('is printed without the guest', async () => {
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
