import { observeChanges, observeSizes } from '../host/engine.ts';

/** Observes whatever may move the page's content. */
export class LayoutObserver {
  readonly #moved: (rebuilt: boolean, scrolled?: boolean) => void;
  #stop: (() => void) | undefined;

  /** @param moved `rebuilt`: elements came, went or changed, not only their positions */
  constructor(moved: (rebuilt: boolean, scrolled?: boolean) => void) {
    this.#moved = moved;
  }

  /** Starts or stops: on a page without cursors nothing is observed. @returns whether it has started now */
  watch(wanted: boolean): boolean {
    if (wanted === (this.#stop !== undefined)) return false;
    this.#stop?.();
    this.#stop = wanted ? this.#start() : undefined;
    return wanted;
  }

  #start(): () => void {
    const abort = new AbortController();
    const options = { capture: true, passive: true, signal: abort.signal };
    const moved = ({ type }: Event): void => this.#moved(false, type === 'scroll');
    window.addEventListener('resize', moved, options);
    for (const type of ['scroll', 'load', 'toggle', 'transitionend', 'animationend']) {
      document.addEventListener(type, moved, options);
    }
    // Not every engine has `document.fonts`.
    (document.fonts as FontFaceSet | undefined)?.addEventListener('loadingdone', moved, options);
    const size = observeSizes(() => this.#moved(false));
    size.observe(document.documentElement);
    const tree = observeChanges((changes) => this.#moved(changes.some(({ type }) => type !== 'attributes')));
    tree.observe(document.documentElement, {
      subtree: true,
      childList: true,
      characterData: true,
      // A page's style sheet may look at any of them.
      attributes: true,
    });
    return () => {
      abort.abort();
      size.disconnect();
      tree.disconnect();
    };
  }
}
