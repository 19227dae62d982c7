import type { CursorSample, CursorTick } from '../../protocol/cursor-frame.ts';
import type { Member } from '../../protocol/presence.ts';
import { AnchorFinder } from '../../widget/anchors/anchor-finder.ts';
import type { ServerEnd } from '../helpers/socket-pair.ts';
import { ADA, BO, frame, onPage, type OnPage } from './on-page.ts';

/** The server's clock, as its ticks tell it. */
let time = 5_000;

/** A tick of now. */
export function tick(end: ServerEnd, more: Partial<CursorTick>): void {
  end.sendTick({ time, ...more });
}

/** Bo's pointer is here, as a tick tells. */
export function point(end: ServerEnd, x: number, y: number, more: Partial<CursorSample> = {}): void {
  const place = new AnchorFinder().at(x, y);
  if (!place) throw new Error(`nothing at ${x}, ${y}`);
  end.send({ type: 'anchor', anchors: [{ id: 1, anchor: place.anchor }] });
  const sample = { age: 0, flags: place.flags, anchor: 1, x: place.x, y: place.y, ...more };
  tick(end, { tracks: [{ slot: 7, samples: [sample] }] });
}

/** Lets the drawing loop see so much time pass. */
export async function pass(page: OnPage, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    page.clock.advance(50);
    time += 50;
    await frame();
  }
  await frame();
}

/** Lets much time pass in which the server only shows that it is there. */
export async function rest(page: OnPage, end: ServerEnd, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed++) {
    page.clock.advance(1_000);
    time += 1_000;
    end.send({ type: 'pong' });
    await frame();
  }
  await frame();
}

/** Ada's page, with Bo on it, whose cursor has slot 7. */
export async function withBo(
  attributes: Record<string, string> = {},
  member: Member = BO,
): Promise<{ page: OnPage; end: ServerEnd }> {
  const page = await onPage(attributes);
  const end = await page.join([ADA, member]);
  end.send({
    type: 'slots',
    page: '/docs',
    bound: [{ slot: 7, session: 's-bo', member: member.id }],
  });
  end.send({ type: 'rate', hz: 20 });
  return { page, end };
}

/** Bo's cursor, once it is drawn where it belongs. */
export async function drawn(page: OnPage): Promise<HTMLElement> {
  for (let tries = 0; page.parts('cursor').length === 0 && tries < 400; tries++) await pass(page, 50);
  await pass(page, 500);
  return page.part('cursor');
}

export const cornerOf = (element: HTMLElement): [number, number] => {
  const { x, y } = element.getBoundingClientRect();
  return [x, y];
};
