import type { Anchor } from '../../../protocol/anchor.ts';
import type { CursorSample } from '../../../protocol/cursor-frame.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { BO, type OnPage } from '../on-page.ts';
import { drawn, pass, point, tick, withBo } from '../with-bo.ts';

/** Bo's cursor on the page that Ada looks at, with the test as the server. */
export class OtherCursor {
  readonly page: OnPage;
  readonly end: ServerEnd;

  private constructor(page: OnPage, end: ServerEnd) {
    this.page = page;
    this.end = end;
  }

  /** Ada's page; Bo is there, his pointer is not yet. */
  static async of(bo = BO): Promise<OtherCursor> {
    const { page, end } = await withBo({}, bo);
    return new OtherCursor(page, end);
  }

  /** Bo's pointer is here, in CSS px from the window's edge. */
  point(x: number, y: number): void {
    point(this.end, x, y);
  }

  name(id: number, anchor: Anchor): void {
    this.end.send({ type: 'anchor', anchors: [{ id, anchor }] });
  }

  /** @param sample of Bo's; by default the middle of anchor 1 */
  sample(sample: Partial<CursorSample> = {}): void {
    const samples = [{ age: 0, flags: 0, anchor: 1, x: 0x8000, y: 0x8000, ...sample }];
    tick(this.end, { tracks: [{ slot: 7, samples }] });
  }

  /** Lets the drawing loop see so much time pass, in ms. */
  async pass(ms: number): Promise<void> {
    await pass(this.page, ms);
  }

  /** The cursor, once it is drawn and has come to rest. */
  async drawn(): Promise<HTMLElement> {
    return drawn(this.page);
  }
}
