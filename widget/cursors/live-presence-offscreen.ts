import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Edge } from '../anchors/off-screen.ts';
import { avatar } from '../shared/avatar.ts';
import { defineOnce } from '../shared/define-once.ts';
import { EarlyField } from '../shared/early-field.ts';
import type { PointerSource } from '../shared/pointer-source.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { CURSORS } from '../words/english-cursors.ts';
import { addMessages } from '../words/language.ts';
import { HotkeyController } from './hotkey-controller.ts';
import { styles } from './live-presence-offscreen.styles.ts';
import type { OffscreenPerson } from './offscreen-people.ts';

/** Comes with the chips: there are none without it. */
export { offscreenPeople } from './offscreen-people.ts';

addMessages(CURSORS);

/** So many people are shown at one edge; of the others only the number. */
const SHOWN = 3;
const ARROWS: Record<Edge, string> = { top: '↑', bottom: '↓', left: '←', right: '→' };
const EDGES = Object.keys(ARROWS) as Edge[];

/**
 * What belongs to cursors and lies in the window's coordinates: chips at its edges for people further on, and the
 * cursor chat at the visitor's pointer. Only these take clicks.
 *
 * @fires scroll-to-member - A chip was clicked; the detail is the member's id.
 * @csspart cursor-chip - Somebody beyond the edge; a click scrolls there.
 */
export class LivePresenceOffscreen extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    people: internal,
    pointer: internal,
    shareOwn: internal,
    hotkey: internal,
    chatting: { state: true },
  };
  static override styles: CSSResultGroup = [tokens, styles];

  /** The nearest first. */
  declare people: readonly OffscreenPerson[] | undefined;
  declare pointer: PointerSource | undefined;
  /** Whether the visitor's own cursor is sent. */
  declare shareOwn: boolean;
  /** Key that opens the cursor chat; none if empty. */
  declare hotkey: string;
  declare chatting: boolean;

  /** Gets the focus back from the cursor chat. */
  #back: Element | null = null;

  constructor() {
    super();
    // A key may be pressed before the first update.
    this.hotkey = '';
    this.addController(
      new HotkeyController(
        () => this.hotkey,
        () => this.#openCursorChat(),
      ),
    );
  }

  protected override render(): unknown {
    const { client, clock, language, pointer } = this;
    const edges = EDGES.map(this.#edge);
    return html`${edges}${
      this.chatting
        ? html`<live-presence-cursor-chat
            exportparts="cursor-talk"
            .client=${client}
            .clock=${clock}
            .language=${language}
            .pointer=${pointer}
            .back=${this.#back}
            @close=${() => (this.chatting = false)}
          ></live-presence-cursor-chat>`
        : nothing
    }`;
  }

  readonly #edge = (edge: Edge): TemplateResult | typeof nothing => {
    const people = this.people?.filter((each) => each.edge === edge) ?? [];
    if (people.length === 0) return nothing;
    const chips = people.slice(0, SHOWN).map(this.#chip);
    const count = people.length - SHOWN;
    const { t, number } = this.language;
    return html`<div class="edge ${edge}" role="group">
      ${chips}
      ${count > 0 ? html`<span class="chip more" title=${t('more', { count })}>+${number(count)}</span>` : nothing}
    </div>`;
  };

  readonly #chip = ({ member, edge, screens }: OffscreenPerson): TemplateResult => {
    const { t } = this.language;
    const distance = screens ? t('screens', { count: screens }) : t('nearby');
    // Not in the tab order, as it comes and goes; the list of people does the same.
    return html`<button
      class="chip"
      part="cursor-chip"
      tabindex="-1"
      title=${t('goToPerson', { name: member.name })}
      data-member=${member.id}
      @click=${() => this.dispatchEvent(new CustomEvent('scroll-to-member', { detail: member.id }))}
    >
      ${avatar(member)}<bdi class="name">${member.name}</bdi
      ><span class="far">${ARROWS[edge]} ${distance}</span>
    </button>`;
  };

  /** @returns whether somebody would see what is typed */
  #openCursorChat(): boolean {
    const { client, shareOwn, pointer } = this;
    if (!client || client.alone || !shareOwn || !pointer?.at) return false;
    const back = (this.#back = document.activeElement);
    const cancel = (): void => {
      early.field.remove();
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
    const early = new EarlyField(this.renderRoot, cancel);
    // If the module can't be loaded now, the next key tries again.
    import('./live-presence-cursor-chat.ts')
      .then(() => early.settled())
      .then(() => {
        // It closes when the visitor clicks elsewhere, as ever.
        if (early.field.matches(':focus')) this.chatting = true;
        else early.field.remove();
      }, cancel);
    return true;
  }
}

defineOnce('live-presence-offscreen', LivePresenceOffscreen);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-offscreen': LivePresenceOffscreen;
  }
}
