export type Edge = 'top' | 'bottom' | 'left' | 'right';

/** Where a point outside the window is. */
export interface OffScreen {
  edge: Edge;
  /** Distance from the edge in window heights, or widths; more than 0. */
  screens: number;
}

/** The part of the document in the window, in document coordinates. */
export interface View {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function currentView(): View {
  // Without scroll bars, and on a phone without the area that the keyboard covers.
  const { clientWidth, clientHeight } = document.documentElement;
  return {
    left: scrollX,
    top: scrollY,
    width: clientWidth || innerWidth,
    height: clientHeight || innerHeight,
  };
}

/**
 * Up and down take precedence over left and right, as pages scroll that way.
 *
 * @returns undefined inside the window
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
