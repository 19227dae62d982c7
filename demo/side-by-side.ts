/** Scales a frame, laid out at a screen's real width, down to its stage. */
function fit(stage: HTMLElement, width: number): void {
  const frame = stage.querySelector('iframe');
  if (!frame) return;
  // Rounded up: a narrower frame would leave a line at its side.
  const scale = Math.ceil((width / frame.offsetWidth) * 1e4) / 1e4;
  stage.style.setProperty('--scale', String(Math.min(1.25, scale)));
}

const observer = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries)
    if (target instanceof HTMLElement) fit(target, contentRect.width);
});
for (const stage of document.querySelectorAll('.stage')) observer.observe(stage);
