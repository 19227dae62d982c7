import { html, nothing, type TemplateResult } from 'lit';
import type { ChatItem } from '../../client/chat/chat-item.ts';
import { editIcon, replyIcon } from '../../shared/icons.ts';
import { MESSAGE_MENU } from '../../words/english-message-menu.ts';
import { addMessages } from '../../words/language.ts';
import type { ChatReader } from './chat-reader.ts';
import { request, type MessageMenu } from '../chat-request.ts';
import { isEditable } from './editable.ts';
import { deleteIcon, muteIcon, reactIcon } from './menu-icons.ts';

export { styles } from './message-menu.styles.ts';

addMessages(MESSAGE_MENU);

/** What visitors react with in most cases; they can type any other emoji. */
const EMOJI = ['👍', '❤️', '🎉', '😂', '😮', '😢'];

/** The toolbar at a message. While nobody may write, only muting is left. */
export function messageMenu(
  message: EventTarget,
  item: ChatItem,
  menu: MessageMenu,
  { client, self = '', times, disabledReason }: ChatReader,
): TemplateResult {
  const { member, mine, name, reactions, seq } = item;
  const { t } = times.language;
  const button = (label: string, icon: unknown, onClick: () => void): TemplateResult =>
    html`<button class="icon" aria-label=${label} title=${label} @click=${onClick}>${icon}</button>`;
  const group = (label: string, content: unknown): TemplateResult =>
    html`<div class="actions" role="group" aria-label=${label}>${content}</div>`;
  const mute = mine
    ? nothing
    : button(t('ignore', { name }), muteIcon, () => request(message, 'mute', member, true));
  if (disabledReason !== undefined) return group(t('actions'), mute);
  const react = (emoji: string): void => {
    const given = reactions?.some(({ emoji: other, members }) => other === emoji && members.includes(self));
    request(message, 'react', seq, emoji, !given);
  };
  if (menu === 'react') {
    const choices = EMOJI.map((emoji) => button(emoji, emoji, () => react(emoji)));
    const onChange = (event: Event): void => {
      const field = event.target as HTMLInputElement;
      const emoji = field.value.trim();
      field.value = '';
      if (emoji) react(emoji);
    };
    return group(
      t('react'),
      html`${choices}
        <input
          aria-label=${t('otherEmoji')}
          placeholder="…"
          maxlength="32"
          autocomplete="off"
          @change=${onChange}
        />`,
    );
  }
  if (menu === 'delete')
    return group(
      t('actions'),
      html`<button class="link error" @click=${() => request(message, 'delete', seq)}>
          ${t('reallyDelete')}</button
        ><button class="link" @click=${() => request(message, 'openMenu', 'actions')}>
          ${t('cancel')}
        </button>`,
    );
  return group(t('actions'), [
    button(t('react'), reactIcon, () => request(message, 'openMenu', 'react')),
    button(t('reply'), replyIcon, () => request(message, 'startReply', item)),
    isEditable(item, client)
      ? [
          button(t('edit'), editIcon, () => request(message, 'startEdit', item)),
          button(t('discard'), deleteIcon, () => request(message, 'openMenu', 'delete')),
        ]
      : nothing,
    mute,
  ]);
}
