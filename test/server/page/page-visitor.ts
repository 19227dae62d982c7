import assert from 'node:assert/strict';
import type { Anchor } from '../../../protocol/anchor.ts';
import { SAMPLE, decodeTick } from '../../../protocol/cursor-frame.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import type { Member } from '../../../protocol/presence.ts';
import type { Page } from '../../../server/page/page.ts';
import type { PageSession, SessionHandle } from '../../../server/page/page-session.ts';

/** Where a visitor last saw a cursor. */
export interface Seen {
  x: number;
  anchor: number;
}

/** A session that reads what a page sends, as the widget does. */
export class PageVisitor implements SessionHandle {
  readonly id: string;
  readonly address: string;
  readonly member: Member;
  readonly queued = 0;
  mayRead = true;
  pageSession: PageSession;
  /** Whether it reads cursors, too: it would take minutes if thousands did. */
  reads = false;
  bytes = 0;
  /** Bytes of what it was sent alone. */
  read = 0;
  /** Every rate it was sent, the current one last. */
  readonly rates: { hz: number; crowd: boolean }[] = [];
  readonly slots = new Map<number, string>();
  readonly anchors = new Map<number, Anchor>();
  readonly cursors = new Map<string, Seen>();
  readonly cursorChat: string[] = [];
  onCursor: (session: string, seen: Seen) => void = () => undefined;
  onRate: () => void = () => undefined;
  onAcknowledge: (tick: number) => void = () => undefined;

  constructor(id: string, page: Page, address = id) {
    this.id = id;
    this.address = address;
    this.member = { id: `m-${id}`, name: `Name of ${id}`, color: '#123456', pages: ['/'] };
    this.pageSession = page.enter(this);
  }

  /** Comes back to a page that it has left. */
  enter(page: Page): void {
    this.pageSession = page.enter(this);
  }

  get hz(): number {
    return this.rates.at(-1)?.hz ?? 0;
  }

  get crowd(): boolean {
    return this.rates.at(-1)?.crowd ?? false;
  }

  countRead(bytes: number): void {
    this.read += bytes;
  }

  write(frames: Buffer): void {
    this.bytes += frames.length;
    for (let at = 0; at < frames.length;) {
      const binary = (frames.readUInt8(at) & 0xf) === 2;
      let size = frames.readUInt8(at + 1);
      at += 2;
      if (size === 126) [size, at] = [frames.readUInt16BE(at), at + 2];
      else if (size === 127) [size, at] = [Number(frames.readBigUInt64BE(at)), at + 8];
      const payload = frames.subarray(at, at + size);
      at += size;
      if (!binary) this.#read(JSON.parse(payload.toString()) as ServerMessage);
      else if (this.reads) this.#readTick(payload);
      else if (payload.readUInt8(1) & 2) this.onAcknowledge(payload.readUInt16BE(2));
    }
  }

  #read(message: ServerMessage): void {
    if (message.type === 'rate') {
      this.rates.push({ hz: message.hz, crowd: message.crowd === true });
      this.onRate();
    }
    if (!this.reads) return;
    if (message.type === 'peer_cursor_chat') this.cursorChat.push(message.text);
    if (message.type === 'anchor') for (const { id, anchor } of message.anchors) this.anchors.set(id, anchor);
    if (message.type !== 'slots') return;
    for (const { slot, session } of message.bound ?? []) this.slots.set(slot, session);
    for (const slot of message.freed ?? []) {
      this.cursors.delete(this.slots.get(slot) ?? '');
      this.slots.delete(slot);
    }
  }

  #readTick(payload: Buffer): void {
    const tick = decodeTick(payload);
    assert.ok(tick);
    if (tick.acknowledge) this.onAcknowledge(tick.tick);
    if (tick.snapshot) this.cursors.clear();
    for (const { slot, samples } of tick.tracks) {
      const session = this.slots.get(slot);
      // The part of the snapshot that binds it may be still to come.
      if (session === undefined) continue;
      for (const { flags, anchor, x } of samples) {
        if (flags & SAMPLE.gone) this.cursors.delete(session);
        else {
          assert.ok(this.anchors.has(anchor), 'an anchor is announced before it is used');
          // Coarse ones over text keep the offset.
          this.cursors.set(session, { x, anchor });
          this.onCursor(session, { x, anchor });
        }
      }
    }
  }
}
