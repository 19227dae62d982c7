import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ChatMessage, Pin } from '../../../protocol/chat.ts';
import { isGone, type ChatItem } from '../../client/chat/chat-item.ts';
import { avatar } from '../../shared/avatar.ts';
import { paint } from '../../shared/colours.ts';
import { defineOnce } from '../../shared/define-once.ts';
import { errorText } from '../../shared/error-text.ts';
import { pinIcon, replyIcon } from '../../shared/icons.ts';
import { addressOf } from '../../shared/page-address.ts';
import { internal } from '../../shared/presence-part.ts';
import { isMuted, type ChatReader } from './chat-reader.ts';
import { request, type MessageMenu } from '../chat-request.ts';
import type { messageMenu } from './message-menu.ts';
import { excerpt, messageText } from './message-text.ts';
import { listOf, NAMED } from '../name-list.ts';

/** Names by id, of the members whom a message mentions or who have reacted to it. */
export type Names = ReadonlyMap<string, string>;

const differ = (now: Names, before: Names | undefined): boolean =>
  !before || String([...now]) !== String([...before]);

/**
 * One message of the log. It renders into the panel's tree, so that the panel's styles and parts apply, and again only
 * when one of its properties changes.
 */
export class LivePresenceMessage extends LitElement {
  static override properties: PropertyDeclarations = {
    item: internal,
    quoted: internal,
    names: { ...internal, hasChanged: differ },
    first: internal,
    current: internal,
    menu: internal,
    drawMenu: internal,
    reader: internal,
  };

  declare item: ChatItem;
  /** The message that this one replies to, once it is known. */
  declare quoted: ChatMessage | undefined;
  declare names: Names;
  /** The first of those that stand together: shows author and time, which the others have for screen readers only. */
  declare first: boolean;
  /** The one message that the Tab key stops at. */
  declare current: boolean;
  /** What is open at it. */
  declare menu: MessageMenu | undefined;
  /** Draws what is open: a module of its own, once it is loaded. */
  declare drawMenu: typeof messageMenu | undefined;
  declare reader: ChatReader;

  protected override createRenderRoot(): this {
    return this;
  }

  /** Public: the list measures what it has just drawn. */
  override performUpdate(): void {
    super.performUpdate();
  }

  protected override render(): TemplateResult {
    const { item, first, menu, reader } = this;
    const { member, mine, state, seq, at, change, mentions, reply } = item;
    const { times, disabledReason, self = '' } = reader;
    const { t } = times.language;
    const deleted = isGone(item);
    const muted = isMuted(reader, member);
    const classes = [
      'message',
      first && 'first',
      mine && 'mine',
      state,
      deleted && 'deleted',
      menu && 'active',
      mentions?.includes(self) && 'mentioned',
      change && !change.error && 'pending',
    ];
    return html`<article
      class=${classes.filter(Boolean).join(' ')}
      part="message"
      data-state=${state}
      data-seq=${seq}
      tabindex=${this.current ? 0 : -1}
      .style=${paint(item)}
    >
      ${first && !mine ? avatar(item) : nothing}
      <div class=${first ? 'head' : 'unseen'}>
        <bdi class=${mine ? 'unseen' : 'author'} part="message-author">${item.name}</bdi>
        <time part="message-time" datetime=${new Date(at).toISOString()}
          >${state === 'pending' ? t('sending') : times.time(at)}</time
        >
      </div>
      ${reply && !deleted ? this.#quote(reply) : nothing}
      ${
        muted
          ? html`<div class="text quiet">
              ${t('ignored')}&ensp;<button class="link" @click=${() => request(this, 'mute', member, false)}>
                ${t('listen')}
              </button>
            </div>`
          : this.#content(deleted)
      }
      ${this.#failure()}
      ${
        menu && state === 'sent' && !deleted && !muted && !(disabledReason !== undefined && mine)
          ? this.drawMenu?.(this, item, menu, reader)
          : nothing
      }
    </article>`;
  }

  #content(deleted: boolean): TemplateResult {
    const { pin, reactions } = this.item;
    const chips = reactions?.map(({ emoji, members }) => this.#reaction(emoji, members));
    return html`<div class="text" part="message-text" dir="auto">
        ${deleted ? this.reader.times.language.t('deleted') : this.#text()}
      </div>
      ${pin ? this.#pin(pin) : nothing} ${chips ? html`<div class="reactions">${chips}</div>` : nothing}`;
  }

  #text(): unknown {
    const { text, mentions = [], editedAt } = this.item;
    const names = mentions.flatMap((id) => this.names.get(id) ?? []);
    const { t } = this.reader.times.language;
    return [
      messageText(text, t('rest'), names),
      editedAt ? html` <small class="edited">${t('edited')}</small>` : nothing,
    ];
  }

  #quote(seq: number): TemplateResult {
    const { quoted, reader } = this;
    const { t } = reader.times.language;
    const text =
      quoted &&
      (isGone(quoted) ? t('deleted') : isMuted(reader, quoted.member) ? t('ignored') : excerpt(quoted.text));
    return html`<button class="quote" @click=${() => request(this, 'jump', seq)} title=${t('toOrigin')}>
      ${replyIcon}<span>${quoted ? html`<bdi>${quoted.name}</bdi> <bdi>${text}</bdi>` : '…'}</span>
    </button>`;
  }

  #pin(pin: Pin): TemplateResult {
    const { page, times } = this.reader;
    if (pin.page === page)
      return html`<button class="chip" part="message-pin" @click=${() => request(this, 'showPin', pin)}>
        ${pinIcon}${times.language.t('place')}
      </button>`;
    const href = addressOf(pin.page);
    const content = html`${pinIcon}<bdi>${pin.page}</bdi>`;
    return href
      ? html`<a class="chip" part="message-pin" href=${href}>${content}</a>`
      : html`<span class="chip" part="message-pin">${content}</span>`;
  }

  #reaction(emoji: string, members: readonly string[]): TemplateResult {
    const { item, names, reader } = this;
    const { self, times, disabledReason } = reader;
    const { language } = times;
    const known = members
      .slice(0, NAMED)
      .flatMap((id) => (id === self ? language.t('you') : (names.get(id) ?? [])));
    const unnamed = members.length - known.length;
    const who = listOf(language, unnamed ? [...known, language.t('others', { count: unnamed })] : known);
    const count = language.number(members.length);
    const given = members.includes(self ?? '');
    return html`<button
      class="chip"
      part="message-reaction"
      aria-pressed=${given}
      aria-label=${`${emoji} ${count}: ${who}`}
      aria-disabled=${disabledReason !== undefined}
      title=${who}
      @click=${() => {
        if (disabledReason === undefined) request(this, 'react', item.seq, emoji, !given);
      }}
    >
      ${emoji} ${count}
    </button>`;
  }

  /** Why the message, or a change of it, was not accepted. */
  #failure(): TemplateResult | typeof nothing {
    const { item, reader } = this;
    const { state, op, error, change } = item;
    const { disabledReason, times } = reader;
    const { language } = times;
    const note = (text: string, failed: string, discard: string): TemplateResult =>
      html`<div class="note">
        <span class="error">${text}</span>
        <button class="link" @click=${() => request(this, 'retry', failed)}>${language.t('retry')}</button>
        <button class="link" @click=${() => request(this, 'discard', failed)}>${discard}</button>
      </div>`;
    if (state === 'failed' && op)
      return note(errorText(language, 'failed', error), op, language.t('discard'));
    if (!change?.error) return nothing;
    // A change may be forbidden because of the message's age, or because nobody may write just now.
    const text =
      (change.error === 'forbidden' && disabledReason) || errorText(language, 'unchanged', change.error);
    return note(text, change.op, language.t('cancel'));
  }
}

defineOnce('live-presence-message', LivePresenceMessage);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-message': LivePresenceMessage;
  }
}
