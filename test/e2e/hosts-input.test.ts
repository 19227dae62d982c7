/** What is typed, clicked and scrolled in the widget is the widget's, and what is done on the page is the page's. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import { Chromium } from '../helpers/engines/chromium.ts';
import { RawClient } from '../helpers/raw-client.ts';
import { Surroundings } from '../hosts/suite.ts';
import { clickOn, settled, use } from '../hosts/visit.ts';

declare const heard: string[];

void describe('input', () => {
  const around = new Surroundings(() => Chromium.launch());

  void test('on a page that prevents everything on the window: chat, list and profile can be used', async () => {
    const tab = await around.open('game');
    await settled(tab);
    await use(tab);
    await clickOn(tab, 'chat-toggle');
    await clickOn(tab, 'chat-input');
    await tab.type('wordy');
    await tab.page.keyboard.press('Backspace');
    await tab.page.keyboard.press('ArrowLeft');
    await tab.page.keyboard.press('Delete');
    await tab.type('d!');
    await tab.page.keyboard.press('Shift+Enter');
    await tab.type('two');
    assert.equal(
      await tab.evaluate(() => (watch.find('chat-input') as HTMLTextAreaElement).value),
      'word!\ntwo',
    );
    for (let line = 0; line < 3; line++) {
      await tab.type(`line ${line}`);
      for (let more = 0; more < 12; more++) await tab.page.keyboard.press('Shift+Enter');
      await tab.type('end');
      await tab.press('Enter');
      await tab.until((text) => watch.says('message-text', text), `line ${line}`);
    }
    const { x, y } = (await tab.evaluate(() => watch.reach('chat-log'))) ?? { x: NaN, y: NaN };
    await tab.page.mouse.move(x, y);
    const before = await tab.evaluate(() => watch.find('chat-log')?.scrollTop ?? 0);
    assert.ok(before > 100);
    await tab.page.mouse.wheel(0, -100);
    await tab.until((from) => (watch.find('chat-log')?.scrollTop ?? from) < from, before);
    await tab.press('Escape');
    await clickOn(tab, 'badge');
    await tab.until(() => watch.reach('person'));
    await tab.evaluate(() => watch.find('person')?.querySelector<HTMLElement>('.icon')?.click());
    await tab.until(() => watch.find('profile')?.shadowRoot?.activeElement?.matches('#name'));
    await tab.page.keyboard.press('Backspace');
    await tab.type('Al');
    await tab.press('Enter');
    await tab.until(() => document.querySelector('live-presence')?.members[0]?.name === 'Al');
    await around.assertQuiet(tab);
  });

  void test('in the chat’s panel does not reach the page, and does not scroll it', async () => {
    const tab = await around.open('game');
    await settled(tab);
    await clickOn(tab, 'chat-toggle');
    await clickOn(tab, 'chat-input');
    await tab.until(() => watch.find('chat')?.matches(':focus-within'));
    // The guard loads after the panel.
    for (;;) {
      await tab.evaluate(() => (heard.length = 0));
      await clickOn(tab, 'chat-input');
      if (await tab.evaluate(() => heard.length === 0)) break;
    }
    await tab.type('abc');
    await tab.page.mouse.wheel(0, 200);
    assert.deepEqual(await tab.evaluate(() => [heard, scrollY]), [[], 0]);
    await tab.click(100, 30);
    assert.ok(
      (await tab.evaluate(() => heard)).some((event) => event.startsWith('click ')),
      'the page’s own input reaches it',
    );
  });

  void test('that began on the page is the page’s, also over the chat’s panel', async () => {
    const tab = await around.open('game');
    await settled(tab);
    await clickOn(tab, 'chat-toggle');
    await tab.until(() => watch.reach('chat-log'));
    const { x, y } = (await tab.evaluate(() => watch.reach('chat-log'))) ?? { x: NaN, y: NaN };
    await tab.page.mouse.move(100, 30);
    await tab.page.mouse.down();
    await tab.page.mouse.move(x, y);
    await tab.page.mouse.up();
    const events = await tab.evaluate(() => heard);
    assert.ok(events.includes('mousemove live-presence'), events.join());
    assert.ok(events.includes('mouseup live-presence'), events.join());
  });

  void test('selecting the whole page leaves the open chat out', async () => {
    const tab = await around.open('plain');
    await settled(tab);
    await use(tab, 'not for the clipboard');
    await clickOn(tab, 'chat-toggle');
    await tab.until(() => watch.says('message-text', 'not for the clipboard'));
    await tab.click(10, 10);
    await tab.page.keyboard.press('Control+A');
    await tab.page.keyboard.press('Control+C');
    await tab.evaluate(() => {
      const field = document.querySelector('input');
      field?.focus();
    });
    await tab.page.keyboard.press('Control+V');
    const pasted = await tab.evaluate(() => document.querySelector('input')?.value ?? '');
    assert.match(pasted, /The harbour lay quiet/);
    assert.doesNotMatch(pasted, /clipboard|Chat|Message/);
  });

  for (const [page, room] of [
    ['plain', 'hosts'],
    ['old-prototype', 'hosts'],
    ['game', 'game'],
  ] as const) {
    void test(`on the page “${page}”: others see where the visitor points and clicks, and are heard`, async () => {
      const other = new RawClient(around.origin, room);
      await other.join('Bo', { page: `/${page}` });
      const tab = await around.open(page);
      await settled(tab);
      for (let step = 0; step < 8; step++) await tab.page.mouse.move(60 + step * 5, 40 + step * 3);
      await other.next('anchor');
      await tab.page.mouse.down();
      await tab.page.mouse.up();
      await other.next('tick', ({ tick }) =>
        tick.tracks.some(({ samples }) => samples.some(({ flags }) => flags & SAMPLE.press)),
      );
      await clickOn(tab, 'chat-toggle');
      for (const text of ['one', 'two', 'three']) {
        other.send({ type: 'chat_post', op: crypto.randomUUID(), text: `${text} from Bo` });
        await tab.until((said) => watch.says('message-text', said), `${text} from Bo`);
      }
      await around.assertQuiet(tab);
      other.close();
    });
  }
});
