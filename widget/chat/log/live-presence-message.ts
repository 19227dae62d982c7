import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { ChatMessage } from '../../../protocol/chat.ts';
import { isGone, type ChatItem } from '../../client/chat/chat-item.ts';
import { avatar } from '../../shared/avatar.ts';
import { paint } from '../../shared/colours.ts';
import { defineOnce } from '../../shared/define-once.ts';
import { internal } from '../../shared/presence-part.ts';
import { isMuted, type ChatReader } from './chat-reader.ts';
import type { MessageMenu } from '../chat-request.ts';
import type * as Details from '../details.ts';
import type { Names } from './message-details.ts';
import type { messageMenu } from './message-menu.ts';

/** Compares two maps of names by content, because each update makes a new one. */
const differ = (now: Names | undefined, before: Names | undefined): boolean =>
  String([...(now ?? [])]) !== String([...(before ?? [])]);

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
    details: internal,
    reader: internal,
  };

  declare item: ChatItem;
  /** The message that this one replies to, once it is known. */
  declare quoted: ChatMessage | undefined;
  declare names: Names | undefined;
  /** The first of those that stand together: shows author and time, which the others have for screen readers only. */
  declare first: boolean;
  /** The one message that the Tab key stops at. */
  declare current: boolean;
  /** What is open at it. */
  declare menu: MessageMenu | undefined;
  /** Draws what is open: a module of its own, once it is loaded. */
  declare drawMenu: typeof messageMenu | undefined;
  /** Draws what is more than a plain text: a module of its own, once it is loaded. */
  declare details: typeof Details | undefined;
  declare reader: ChatReader;

  protected override createRenderRoot(): this {
    return this;
  }

  /** Public: the list measures what it has just drawn. */
  override performUpdate(): void {
    super.performUpdate();
  }

  protected override render(): TemplateResult {
    const { item, first, menu, reader, details } = this;
    const { member, mine, state, seq, at, change, mentions } = item;
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
      ${details?.quoteOf(this)}
      ${
        muted
          ? details?.mutedText(this)
          : html`<div class="text" part="message-text" dir="auto">
              ${deleted ? t('deleted') : (details?.textOf(this) ?? item.text)}
            </div>`
      }
      ${details?.belowText(this)}
      ${
        menu && state === 'sent' && !deleted && !muted && !(disabledReason !== undefined && mine)
          ? this.drawMenu?.(this, item, menu, reader)
          : nothing
      }
    </article>`;
  }
}

defineOnce('live-presence-message', LivePresenceMessage);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-message': LivePresenceMessage;
  }
}
