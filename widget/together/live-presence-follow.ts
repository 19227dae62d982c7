import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/presence.ts';
import { avatar } from '../shared/avatar.ts';
import { paint } from '../shared/colours.ts';
import { defineOnce } from '../shared/define-once.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { withTogether } from '../words/together.ts';
import { styles } from './live-presence-follow.styles.ts';

/**
 * Says whom the visitor follows, and how many follow them.
 *
 * @fires stop - The visitor does not want to follow any more.
 * @fires go - They want to go to the page that the followed are on.
 */
export class LivePresenceFollow extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    leader: internal,
    followers: internal,
    elsewhere: internal,
    reachable: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare leader: Member | undefined;
  declare followers: number;
  /** The followed are on another page. */
  declare elsewhere: boolean;
  /** That page has an address. */
  declare reachable: boolean;

  protected override render(): TemplateResult {
    const { leader, followers, language } = this;
    const t = withTogether(language);
    return html`${leader ? this.#bar(leader, t) : nothing}
      <p class="pill" role="status" ?hidden=${followers === 0}>
        ${followers ? t('followers', { count: followers }) : nothing}
      </p>`;
  }

  #bar(leader: Member, t: ReturnType<typeof withTogether>): TemplateResult {
    const { name } = leader;
    const fire = (type: string) => (): void => void this.dispatchEvent(new Event(type));
    return html`<div class="frame" .style=${paint(leader)}></div>
      <div class="bar">
        ${avatar(leader)}<span class="text" role="status"
          >${this.elsewhere ? t('elsewhere', { name }) : t('following', { name })}</span
        >${this.reachable ? html`<button class="go" @click=${fire('go')}>${t('goThere')}</button>` : nothing}<button
          class="stop"
          @click=${fire('stop')}
        >
          ${t('stopFollowing')}
        </button>
      </div>`;
  }
}

defineOnce('live-presence-follow', LivePresenceFollow);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-follow': LivePresenceFollow;
  }
}
