import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PARAGRAPHS, PageCrowd, paragraph } from './page-crowd.ts';

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

  void test('10,000 anchors on a page that takes 100 are survived, and released with the session that named them', () => {
    const crowd = new PageCrowd({ pageAnchors: 100, slotMs: 1_000 });
    crowd.add(4);
    const [one, two] = crowd.visitors;
    assert.ok(one && two);
    for (let i = 0; i < 10_000; i++)
      crowd.page.anchor(one.pageSession, i, paragraph((i % PARAGRAPHS) + i * 1_000));
    crowd.page.anchor(two.pageSession, 0, { ...paragraph(1), path: [7, 7, 7] });
    crowd.run(500);
    const watcher = crowd.watchers[0];
    assert.ok(watcher && !watcher.cursors.has(two.id), 'the page has no room for its anchor');
    crowd.page.leave(one.pageSession);
    crowd.clock.advance(2_000);
    crowd.page.anchor(two.pageSession, 0, { ...paragraph(1), path: [7, 7, 7] });
    crowd.run(500, [two]);
    assert.ok(watcher.cursors.has(two.id));
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
