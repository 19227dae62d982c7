import type { LeadView } from '../../protocol/together.ts';
import type { Places } from './places.ts';

/** Where else in the window to look for content, in fractions of its height. */
const OFFSETS = [0, 0.1, -0.1, 0.2, -0.2, 0.35, -0.35] as const;
/** Where a page is held that does not scroll itself, but has scrollers in it. */
const UPPER_THIRD = 0.3;

/**
 * What is in the window, by one spot and the height at which it is: at the top of the page its first line at the top of
 * the window, at the end its last line at the bottom. So both ends agree on layouts of any length.
 *
 * @returns undefined where there is no content
 */
export function currentView({ pinAt }: Places): LeadView | undefined {
  const most = document.documentElement.scrollHeight - innerHeight;
  const progress = most > 0 ? Math.min(1, Math.max(0, scrollY / most)) : UPPER_THIRD;
  const x = innerWidth / 2;
  for (const offset of OFFSETS) {
    const line = progress + offset;
    if (line < 0 || line > 1) continue;
    const y = Math.min(innerHeight - 2, Math.max(1, line * innerHeight));
    if (staysInWindow(x, y)) continue;
    const spot = pinAt(x, y);
    if (spot) return { spot, line };
  }
  return undefined;
}

/** Whether what is there does not scroll with the page: headers that stick say nothing of where it is. */
function staysInWindow(x: number, y: number): boolean {
  let at = Document.prototype.elementFromPoint.call(document, x, y);
  for (; at; at = at.parentElement) if (/^(fixed|sticky)$/.test(getComputedStyle(at).position)) return true;
  return false;
}

/**
 * Scrolls the window to what somebody else sees. Where it does not scroll, but something in it does, that brings the
 * spot into view.
 * @param smooth whether it glides there
 */
export function scrollToView({ scrollToPin }: Places, { spot, line }: LeadView, smooth: boolean): void {
  const where = scrollToPin(spot);
  const point = where(true);
  if (!point) return;
  if (document.documentElement.scrollHeight <= innerHeight) {
    if (!where()) scrollToPin(spot, smooth);
    return;
  }
  // Measured from where the window is now: a glide that is under way is replaced.
  window.scrollBy({ top: point.y - line * innerHeight, behavior: smooth ? 'smooth' : 'instant' });
}
