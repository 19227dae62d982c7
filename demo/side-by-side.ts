/** Scales a frame, laid out at a screen's real width, down to its stage. */
function fit(stage: HTMLElement): void {
  const frame = stage.querySelector('iframe');
  if (!frame) return;
  const scale = stage.clientWidth / frame.offsetWidth;
  stage.style.setProperty('--scale', Math.min(1.25, scale).toFixed(4));
}

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target instanceof HTMLElement) fit(target);
});
for (const stage of document.querySelectorAll('.stage')) observer.observe(stage);
