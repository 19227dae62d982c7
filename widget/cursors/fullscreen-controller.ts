import type { ReactiveController } from 'lit';

/** What fills the screen with a picture of its own: nobody points at words there. */
const PICTURES = 'video, img, iframe';

/**
 * Brings the layer that an element lies in out above what the page shows in fullscreen, which would cover it. That is
 * for what takes no clicks: browsers let nothing be clicked on outside of what is in fullscreen.
 */
export class FullscreenController implements ReactiveController {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  hostConnected(): void {
    document.addEventListener('fullscreenchange', this.#changed);
  }

  hostDisconnected(): void {
    document.removeEventListener('fullscreenchange', this.#changed);
  }

  readonly #changed = (): void => {
    const { fullscreenElement: shown } = document;
    const layer = this.#host.parentElement;
    // The last to be shown is above the others.
    if (!shown || shown.matches(PICTURES) || !layer?.matches('[popover]')) return;
    layer.hidePopover();
    layer.showPopover();
  };
}
