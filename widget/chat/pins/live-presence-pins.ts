import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Pin } from '../../../protocol/chat.ts';
import { keepLoading } from '../../host/keep-loading.ts';
import { defineOnce } from '../../shared/define-once.ts';
import { loadAnchors } from '../../shared/load-cursors.ts';
import { PresencePart } from '../../shared/presence-part.ts';
import { tokens } from '../../shared/tokens.styles.ts';
import { PINS } from '../../words/english-pins.ts';
import { addMessages } from '../../words/language.ts';
import { request } from '../chat-request.ts';
import { styles } from './live-presence-pins.styles.ts';
import { media } from '../../host/engine.ts';

addMessages(PINS);

/** The ring stays around a place for so long, in ms. */
const RING_MS = 2_500;

/** Pins, the places on the page that messages point at: picks one, and shows where one is. Loads with the first pin. */
export class LivePresencePins extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    picked: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, styles];

  /** Ends the picking that is going on; without a point, nothing was picked. */
  declare picked: ((point?: [x: number, y: number]) => void) | undefined;

  /** Where the place is that the ring is around now. */
  #show: object | undefined;

  /** Lets the visitor pick a place: any by a click, the middle of the window by the Enter key. */
  async pick(): Promise<Pin | undefined> {
    const anchors = await loadAnchors().catch(() => undefined);
    const { client } = this;
    if (!anchors || !client || this.picked) return undefined;
    request(this, 'stepAside', true);
    const picked = new Promise<[number, number] | undefined>((resolve) => (this.picked = resolve));
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.pick')?.focus({ preventScroll: true });
    const point = await picked;
    this.picked = undefined;
    await this.updateComplete;
    const place = point && anchors.pinAt(...point);
    request(this, 'stepAside', false);
    if (point && !place) request(this, 'announce', this.language.t('noPlace'));
    return place && { page: client.page, ...place };
  }

  /** Scrolls to a pin, and shows a ring around it for a moment. */
  async show(pin: Pin): Promise<void> {
    const anchors = await loadAnchors().catch(() => undefined);
    await this.updateComplete;
    const ring = this.renderRoot.querySelector<HTMLElement>('.ring');
    if (!anchors || !ring) return;
    const where = anchors.scrollToPin(pin, !media('(prefers-reduced-motion: reduce)')?.matches);
    // On a phone the panel covers the page.
    request(this, 'stepAside', !!media('(max-width: 480px)')?.matches);
    this.#show = where;
    const follow = (): void => {
      // Another place is shown by now, or none.
      if (this.#show !== where) return;
      const point = where();
      ring.hidden = !point;
      if (point) ring.style.translate = `${point.x}px ${point.y}px`;
      requestAnimationFrame(follow);
    };
    follow();
    this.clock.after(RING_MS, () => {
      if (this.#show !== where) return;
      this.#show = undefined;
      ring.hidden = true;
      request(this, 'stepAside', false);
    });
  }

  protected override render(): TemplateResult {
    const { t } = this.language;
    return html`${
        this.picked
          ? html`<div
              class="pick"
              tabindex="-1"
              role="dialog"
              aria-label=${t('pin')}
              aria-describedby="how"
              @click=${({ clientX, clientY }: MouseEvent) => this.picked?.([clientX, clientY])}
              @keydown=${this.#onKeydown}
            >
              <p id="how">
                ${t(media('(hover: none)')?.matches ? 'pinTap' : 'pinHow')}
                <button
                  class="link"
                  @click=${(event: Event) => {
                    event.stopPropagation();
                    this.picked?.();
                  }}
                >
                  ${t('cancel')}
                </button>
              </p>
            </div>`
          : nothing
      } <span class="ring" hidden></span>`;
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const { key, target, currentTarget } = event;
    if (key === 'Escape') this.picked?.();
    if (key === 'Enter' && target === currentTarget) this.picked?.([innerWidth / 2, innerHeight / 2]);
  };
}

defineOnce('live-presence-pins', LivePresencePins);
// A place can be picked without a network, too.
void keepLoading(loadAnchors);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-pins': LivePresencePins;
  }
}
