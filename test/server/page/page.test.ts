import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
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
