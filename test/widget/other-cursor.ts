import type { Anchor } from '../../protocol/anchor.ts';
import { type CursorSample } from '../../protocol/cursor-frame.ts';
import { isOwn } from '../../widget/controllers/is-own.ts';
import { AnchorFinder } from '../../widget/cursor/anchor.ts';
import type { ServerEnd } from '../helpers/socket-pair.ts';
import { ADA, BO, frame, onPage, type OnPage } from './on-page.ts';

const SLOT = 7;

/** Bo's cursor on the page that Ada looks at, with the test as the server. */
export class OtherCursor {
  readonly page: OnPage;
  readonly end: ServerEnd;
  #time = 5_000;

  private constructor(page: OnPage, end: ServerEnd) {
    this.page = page;
    this.end = end;
  }

  /** Ada's page; Bo is there, his pointer is not yet. */
  static async of(bo = BO): Promise<OtherCursor> {
    const page = await onPage();
    const end = await page.join([ADA, bo]);
    const slots = [{ slot: SLOT, session: 's-bo', member: bo.id }];
    end.send({ type: 'presence', count: 2, page: '/docs', slots }, { type: 'rate', hz: 20 });
    return new OtherCursor(page, end);
  }

  /** Bo's pointer is here, in CSS px from the window's edge. */
  point(x: number, y: number): void {
    const place = new AnchorFinder(document, { isOwn }).at(x, y);
    if (!place) throw new Error(`nothing at ${x}, ${y}`);
    this.name(1, place.anchor);
    this.sample({ flags: place.flags, x: place.x, y: place.y });
  }

  name(id: number, anchor: Anchor): void {
    this.end.send({ type: 'anchor', anchors: [{ id, anchor }] });
  }

  /** @param sample of Bo's; by default the middle of anchor 1 */
  sample(sample: Partial<CursorSample> = {}): void {
    const samples = [{ age: 0, flags: 0, anchor: 1, x: 0x8000, y: 0x8000, ...sample }];
    this.end.sendTick({ time: this.#time, tracks: [{ slot: SLOT, samples }] });
  }

  /** Lets the drawing loop see so much time pass, in ms. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 50) {
      this.page.clock.advance(50);
      this.#time += 50;
      await frame();
    }
    await frame();
  }

  /** The cursor, once it is drawn and has come to rest. */
  async drawn(): Promise<HTMLElement> {
    while (this.page.parts('cursor').length === 0) await this.pass(50);
    await this.pass(500);
    return this.page.part('cursor');
  }
}
