import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Anchor } from '../../../protocol/anchor.ts';
import type { CursorUplink } from '../../../protocol/cursor-frame.ts';
import { PageVisitor } from './page-visitor.ts';
import { PARAGRAPHS, PageCrowd, paragraph } from './page-crowd.ts';

const place = (i: number): Anchor => ({ path: [7, i], box: [0, 0, 1, 1] });
const moved = (x: number, anchor: number): CursorUplink => ({
  clock: 0,
  samples: [{ age: 0, flags: 0, anchor, x, y: 0 }],
});

void describe('anchors of a page', () => {
  void test('an anchor that many point at is announced once', () => {
    const crowd = new PageCrowd();
    crowd.add(90);
    let announced = 0;
    const [watcher] = crowd.watchers;
    assert.ok(watcher);
    const set = watcher.anchors.set.bind(watcher.anchors);
    watcher.anchors.set = (id, anchor) => {
      announced++;
      return set(id, anchor);
    };
    crowd.run(3_000);
    assert.ok(announced <= PARAGRAPHS, `${String(announced)} anchors`);
    assert.ok(watcher.anchors.size > 50);
  });

  void test('anchors that are only named use up nothing', () => {
    const crowd = new PageCrowd({ pageAnchors: 16 });
    crowd.add(4);
    const [one, two] = crowd.visitors;
    assert.ok(one && two);
    for (let i = 0; i < 10_000; i++) crowd.page.anchor(one.pageSession, i, place(i));
    const watcher = crowd.watchers[0];
    crowd.run(500, [two]);
    assert.ok(watcher?.cursors.has(two.id));
  });

  void test('forty cursors of one address, each on thirty new anchors a second, leave an id for everybody else', () => {
    const crowd = new PageCrowd();
    crowd.add(4);
    const [honest] = crowd.visitors;
    const [watcher] = crowd.watchers;
    assert.ok(honest && watcher);
    const attackers = Array.from(
      { length: 40 },
      (_, i) => new PageVisitor(`bad-${String(i)}`, crowd.page, 'bad'),
    );
    for (const { pageSession } of attackers) crowd.page.show(pageSession);
    for (let i = 0; i < 30 * 16; i++) {
      for (const [at, { pageSession }] of attackers.entries()) {
        crowd.page.anchor(pageSession, i % 64, place(i * 100 + at));
        crowd.page.move(pageSession, moved(i, i % 64));
      }
      crowd.clock.advance(33);
    }
    crowd.run(500, [honest]);
    assert.ok(watcher.cursors.has(honest.id));
  });

  void test('a cursor that returns to an anchor whose id was given up is shown there', () => {
    const crowd = new PageCrowd({ pageAnchors: 8, slotMs: 1_000 });
    crowd.add(4);
    const [one] = crowd.visitors;
    const [watcher] = crowd.watchers;
    assert.ok(one && watcher);
    for (let i = 0; i < 20; i++) {
      crowd.page.anchor(one.pageSession, i, place(i));
      crowd.page.move(one.pageSession, moved(i, i));
      crowd.clock.advance(1_000);
    }
    crowd.page.move(one.pageSession, moved(0, 0));
    crowd.clock.advance(200);
    assert.deepEqual(watcher.anchors.get(watcher.cursors.get(one.id)?.anchor ?? -1)?.path, [7, 0]);
  });

  void test('addresses take turns: one newcomer is not kept waiting by a crowd from one address', () => {
    const crowd = new PageCrowd({ cursorBytes: 1_500 });
    crowd.add(4);
    const [honest] = crowd.visitors;
    const [watcher] = crowd.watchers;
    assert.ok(honest && watcher);
    const attackers = Array.from(
      { length: 60 },
      (_, i) => new PageVisitor(`bad-${String(i)}`, crowd.page, 'bad'),
    );
    for (const [at, attacker] of attackers.entries()) {
      crowd.page.show(attacker.pageSession);
      crowd.page.anchor(attacker.pageSession, 0, { ...place(at), from: { by: 'id', name: 'x'.repeat(200) } });
      crowd.page.move(attacker.pageSession, moved(at, 0));
    }
    crowd.run(300, [honest]);
    assert.ok(watcher.cursors.has(honest.id));
    assert.ok(watcher.cursors.size < 40, 'they wait for their turn');
  });

  void test('an anchor that is replaced before it was announced is not used', () => {
    const crowd = new PageCrowd();
    crowd.add(4);
    const [one] = crowd.visitors;
    const [watcher] = crowd.watchers;
    assert.ok(one && watcher);
    crowd.run(100, [one]);
    crowd.page.anchor(one.pageSession, 0, paragraph(40));
    // The watcher asserts that it has been sent the anchor of each sample.
    crowd.run(0, [one]);
    crowd.page.move(one.pageSession, { clock: 0, samples: [{ age: 0, flags: 0, anchor: 0, x: 7, y: 0 }] });
    crowd.page.anchor(one.pageSession, 0, paragraph(50));
    crowd.clock.advance(100);
    crowd.run(100, [one]);
    assert.equal(watcher.anchors.get(watcher.cursors.get(one.id)?.anchor ?? -1)?.hash?.[0], 50);
  });
});
