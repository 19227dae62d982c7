/** What only some messages have beside a plain text. */
import { html, nothing, type TemplateResult } from 'lit';
import type { ChatMessage, Pin } from '../../../protocol/chat.ts';
import { isGone, type ChatItem } from '../../client/chat/chat-item.ts';
import type { PresenceClient } from '../../client/presence-client.ts';
import { errorText } from '../../shared/error-text.ts';
import { pinIcon, replyIcon } from '../../shared/icons.ts';
import { addressOf } from '../../shared/page-address.ts';
import { request } from '../chat-request.ts';
import { listOf, NAMED } from '../name-list.ts';
import { isMuted, type ChatReader } from './chat-reader.ts';
import { excerpt } from './excerpt.ts';
import { messageText } from './message-text.ts';

/** Names by id, of the members whom a message mentions or who have reacted to it. */
export type Names = ReadonlyMap<string, string>;

interface Message extends EventTarget {
  readonly item: ChatItem;
  /** The message that this one replies to, once it is known. */
  readonly quoted: ChatMessage | undefined;
  readonly names: Names | undefined;
  readonly reader: ChatReader;
}

/** Names of the members whom messages mention or who have reacted to them: who is here, or has written. */
export function namesOf({ roster, chat }: PresenceClient): (item: ChatItem) => Names | undefined {
  let authors: Map<string, string> | undefined;
  return ({ mentions = [], reactions = [] }) => {
    const ids = [...mentions, ...reactions.flatMap(({ members }) => members.slice(0, NAMED))];
    if (ids.length === 0) return undefined;
    authors ??= new Map(chat.items.map(({ member, name }) => [member, name]));
    const names = new Map<string, string>();
    for (const id of ids) {
      const name = roster.members.get(id)?.name ?? authors.get(id);
      if (name !== undefined) names.set(id, name);
    }
    return names;
  };
}

/** The line above a reply that leads to what it replies to. */
export function quoteOf(message: Message): TemplateResult | typeof nothing {
  const { item, quoted, reader } = message;
  const { reply } = item;
  if (!reply || isGone(item)) return nothing;
  const { t } = reader.times.language;
  const text =
    quoted &&
    (isGone(quoted) ? t('deleted') : isMuted(reader, quoted.member) ? t('ignored') : excerpt(quoted.text));
  return html`<button class="quote" @click=${() => request(message, 'jump', reply)} title=${t('toOrigin')}>
    ${replyIcon}<span>${quoted ? html`<bdi>${quoted.name}</bdi> <bdi>${text}</bdi>` : '…'}</span>
  </button>`;
}

/** In place of the text of somebody muted. */
export function mutedText(message: Message): TemplateResult {
  const { item, reader } = message;
  const { t } = reader.times.language;
  return html`<div class="text quiet">
    ${t('ignored')}&ensp;<button class="link" @click=${() => request(message, 'mute', item.member, false)}>
      ${t('listen')}
    </button>
  </div>`;
}

/** The text with its markup. */
export function textOf({ item, names, reader }: Message): unknown {
  const { text, mentions = [], editedAt } = item;
  const { t } = reader.times.language;
  const mentioned = mentions.flatMap((id) => names?.get(id) ?? []);
  return [
    messageText(text, t('rest'), mentioned),
    editedAt ? html` <small class="edited">${t('edited')}</small>` : nothing,
  ];
}

/** What stands below the text. */
export function belowText(message: Message): TemplateResult {
  const { item, reader } = message;
  const { pin, reactions, member } = item;
  const muted = isMuted(reader, member);
  const chips = !muted && reactions?.map(({ emoji, members }) => reaction(message, emoji, members));
  return html`${pin && !muted ? pinChip(message, pin) : nothing}
  ${chips ? html`<div class="reactions">${chips}</div>` : nothing}${failure(message)}`;
}

function pinChip(message: Message, pin: Pin): TemplateResult {
  const { page, times } = message.reader;
  if (pin.page === page)
    return html`<button class="chip" part="message-pin" @click=${() => request(message, 'showPin', pin)}>
      ${pinIcon}${times.language.t('place')}
    </button>`;
  const href = addressOf(pin.page);
  const content = html`${pinIcon}<bdi>${pin.page}</bdi>`;
  return href
    ? html`<a class="chip" part="message-pin" href=${href}>${content}</a>`
    : html`<span class="chip" part="message-pin">${content}</span>`;
}

function reaction(message: Message, emoji: string, members: readonly string[]): TemplateResult {
  const { item, names, reader } = message;
  const { self, times, disabledReason } = reader;
  const { language } = times;
  const known = members
    .slice(0, NAMED)
    .flatMap((id) => (id === self ? language.t('you') : (names?.get(id) ?? [])));
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
      if (disabledReason === undefined) request(message, 'react', item.seq, emoji, !given);
    }}
  >
    ${emoji} ${count}
  </button>`;
}

/** Why the message, or a change of it, was not accepted. */
function failure(message: Message): TemplateResult | typeof nothing {
  const { item, reader } = message;
  const { state, op, error, change } = item;
  const { disabledReason, times } = reader;
  const { language } = times;
  const note = (text: string, failed: string, discard: string): TemplateResult =>
    html`<div class="note">
      <span class="error">${text}</span>
      <button class="link" @click=${() => request(message, 'retry', failed)}>${language.t('retry')}</button>
      <button class="link" @click=${() => request(message, 'discard', failed)}>${discard}</button>
    </div>`;
  if (state === 'failed' && op) return note(errorText(language, 'failed', error), op, language.t('discard'));
  if (!change?.error) return nothing;
  // A change may be forbidden because of the message's age, or because nobody may write just now.
  const text =
    (change.error === 'forbidden' && disabledReason) || errorText(language, 'unchanged', change.error);
  return note(text, change.op, language.t('cancel'));
}
