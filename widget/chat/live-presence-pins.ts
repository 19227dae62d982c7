import {
  html,
  nothing,
  type CSSResultGroup,
  type PropertyDeclarations,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { Pin } from '../../protocol/chat.ts';
import type * as Anchors from '../anchors/pin.ts';
import { defineOnce } from '../shared/define-once.ts';
import { styles } from './live-presence-pins.styles.ts';
import { PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

/** A place on the page is pointed out for so long, in ms. */
const FLASH_MS = 2_500;

/** The panel, which steps aside where only the page is to be seen. */
interface Panel extends ReactiveControllerHost {
  aside: boolean;
}

/**
 * Places on the page that messages point at: how one is chosen, and how it is pointed out. Loaded when the first one
 * is.
 */
export class LivePresencePins extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    picked: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare panel: Panel | undefined;
  /** Says something to those who hear the page. */
  declare tell: ((text: string) => void) | undefined;
  /** Ends the choosing of a place, which is going on while it is there; without a point, in vain. */
  declare picked: ((point?: [x: number, y: number]) => void) | undefined;

  /** Lets the visitor choose a place, by a click or, in the middle of the window, by a key. */
  async pick(): Promise<Pin | undefined> {
    const anchors = await loadAnchors();
    const { client, panel } = this;
    if (!anchors || !client || !panel || this.picked) return undefined;
    panel.aside = true;
    const chosen = new Promise<[number, number] | undefined>((resolve) => (this.picked = resolve));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.pick')?.focus({ preventScroll: true });
    const point = await chosen;
    this.picked = undefined;
    await this.updateComplete;
    const place = point && anchors.pinAt(...point);
    panel.aside = false;
    if (point && !place) this.tell?.(this.language.t('noPlace'));
    return place && { page: client.page, ...place };
  }

  /** Scrolls to a place and points it out. */
  async show(pin: Pin): Promise<void> {
    const anchors = await loadAnchors();
    await this.updateComplete;
    const ring = this.renderRoot.querySelector<HTMLElement>('.ring');
    const { panel } = this;
    if (!anchors || !ring || !panel) return;
    const where = anchors.scrollToPin(pin, !matchMedia('(prefers-reduced-motion: reduce)').matches);
    // A sheet over the whole of a phone's window steps aside.
    panel.aside = matchMedia('(max-width: 480px)').matches;
    let going = true;
    const follow = (): void => {
      const point = where();
      ring.hidden = !point || !going;
      if (point) ring.style.translate = `${point.x}px ${point.y}px`;
      if (going) requestAnimationFrame(follow);
    };
    follow();
    this.clock.after(FLASH_MS, () => (going = panel.aside = false));
  }

  protected override render(): TemplateResult {
    const { t: say } = this.language;
    return html`${
        this.picked
          ? html`<div
              class="pick"
              tabindex="-1"
              role="dialog"
              aria-label=${say('pin')}
              aria-describedby="how"
              @click=${({ clientX, clientY }: MouseEvent) => this.picked?.([clientX, clientY])}
              @keydown=${this.#keydown}
            >
              <p id="how">
                ${say('pinHow')}
                <button
                  class="link"
                  @click=${(event: Event) => {
                    event.stopPropagation();
                    this.picked?.();
                  }}
                >
                  ${say('cancel')}
                </button>
              </p>
            </div>`
          : nothing
      } <span class="ring" hidden></span>`;
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') this.picked?.();
    if (event.key === 'Enter' && event.target === event.currentTarget)
      this.picked?.([innerWidth / 2, innerHeight / 2]);
  };
}

/** Finds places on the page with the code that comes with the cursors; undefined if it can't be loaded now. */
async function loadAnchors(): Promise<typeof Anchors | undefined> {
  try {
    return await import('../cursors/live-presence-cursors.ts');
  } catch {
    return undefined;
  }
}

defineOnce('live-presence-pins', LivePresencePins);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-pins': LivePresencePins;
  }
}
