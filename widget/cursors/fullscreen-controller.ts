import type { ReactiveController } from 'lit';

/** Elements without text to point at. */
const MEDIA = 'video, img, iframe';

/**
 * Brings the layer around its host in front of an element that the page shows in fullscreen, which would cover it.
 * Only for layers that take no clicks: browsers make everything outside the fullscreen element inert.
 */
export class FullscreenController implements ReactiveController {
  readonly #host: HTMLElement;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  hostConnected(): void {
    document.addEventListener('fullscreenchange', this.#onChange);
  }

  hostDisconnected(): void {
    document.removeEventListener('fullscreenchange', this.#onChange);
  }

  readonly #onChange = (): void => {
    const fullscreenElement = document.fullscreenElement;
    const layer = this.#host.parentElement;
    if (!fullscreenElement || fullscreenElement.matches(MEDIA) || !layer?.matches('[popover]')) return;
    // The popover shown last is in front.
    layer.hidePopover();
    layer.showPopover();
  };
}
