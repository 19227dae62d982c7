import { encodeUplink } from '../../protocol/cursor-frame.ts';
import { crowd, repeat } from './attack.ts';
import type { Attack } from './attack.ts';

const moved = (anchor: number, count: number): Uint8Array =>
  encodeUplink({
    clock: (count * 33) & 0xffff,
    samples: [{ age: 0, flags: 0, anchor, x: count & 0xffff, y: 0 }],
  });

/** What people on a page share: anchors, slots, the bytes of cursors and cursor chat. */
export const PAGES: Attack[] = [
  {
    name: 'anchors',
    what: '40 sockets of one address name 30 new anchors a second each, and point at them',
    run: (origin) =>
      crowd(40, { origin, address: '203.0.113.1' }, (visitor, number) =>
        repeat(visitor, 60, (count) => {
          const id = (count >> 1) % 64;
          if (count % 2 === 1) return moved(id, count);
          const path = [number, count >> 8, count & 0xff];
          return { type: 'anchor', id, anchor: { path, box: [0, 0, 1, 1] } };
        }),
      ),
  },
  {
    name: 'cursor-chat',
    what: '40 sockets of one address change their cursor chat, 10 times a second',
    run: (origin) =>
      crowd(40, { origin, address: '203.0.113.1' }, (visitor, number) =>
        repeat(visitor, 10, (count) => {
          if (count === 0) return { type: 'anchor', id: 0, anchor: { path: [number], box: [0, 0, 1, 1] } };
          if (count % 10 === 1) return moved(0, count);
          return { type: 'cursor_chat', text: String(count).padEnd(100, 'あ') };
        }),
      ),
  },
  {
    name: 'slots',
    what: '40 sockets of one address go from page to page, 5 times a second, and point at something each time',
    run: (origin) =>
      crowd(40, { origin, address: '203.0.113.1' }, (visitor, number) =>
        repeat(visitor, 15, (count) => {
          if (count % 3 === 0) return { type: 'page', page: (count / 3) % 2 === 0 ? '/' : '/other' };
          if (count % 3 === 1)
            return { type: 'anchor', id: 0, anchor: { path: [number], box: [0, 0, 1, 1] } };
          return moved(0, count);
        }),
      ),
  },
];
