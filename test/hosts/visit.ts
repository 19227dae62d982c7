import assert from 'node:assert/strict';
import type { Tab } from '../helpers/engines/engine.ts';
import type { Census } from './watch.ts';

/** What is said on the page, and what was typed. Keys that commands are made of are among it. */
const TYPED = 'a/?b /c';

/** Waits until the guest is at home, and can be clicked on. */
export async function settled(tab: Tab): Promise<void> {
  await tab.until(() => document.querySelector('live-presence')?.status === 'online');
  await tab.until(() => watch.reach('badge') && watch.reach('chat-toggle'));
}

/** Clicks on a part of the guest, where nothing of the page is above it. */
export async function clickOn(tab: Tab, part: string): Promise<void> {
  await tab.until((name) => watch.reach(name), part);
  const { x, y } = (await tab.evaluate((name) => watch.reach(name), part)) ?? { x: NaN, y: NaN };
  await tab.click(x, y);
}

/** Opens the chat, says something there, and sees it said; opens the list of people. */
export async function use(tab: Tab, text = 'hello'): Promise<void> {
  await clickOn(tab, 'chat-toggle');
  await clickOn(tab, 'chat-input');
  await tab.type(text);
  await tab.press('Enter');
  await tab.until((said) => watch.says('message-text', said), text);
  await clickOn(tab, 'chat-toggle');
  await tab.until(() => !watch.reach('chat-input'));
  await clickOn(tab, 'badge');
  await tab.until(() => watch.reach('person'));
  await tab.press('Escape');
  await tab.until(() => !watch.reach('person'));
  await leaveFocus(tab);
}

/** What the visitor has clicked on has the focus: they go back to the page. */
async function leaveFocus(tab: Tab): Promise<void> {
  await tab.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (at instanceof HTMLElement) at.blur();
  });
}

/** The page scrolls to what is focused: that is taken back. */
async function backToTop(tab: Tab): Promise<void> {
  await leaveFocus(tab);
  await tab.evaluate(async () => {
    // Engines scroll to what was focused some frames later.
    for (let still = 0; still < 3; still++) {
      await new Promise(requestAnimationFrame);
      if (scrollY !== 0) still = 0;
      scrollTo(0, 0);
    }
  });
}

/** Types into a field of the page: each key has to get there, and what it stands for into the field. */
export async function typesInField(tab: Tab): Promise<void> {
  await tab.evaluate(() => {
    watch.keys.length = 0;
    document.querySelector('input')?.focus();
  });
  await tab.type(TYPED);
  const { value, keys } = await tab.evaluate(() => ({
    value: document.querySelector('input')?.value,
    keys: watch.keys.filter((key) => key.length === 1),
  }));
  assert.equal(value, TYPED);
  assert.equal(keys.join(''), TYPED);
  await tab.evaluate(() => {
    const field = document.querySelector('input');
    if (field) field.value = '';
  });
  await backToTop(tab);
}

/** Where Tab leads from the page's beginning, each place once: to the end, or round to what was there before. */
export async function tabOrder(tab: Tab): Promise<string[]> {
  const places: string[] = [];
  await tab.evaluate(() => document.querySelector('h1')?.focus());
  for (;;) {
    await tab.press('Tab');
    const place = await tab.evaluate(() => document.activeElement?.localName ?? 'body');
    if (place === 'body' || places.includes(place)) break;
    places.push(place);
  }
  await backToTop(tab);
  return places;
}

/** Fails with what is other than before, one line for each. */
export function assertSame(before: Census, after: Census): void {
  const changes: string[] = [];
  for (const name of after.globals) if (!before.globals.includes(name)) changes.push(`new global ${name}`);
  for (const name of before.globals) if (!after.globals.includes(name)) changes.push(`no global ${name}`);
  for (const [place, { style, box }] of Object.entries(before.elements)) {
    const now = after.elements[place];
    if (!now) {
      changes.push(`${place} is gone`);
      continue;
    }
    if (now.box !== box) changes.push(`${place}: ${box} → ${now.box}`);
    const properties = new Set(style.split('; '));
    for (const each of now.style.split('; ')) if (!properties.has(each)) changes.push(`${place}: ${each}`);
  }
  for (const place of Object.keys(after.elements))
    if (!before.elements[place]) changes.push(`${place} is new`);
  for (const [i, at] of after.grid.entries())
    if (at !== 'own' && at !== before.grid[i]) changes.push(`point ${i}: ${before.grid[i] ?? ''} → ${at}`);
  if (before.focus !== after.focus) changes.push(`focus: ${before.focus} → ${after.focus}`);
  if (before.scroll !== after.scroll) changes.push(`scroll: ${before.scroll} → ${after.scroll}`);
  assert.deepEqual(changes, []);
}
