/**
 * Has a panel where the window has room for it: where its part stands alone, say at the end of a page's head, it
 * begins or ends with the part. In the window's corner the dock decides, and this does nothing.
 */
export function placePopover(panel: HTMLElement): void {
  const { left, right } = (panel.getRootNode() as ShadowRoot).host.getBoundingClientRect();
  const { offsetWidth: width, style } = panel;
  const most = document.documentElement.clientWidth - width;
  const sides = [left, right - width];
  if (panel.matches(':dir(rtl)')) sides.reverse();
  // In a window that is too narrow for both it is as near as can be.
  const x = sides.find((side) => side >= 0 && side <= most) ?? Math.max(0, Math.min(left, most));
  const ends = x === right - width;
  style.setProperty('--_start', ends ? 'auto' : `${x - left}px`);
  style.setProperty('--_end', ends ? '0' : 'auto');
}
