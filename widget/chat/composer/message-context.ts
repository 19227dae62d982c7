import { html, nothing, type TemplateResult } from 'lit';
import type { Pin } from '../../../protocol/chat.ts';
import { isGone, type ChatItem } from '../../client/chat/chat-item.ts';
import type { PresenceClient } from '../../client/presence-client.ts';
import { closeIcon } from '../../shared/icons.ts';
import type { Language } from '../../words/language.ts';
import { excerpt } from '../log/excerpt.ts';

interface Composer {
  readonly client: PresenceClient | undefined;
  readonly language: Language;
  readonly editing: ChatItem | undefined;
  readonly replyTo: ChatItem | undefined;
  readonly pin: Pin | undefined;
  readonly onCancel: () => void;
}

/** The lines above the field: what the message changes, replies to or points at. */
export function messageContext(composer: Composer): TemplateResult {
  const { client, editing, pin, onCancel } = composer;
  const { t } = composer.language;
  // The message may have been changed or deleted since.
  const replyTo = composer.replyTo && (client?.chat.find(composer.replyTo.seq) ?? composer.replyTo);
  const line = (title: string, text = ''): TemplateResult =>
    html`<div class="about">
      <span><b>${title}</b> <bdi class="quiet">${text}</bdi></span>
      <button type="button" class="icon" aria-label=${t('cancel')} @click=${onCancel}>${closeIcon}</button>
    </div>`;
  return html`${editing ? line(t('editing')) : nothing}
  ${replyTo ? line(t('answering', { name: replyTo.name }), isGone(replyTo) ? t('deleted') : excerpt(replyTo.text)) : nothing}
  ${pin ? line(t('place')) : nothing}`;
}
