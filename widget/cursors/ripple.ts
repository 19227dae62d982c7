import type { Clock } from '../../protocol/clock.ts';

/** The ring is shown for so long, in ms. */
const RIPPLE_MS = 700;

/** Shows a ring that spreads from a point of the layer: somebody clicked there. */
export function showRipple(
  layer: HTMLElement,
  { x, y }: { x: number; y: number },
  color: string,
  clock: Clock,
): void {
  const ripple = document.createElement('span');
  ripple.className = 'ripple';
  ripple.style.setProperty('--_c', color);
  ripple.style.translate = `${x}px ${y}px`;
  layer.append(ripple);
  clock.after(RIPPLE_MS, () => ripple.remove());
}
