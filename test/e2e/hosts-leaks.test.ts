/**
 * Adding and removing `<live-presence>` many times leaks nothing: with everything it loads, others on the page, and its
 * chat opened. Counted over DevTools after garbage collection. `TEST_LONG=1` repeats it 500 times.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CDPSession } from 'playwright-core';
import { Chromium } from '../helpers/engines/chromium.ts';
import type { ChromiumTab } from '../helpers/engines/chromium.ts';
import { Surroundings } from '../hosts/suite.ts';
import { settled } from '../hosts/visit.ts';

const TIMES = process.env['TEST_LONG'] ? 500 : 50;
/** The first rounds load and compile modules, and fill the browser's caches. */
const WARM_UP = 10;
/** How much the heap may grow, whatever the number of rounds: the engine's own caches take 0.1–0.3 MB. */
const MOST_BYTES = 600_000;
/** Classes whose objects would outlive an element that leaks them. */
const KEPT = [
  'WebSocket',
  'ResizeObserver',
  'MutationObserver',
  'IntersectionObserver',
  'PerformanceObserver',
  'AbortController',
  'MediaQueryList',
  'BroadcastChannel',
];

/** Kept by `watchTimers`. */
declare const pendingTimers: ReadonlySet<unknown>;

interface Count {
  heap: number;
  counts: Record<string, number>;
}

/** Counts live objects. */
async function count(cdp: CDPSession): Promise<Count> {
  // One collection may make more objects collectable.
  for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? NaN;
  const counts: Record<string, number> = {
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    documents: metric('Documents'),
    timers: await timers(cdp),
  };
  for (const name of [...KEPT, 'HTMLElement']) counts[name] = await instances(cdp, `${name}.prototype`);
  return { heap: metric('JSHeapUsedSize'), counts };
}

/** The number of objects of a class, including those that only the browser itself holds. */
async function instances(cdp: CDPSession, expression: string): Promise<number> {
  const { result } = await cdp.send('Runtime.evaluate', { expression, objectGroup: 'counting' });
  const { objects } = await cdp.send('Runtime.queryObjects', {
    prototypeObjectId: result.objectId ?? '',
    objectGroup: 'counting',
  });
  const answer = await cdp.send('Runtime.callFunctionOn', {
    objectId: objects.objectId ?? '',
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  await cdp.send('Runtime.releaseObjectGroup', { objectGroup: 'counting' });
  return Number(answer.result.value);
}

/** Pending timers, counted in the page by `watchTimers`. */
async function timers(cdp: CDPSession): Promise<number> {
  const { result } = await cdp.send('Runtime.evaluate', { expression: 'pendingTimers.size' });
  return Number(result.value);
}

/** Runs before the page's scripts: counts timers that have neither fired nor been cleared. */
async function watchTimers(tab: ChromiumTab): Promise<void> {
  await tab.page.addInitScript(() => {
    const pending = new Set<unknown>();
    Object.assign(window, { pendingTimers: pending });
    const { setTimeout: set, clearTimeout: clear, setInterval: repeat, clearInterval: stop } = window;
    window.setTimeout = ((run: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
      const id: number = set(() => {
        pending.delete(id);
        run(...args);
      }, ms);
      pending.add(id);
      return id;
    }) as typeof setTimeout;
    window.setInterval = ((run: () => void, ms?: number) => {
      const id = repeat(run, ms);
      pending.add(id);
      return id;
    }) as typeof setInterval;
    window.clearTimeout = (id) => {
      pending.delete(id);
      clear(id);
    };
    window.clearInterval = (id) => {
      pending.delete(id);
      stop(id);
    };
  });
}

/** Adds the element, waits for the others, opens its chat, and removes it. */
async function comeAndGo(tab: ChromiumTab, times: number): Promise<void> {
  await tab.evaluate(async (rounds) => {
    for (let i = 0; i < rounds; i++) {
      const guest = document.createElement('live-presence');
      guest.room = 'hosts';
      // Loading its texts takes a timer.
      guest.lang = 'de';
      document.body.append(guest);
      await watch.until(() => guest.status === 'online' && watch.find('cursor'));
      guest.openChat();
      await watch.until(() => watch.reach('chat-input'));
      // The element gets this event after its removal.
      guest.lang = 'fr';
      guest.remove();
    }
  }, times);
}

void describe('adding and removing the element', () => {
  const around = new Surroundings(() => Chromium.launch());

  void test(`${TIMES} times leaks nothing`, { timeout: 400_000 }, async () => {
    await around.company('plain');
    const tab = await around.open('plain?bare');
    await watchTimers(tab);
    await tab.goto(`${around.site.origin}/plain`);
    await settled(tab);
    await tab.evaluate(() => document.querySelector('live-presence')?.remove());
    const cdp = await tab.page.context().newCDPSession(tab.page);
    await cdp.send('Performance.enable');
    await comeAndGo(tab, WARM_UP);
    // The loader waits for the page to be idle, for no longer than 3 s, though it has loaded everything by now.
    await tab.evaluate(() => watch.until(() => pendingTimers.size === 0));
    const before = await count(cdp);
    const sockets = await around.sockets();
    await comeAndGo(tab, TIMES);
    const after = await count(cdp);
    assert.deepEqual(after.counts, before.counts);
    assert.equal(await around.sockets(), sockets);
    const bytes = after.heap - before.heap;
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes are left`);
    await around.assertQuiet(tab);
  });
});
