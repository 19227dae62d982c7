import type { ReactiveController } from 'lit';

/** Attributes of the page that move things about. */
const ATTRIBUTES = ['class', 'style', 'hidden', 'open', 'width', 'height', 'src'];

/** Watches for whatever may move the page's content, for as long as somebody wants to know. */
export class LayoutController implements ReactiveController {
  readonly #moved: (rebuilt: boolean) => void;
  #undo: (() => void) | undefined;

  /** @param moved `rebuilt`: elements came, went or changed, not only their places */
  constructor(moved: (rebuilt: boolean) => void) {
    this.#moved = moved;
  }

  /** Starts or stops watching: while there is no cursor, nothing is watched. */
  watch(wanted: boolean): void {
    if (wanted === (this.#undo !== undefined)) return;
    this.#undo?.();
    this.#undo = wanted ? this.#start() : undefined;
  }

  hostDisconnected(): void {
    this.watch(false);
  }

  #start(): () => void {
    const abort = new AbortController();
    const options = { capture: true, passive: true, signal: abort.signal };
    const moved = (): void => this.#moved(false);
    window.addEventListener('resize', moved, options);
    for (const type of ['scroll', 'load', 'toggle', 'transitionend', 'animationend']) {
      document.addEventListener(type, moved, options);
    }
    // Not every engine has fonts in its document.
    (document.fonts as FontFaceSet | undefined)?.addEventListener('loadingdone', moved, options);
    const size = new ResizeObserver(moved);
    size.observe(document.documentElement);
    const tree = new MutationObserver((changes) =>
      this.#moved(changes.some(({ type }) => type !== 'attributes')),
    );
    tree.observe(document.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ATTRIBUTES,
    });
    return () => {
      abort.abort();
      size.disconnect();
      tree.disconnect();
    };
  }
}
