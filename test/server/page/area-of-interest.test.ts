import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import { PARAGRAPHS, PageCrowd } from './page-crowd.ts';
import { PageVisitor } from './page-visitor.ts';

function percentile(numbers: number[], share: number): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * share)] ?? NaN;
}

void describe('a crowded page', () => {
  for (const people of process.env['TEST_LONG'] ? [101, 400, 1_000, 3_000] : [101, 600]) {
    void test(`${String(people)} movers: nearby cursors arrive quickly and all within 3 s, within everybody's budget`, () => {
      const crowd = new PageCrowd();
      crowd.add(people);
      // Long enough for everybody to get a slot.
      crowd.run(5_000 + people * 26);
      const { watchers, clock } = crowd;
      assert.ok(watchers.every((watcher) => watcher.crowd));
      const ages: number[] = [];
      for (const watcher of watchers) {
        watcher.bytes = 0;
        assert.equal(watcher.cursors.size, people, 'every cursor is shown');
        const here = crowd.paragraphs.get(watcher.id) ?? 0;
        watcher.onCursor = (session, seen) => {
          const far = Math.abs((crowd.paragraphs.get(session) ?? 0) - here);
          if (far <= 3) ages.push(clock.now() - crowd.timeOf(session, seen));
        };
      }
      let oldest = 0;
      const seconds = 6;
      for (let i = 0; i < seconds * 4; i++) {
        crowd.run(250);
        for (const watcher of watchers) {
          for (const [session, seen] of watcher.cursors) {
            oldest = Math.max(oldest, clock.now() - crowd.timeOf(session, seen));
          }
        }
      }
      assert.ok(oldest <= 3_000, `the oldest last position is ${String(oldest)} ms old`);
      assert.ok(percentile(ages, 0.99) <= 200, `near ages: ${String(percentile(ages, 0.99))} ms at p99`);
      for (const { bytes } of watchers) {
        assert.ok(bytes / seconds <= 16_000, `${String(bytes / seconds)} bytes a second`);
      }
    });
  }

  void test('when the crowd is over, every cursor is shown where it stopped', () => {
    const crowd = new PageCrowd();
    crowd.add(250);
    crowd.run(15_000);
    const stopped = crowd.x;
    crowd.run(3_000, crowd.visitors.slice(0, 20));
    crowd.clock.advance(5_000);
    assert.ok(crowd.watchers.every((watcher) => !watcher.crowd));
    for (const watcher of crowd.watchers) {
      for (const [number, { id }] of crowd.visitors.entries()) {
        assert.equal(watcher.cursors.get(id)?.x, number < 20 ? crowd.x : stopped, `${id} at ${watcher.id}`);
      }
    }
    assert.equal(crowd.clock.pending, 0, 'nothing is scheduled any more');
  });

  void test('a cursor that leaves is removed at once, also far away', () => {
    const crowd = new PageCrowd();
    crowd.add(210);
    crowd.run(12_000);
    const [one, other] = crowd.visitors;
    assert.ok(one && other);
    crowd.page.move(one.pageSession, {
      clock: crowd.clock.now() & 0xffff,
      samples: [{ age: 0, flags: SAMPLE.gone, anchor: 0, x: 0, y: 0 }],
    });
    crowd.page.leave(other.pageSession);
    crowd.clock.advance(100);
    for (const watcher of crowd.watchers) {
      assert.ok(!watcher.cursors.has(one.id) && !watcher.cursors.has(other.id));
    }
  });

  void test('a newcomer gets every cursor, in parts', () => {
    const crowd = new PageCrowd();
    crowd.add(500);
    crowd.run(20_000);
    const late = new PageVisitor('late', crowd.page);
    late.reads = true;
    const sizes: number[] = [];
    const write = late.write.bind(late);
    late.write = (frames) => {
      sizes.push(frames.length);
      write(frames);
    };
    crowd.page.show(late.pageSession);
    assert.ok(late.cursors.size > 0, 'some at once');
    crowd.run(3_000);
    assert.equal(late.cursors.size, 500);
    assert.ok(Math.max(...sizes) < 64 * 1024, `${String(Math.max(...sizes))} bytes at once`);
  });

  void test('who scrolls gets the cursors there at once, where they are, as far as they may read', () => {
    const crowd = new PageCrowd();
    crowd.add(400);
    crowd.run(20_000);
    const [watcher] = crowd.watchers;
    assert.ok(watcher);
    const stale = (from: number): number => {
      let count = 0;
      for (const [session, at] of crowd.paragraphs) {
        const seen = watcher.cursors.get(session);
        if (session === watcher.id || at < from || at >= from + 8) continue;
        if (!seen || crowd.clock.now() - crowd.timeOf(session, seen) > 300) count++;
      }
      return count;
    };
    for (const from of [0, 24, 48, 8, 40]) {
      assert.ok(stale(from) > 20, 'what nobody near needs is seconds old');
      const before = watcher.read;
      crowd.page.view(watcher.pageSession, from / PARAGRAPHS, (from + 8) / PARAGRAPHS);
      assert.equal(stale(from), 0);
      assert.ok(watcher.read - before > 0 && watcher.read - before <= 2_600, String(watcher.read - before));
      crowd.run(1_000);
    }
    const before = watcher.read;
    crowd.page.view(watcher.pageSession, 40 / PARAGRAPHS, 48 / PARAGRAPHS);
    assert.equal(watcher.read, before, 'it sees them already');
    watcher.mayRead = false;
    crowd.page.view(watcher.pageSession, 0, 8 / PARAGRAPHS);
    assert.equal(watcher.read, before);
    crowd.run(300);
    assert.equal(stale(0), 0, 'they come with the next ticks, as they move');
  });

  void test('cursor chat of many is spread over ticks, and ends with the last text of each', () => {
    const crowd = new PageCrowd();
    crowd.add(250);
    crowd.run(15_000);
    for (const watcher of crowd.watchers) watcher.bytes = 0;
    for (let i = 0; i < 40; i++) {
      for (const visitor of crowd.visitors)
        crowd.page.setCursorChat(visitor.pageSession, `${visitor.id} types ${String(i)}`);
      crowd.run(100);
    }
    for (const { bytes } of crowd.watchers)
      assert.ok(bytes / 4 <= 20_000, `${String(bytes / 4)} bytes a second`);
    crowd.run(20_000);
    for (const { cursorChat } of crowd.watchers) {
      for (const { id } of crowd.visitors) assert.ok(cursorChat.includes(`${id} types 39`), id);
    }
  });
});
