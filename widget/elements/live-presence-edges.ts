import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/messages.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Edge, OffScreen } from '../cursor/off-screen.ts';
import { CURSOR_WORDS } from './cursor-words.ts';
import { defineOnce } from './define-once.ts';
import { styles } from './live-presence-edges.styles.ts';
import { avatar } from './person.ts';
import { internal, PresencePart } from './presence-part.ts';
import { tokens } from './tokens.styles.ts';

/** So many people are shown at one edge; the rest is a number. */
const SHOWN = 3;
const EDGES: readonly Edge[] = ['top', 'bottom', 'left', 'right'];
const ARROWS: Record<Edge, string> = { top: '↑', bottom: '↓', left: '←', right: '→' };

/** Somebody whose cursor is beyond the window's edge. */
export interface Beyond extends OffScreen {
  member: Member;
}

/**
 * What belongs to cursors and lies in the window's own coordinates: at its edges who is further on, and at one's own
 * pointer what one types there. It takes clicks where it shows something, and nowhere else.
 *
 * @csspart cursor-chip - Somebody beyond the edge; a click scrolls there.
 */
export class LivePresenceEdges extends PresencePart {
  static override properties: PropertyDeclarations = { ...PresencePart.properties, people: internal };
  static override styles: CSSResultGroup = [tokens, styles];

  declare people: readonly Beyond[];
  /** Called with the id of who was clicked on. */
  choose: ((member: string) => void) | undefined;

  #look = '[]';

  constructor() {
    super();
    this.people = [];
  }

  /** @param people the nearest cursor of each, nearest people first; who looks the same is not drawn anew */
  show(people: readonly Beyond[]): void {
    const look = people.map(({ member, edge, screens }) => [member, edge, CURSOR_WORDS.far(screens)]);
    const text = JSON.stringify(look);
    if (text === this.#look) return;
    this.#look = text;
    this.people = people;
  }

  /** Opens the cursor chat where the pointer is. Where its module can't be loaded now, the next key tries again. */
  talk(client: PresenceClient, at: PointerEvent): void {
    import('./live-presence-talk.ts')
      .then(({ LivePresenceTalk }) => LivePresenceTalk.open(this.renderRoot, client, this.clock, at))
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
        ${more > 0 ? html`<span class="chip more" title=${CURSOR_WORDS.more(more)}>+${more}</span>` : nothing}
      </div>`;
    });
  }

  readonly #chip = ({ member, edge, screens }: Beyond): TemplateResult => {
    const far = CURSOR_WORDS.far(screens);
    // Not reached by Tab: the list of people does the same, and does not come and go.
    return html`<button
      class="chip"
      part="cursor-chip"
      tabindex="-1"
      title=${CURSOR_WORDS.goTo(member.name)}
      data-member=${member.id}
      @click=${() => this.choose?.(member.id)}
    >
      ${avatar(member)}<bdi class="name">${member.name}</bdi><span class="far">${ARROWS[edge]} ${far}</span>
    </button>`;
  };
}

defineOnce('live-presence-edges', LivePresenceEdges);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-edges': LivePresenceEdges;
  }
}
