/**
 * Aligns the panel of a part that is placed alone with the start or the end of the part, whichever keeps it inside the
 * window. In the window's corner the dock decides, and this has no effect.
 */
export function placePopover(panel: HTMLElement): void {
  const { left, right } = (panel.getRootNode() as ShadowRoot).host.getBoundingClientRect();
  const { offsetWidth: width, style } = panel;
  const most = document.documentElement.clientWidth - width;
  const sides = [left, right - width];
  if (panel.matches(':dir(rtl)')) sides.reverse();
  // If the window is too narrow for either, as near as possible.
  const x = sides.find((side) => side >= 0 && side <= most) ?? Math.max(0, Math.min(left, most));
  const ends = x === right - width;
  style.setProperty('--_start', ends ? 'auto' : `${x - left}px`);
  style.setProperty('--_end', ends ? '0' : 'auto');
}
