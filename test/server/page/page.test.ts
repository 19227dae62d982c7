import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { PageCrowd } from './page-crowd.ts';
import { PageVisitor } from './page-visitor.ts';

void describe('a session whose write ends it', () => {
  void test('has left the page although it was only just shown', () => {
    const { page } = new PageCrowd();
    const visitor = new PageVisitor('slow', page);
    visitor.onRate = () => {
      page.leave(visitor.pageSession);
    };
    page.show(visitor.pageSession);
    assert.ok(page.empty);
  });

  void test('leaves the others with the newest rate', () => {
    const { page } = new PageCrowd();
    const slow = new PageVisitor('slow', page);
    page.show(slow.pageSession);
    slow.onRate = () => {
      page.leave(slow.pageSession);
    };
    const other = new PageVisitor('other', page);
    page.show(other.pageSession);
    assert.equal(other.hz, 0, 'it is alone');
  });
});

void test('a timer that is late does not put off the ticks after it', () => {
  const crowd = new PageCrowd();
  crowd.add(4);
  const [, other] = crowd.visitors;
  const [watcher] = crowd.watchers;
  assert.ok(watcher && other);
  const seen = new Set<number>();
  watcher.onCursor = (session) => {
    if (session === other.id) seen.add(crowd.clock.now());
  };
  for (let x = 0; x < 400; x++) {
    crowd.page.move(other.pageSession, {
      clock: crowd.clock.now() & 0xffff,
      samples: [{ age: 0, flags: SAMPLE.text, anchor: 0, x, y: 0x8080 }],
    });
    // Now and then the process has something else to do.
    if (x % 7 === 3) crowd.clock.sleep(9);
    crowd.clock.advance(5);
  }
  const ticks = [...seen];
  const interval = 1000 / other.hz;
  const [first = 0] = ticks;
  for (const at of ticks) {
    const late = (at - first) % interval;
    assert.ok(late < 14 || interval - late < 0.001, `${String(late)} ms after it was due`);
  }
  const passed = (ticks.at(-1) ?? 0) - first;
  assert.equal(ticks.length - 1, Math.round(passed / interval), 'none is left out');
});

void test('a burst of presses does not blur the cursors long after it', () => {
  const crowd = new PageCrowd();
  crowd.add(40);
  const [watcher] = crowd.watchers;
  assert.ok(watcher);
  /** Everybody given sends three samples with each frame. */
  const send = (ms: number, people: number, flags: number): void => {
    for (let passed = 0; passed < ms; passed += 40) {
      for (const { pageSession } of crowd.visitors.slice(0, people)) {
        const samples = [20, 10, 0].map((age) => ({ age, flags, anchor: 0, x: passed, y: 0 }));
        crowd.page.move(pageSession, { clock: crowd.clock.now() & 0xffff, samples });
      }
      crowd.clock.advance(40);
    }
  };
  send(5_000, 40, SAMPLE.press);
  send(1_000, 15, 0);
  let samples = 0;
  watcher.onCursor = () => samples++;
  send(1_000, 15, 0);
  assert.equal(samples, 25 * 15 * 3, 'no sample is thinned away');
});
