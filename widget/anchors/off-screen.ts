export type Edge = 'top' | 'bottom' | 'left' | 'right';

/** Where beyond the window something lies. */
export interface OffScreen {
  edge: Edge;
  /** In windows' heights, or widths; 0 < screens. */
  screens: number;
}

/** What of the document the window shows, in document coordinates. */
export interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function currentView(): View {
  // Without scroll bars, and on a phone without what the keyboard covers.
  const { clientWidth, clientHeight } = document.documentElement;
  return {
    left: scrollX,
    top: scrollY,
    width: clientWidth || innerWidth,
    height: clientHeight || innerHeight,
  };
}

/**
 * Up and down go before left and right: that is how one scrolls.
 *
 * @returns undefined where it is inside the window
 */
export function offScreen({ x, y }: { x: number; y: number }, view: View): OffScreen | undefined {
  const up = view.top - y;
  const down = y - (view.top + view.height);
  const left = view.left - x;
  const right = x - (view.left + view.width);
  if (up > 0) return { edge: 'top', screens: up / view.height };
  if (down > 0) return { edge: 'bottom', screens: down / view.height };
  if (left > 0) return { edge: 'left', screens: left / view.width };
  return right > 0 ? { edge: 'right', screens: right / view.width } : undefined;
}
