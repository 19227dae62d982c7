import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DownKind, UpKind } from '../../helpers/frame-proxy.ts';
import { meets } from './frame-fate.ts';
import { EXCHANGES } from './lossy-frames.ts';

/** Every frame there is: a new one does not compile until it is named here, and is not complete until it is lost. */
const KINDS: { up: Record<UpKind, true>; down: Record<DownKind, true> } = {
  up: {
    hello: true,
    page: true,
    profile: true,
    anchor: true,
    seen: true,
    view: true,
    cursor_chat: true,
    reaction: true,
    selection: true,
    follow: true,
    lead: true,
    typing: true,
    chat_post: true,
    chat_edit: true,
    chat_delete: true,
    chat_react: true,
    events: true,
    history: true,
    quotes: true,
    roster: true,
    erase: true,
    ping: true,
    pulse: true,
    cursors: true,
  },
  down: {
    welcome: true,
    log: true,
    presence: true,
    slots: true,
    rate: true,
    anchor: true,
    peer_cursor_chat: true,
    peer_reaction: true,
    peer_selection: true,
    followers: true,
    following: true,
    peer_lead: true,
    typing: true,
    rules: true,
    erased: true,
    ack: true,
    chat: true,
    history: true,
    quotes: true,
    roster: true,
    error: true,
    pong: true,
    pulse: true,
    cursors: true,
  },
};

void describe('a frame that is lost without a trace, before a silence', () => {
  for (const [what, exchange] of Object.entries(EXCHANGES))
    for (const frames of exchange.frames)
      void test(`${what}: healed within 15 s of the loss of ${frames[0] === 'up' ? '↑' : '↓'} ${frames[1]}`, () =>
        meets('lost', frames, exchange));
});

void test('every type of frame is lost once', () => {
  const lost = Object.values(EXCHANGES).flatMap(({ frames }) => frames);
  for (const [direction, kinds] of Object.entries(KINDS)) {
    const tried = new Set(lost.flatMap(([way, kind]) => (way === direction ? kind : [])));
    assert.deepEqual([...tried].sort(), Object.keys(kinds).sort(), direction);
  }
});
