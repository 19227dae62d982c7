import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/presence.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Edge, OffScreen } from '../anchors/off-screen.ts';
import { CURSORS } from '../words/english-cursors.ts';
import { addMessages } from '../words/language.ts';
import { defineOnce } from '../shared/define-once.ts';
import { styles } from './live-presence-offscreen.styles.ts';
import { avatar } from '../shared/avatar.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';

addMessages(CURSORS);

/** So many people are shown at one edge; the rest is a number. */
const SHOWN = 3;
const EDGES: readonly Edge[] = ['top', 'bottom', 'left', 'right'];
const ARROWS: Record<Edge, string> = { top: '↑', bottom: '↓', left: '←', right: '→' };

/** Somebody whose cursor is beyond the window's edge. */
export interface OffscreenPerson extends OffScreen {
  member: Member;
}

/**
 * What belongs to cursors and lies in the window's own coordinates: at its edges who is further on, and at one's own
 * pointer what one types there. It takes clicks where it shows something, and nowhere else.
 *
 * @csspart cursor-chip - Somebody beyond the edge; a click scrolls there.
 */
export class LivePresenceOffscreen extends PresencePart {
  static override properties: PropertyDeclarations = { ...PresencePart.properties, people: internal };
  static override styles: CSSResultGroup = [tokens, styles];

  declare people: readonly OffscreenPerson[];
  /** Called with the id of who was clicked on. */
  choose: ((member: string) => void) | undefined;

  #look = '[]';

  constructor() {
    super();
    this.people = [];
  }

  /** @param people the nearest cursor of each, nearest people first; who looks the same is not drawn anew */
  show(people: readonly OffscreenPerson[]): void {
    const look = people.map(({ member, edge, screens }) => [member, edge, this.#far(screens)]);
    const text = JSON.stringify(look);
    if (text === this.#look) return;
    this.#look = text;
    this.people = people;
  }

  /** Opens the cursor chat where the pointer is. Where its module can't be loaded now, the next key tries again. */
  talk(client: PresenceClient, at: PointerEvent): void {
    import('./live-presence-cursor-chat.ts')
      .then(({ LivePresenceCursorChat: LivePresenceCursorChat }) =>
        LivePresenceCursorChat.open(
          this.renderRoot,
          { client, clock: this.clock, language: this.language },
          at,
        ),
      )
      .catch(() => undefined);
  }

  protected override render(): unknown {
    return EDGES.map((edge) => {
      const people = this.people.filter((each) => each.edge === edge);
      if (people.length === 0) return nothing;
      const chips = people.slice(0, SHOWN).map(this.#chip);
      const more = people.length - SHOWN;
      return html`<div class="edge ${edge}" role="group">
        ${chips}
        ${more > 0 ? html`<span class="chip more" title=${this.language.t('more', { count: more })}>+${this.language.number(more)}</span>` : nothing}
      </div>`;
    });
  }

  /** How far away somebody is, in windows. */
  #far(screens: number): string {
    const { t: say } = this.language;
    return screens < 0.5 ? say('nearby') : say('screens', { count: Math.max(1, Math.round(screens)) });
  }

  readonly #chip = ({ member, edge, screens }: OffscreenPerson): TemplateResult => {
    const far = this.#far(screens);
    // Not reached by Tab: the list of people does the same, and does not come and go.
    return html`<button
      class="chip"
      part="cursor-chip"
      tabindex="-1"
      title=${this.language.t('goToPerson', { name: member.name })}
      data-member=${member.id}
      @click=${() => this.choose?.(member.id)}
    >
      ${avatar(member)}<bdi class="name">${member.name}</bdi><span class="far">${ARROWS[edge]} ${far}</span>
    </button>`;
  };
}

defineOnce('live-presence-offscreen', LivePresenceOffscreen);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-offscreen': LivePresenceOffscreen;
  }
}
