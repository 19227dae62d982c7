import { html, nothing, type TemplateResult } from 'lit';
import type { Pin } from '../../protocol/chat.ts';
import { isGone, type ChatItem } from '../client/chat-item.ts';
import type { ChatLog } from '../client/chat-log.ts';
import type { Language } from '../words/language.ts';
import { paint } from '../shared/colours.ts';
import { deleteIcon, editIcon, muteIcon, pinIcon, reactIcon, replyIcon } from '../shared/icons.ts';
import { messageText } from './message-text.ts';
import { addressOf } from '../shared/page-address.ts';
import { avatar } from '../shared/avatar.ts';
import { listOf } from './name-list.ts';
import { errorText } from '../shared/error-text.ts';

/** Messages of one person that follow each other this closely stand together, in ms. */
const TOGETHER_MS = 5 * 60_000;
/** What one reacts with in most cases; anything else is typed. */
const EMOJI = ['👍', '❤️', '🎉', '😂', '😮', '😢'];

export function standTogether(before: ChatItem | undefined, item: ChatItem): boolean {
  return (
    before?.kind === 'message' &&
    before.member === item.member &&
    !item.reply &&
    Math.abs(item.at - before.at) < TOGETHER_MS
  );
}

/** Of one message, before and after the server knows it. */
export function keyOf(item: ChatItem | undefined): string {
  return item ? `${item.member} ${item.op ?? item.seq}` : '';
}

/** What can be done with a message. */
export interface MessageActions {
  activate: (item: ChatItem, on?: boolean) => void;
  ask: (what: MessageView['asked']) => void;
  react: (item: ChatItem, emoji: string) => void;
  reply: (item: ChatItem) => void;
  edit: (item: ChatItem) => void;
  remove: (item: ChatItem) => void;
  ignore: (item: ChatItem, ignored: boolean) => void;
  jump: (seq: number) => void;
  show: (pin: Pin) => void;
}

/** What the panel says about a message. */
export interface MessageView {
  language: Language;
  actions: MessageActions;
  log: ChatLog;
  /** The first of those that stand together: with its author and time, which for the others are only heard. */
  first: boolean;
  time: string;
  /** It mentions the reader. */
  mentioned: boolean;
  /** The one message that the tab key comes to. */
  current: boolean;
  /** What can be done with it is offered. */
  active: boolean;
  /** One of these is asked about. */
  asked: 'react' | 'delete' | undefined;
  editable: boolean;
  /** Why nothing can be said or changed now. */
  closed: string | undefined;
  /** Of the page where the reader is. */
  page: string;
  /** Messages of this person are not to be seen. */
  ignored: boolean;
  ignores: (member: string) => boolean;
  self: string | undefined;
  /** Undefined where nobody of that id is known. */
  nameOf: (id: string) => string | undefined;
}

/** One message. */
export function chatMessage(item: ChatItem, view: MessageView): TemplateResult {
  const { mine, state, name, at, op, reply, pin, reactions, change } = item;
  const deleted = isGone(item);
  const { first, ignored, active, actions: act, language } = view;
  const { t: say } = language;
  const person = { id: item.member, name, color: item.color };
  const classes = [
    'message',
    first && 'first',
    mine && 'mine',
    state,
    deleted && 'deleted',
    active && 'active',
    view.mentioned && 'mentioned',
    change && !change.error && 'pending',
  ];
  const chips = reactions?.map(({ emoji, members }) => reaction(item, emoji, members, view));
  const mentions = (item.mentions ?? []).flatMap((id) => view.nameOf(id) ?? []);
  return html`<article
    class=${classes.filter(Boolean).join(' ')}
    part="message"
    data-state=${state}
    data-seq=${item.seq}
    tabindex=${view.current ? 0 : -1}
    .style=${paint(person)}
    @pointerenter=${(event: PointerEvent) => event.pointerType === 'mouse' && act.activate(item)}
    @pointerleave=${(event: PointerEvent) => event.pointerType === 'mouse' && act.activate(item, false)}
    @focusin=${() => act.activate(item)}
    @click=${() => act.activate(item)}
  >
    ${first && !mine ? avatar(person) : nothing}
    <div class=${first ? 'head' : 'unseen'}>
      <bdi class=${mine ? 'unseen' : 'author'} part="message-author">${name}</bdi>
      <time part="message-time" datetime=${new Date(at).toISOString()}
        >${state === 'pending' ? say('sending') : view.time}</time
      >
    </div>
    ${reply && !deleted ? quoted(reply, view) : nothing}
    ${
      ignored
        ? html`<div class="text quiet">
            ${say('ignored')}
            <button class="link" @click=${() => act.ignore(item, false)}>${say('listen')}</button>
          </div>`
        : html`<div class="text" part="message-text" dir="auto">
            ${deleted ? say('deleted') : messageText(item.text, mentions)}${
              item.editedAt && !deleted ? html` <small class="edited">${say('edited')}</small>` : nothing
            }
          </div>`
    }
    ${pin && !ignored ? pinned(pin, view) : nothing}
    ${chips && !ignored ? html`<div class="reactions">${chips}</div>` : nothing}
    ${
      state === 'failed' && op
        ? note(view, errorText(language, 'failed', item.error), op, say('discard'))
        : change?.error
          ? note(view, unchanged(change.error, view), change.op, say('cancel'))
          : nothing
    }
    ${active && state === 'sent' && !deleted && !ignored && !(closed && mine) ? offers(item, view) : nothing}
  </article>`;
}

function quoted(seq: number, { log, ignores, actions, language: { t: say } }: MessageView): TemplateResult {
  const origin = log.quote(seq);
  const text =
    origin && isGone(origin)
      ? say('deleted')
      : origin && ignores(origin.member)
        ? say('ignored')
        : origin?.text;
  return html`<button class="quote" @click=${() => actions.jump(seq)} title=${say('toOrigin')}>
    ${replyIcon}<span>${origin ? html`<bdi>${origin.name}</bdi> <bdi>${text}</bdi>` : '…'}</span>
  </button>`;
}

function pinned(pin: Pin, { page, actions, language: { t: say } }: MessageView): TemplateResult {
  if (pin.page === page)
    return html`<button class="chip" part="message-pin" @click=${() => actions.show(pin)}>
      ${pinIcon}${say('place')}
    </button>`;
  const href = addressOf(pin.page);
  const content = html`${pinIcon}<bdi>${pin.page}</bdi>`;
  return href
    ? html`<a class="chip" part="message-pin" href=${href}>${content}</a>`
    : html`<span class="chip" part="message-pin">${content}</span>`;
}

function reaction(
  item: ChatItem,
  emoji: string,
  members: readonly string[],
  { self, nameOf, actions, language, closed }: MessageView,
): TemplateResult {
  const { length } = members;
  const names = members.flatMap((id) => (id === self ? language.t('you') : (nameOf(id) ?? [])));
  const unnamed = length - names.length;
  const who = listOf(language, unnamed ? [...names, language.t('others', { count: unnamed })] : names);
  const count = language.number(length);
  return html`<button
    class="chip"
    part="message-reaction"
    aria-pressed=${self !== undefined && members.includes(self)}
    aria-label=${`${emoji} ${count}: ${who}`}
    aria-disabled=${closed !== undefined}
    title=${who}
    @click=${() => closed === undefined && actions.react(item, emoji)}
  >
    ${emoji} ${count}
  </button>`;
}

/** @param giveUp what the button says that puts the attempt away */
function note({ language, log }: MessageView, text: string, op: string, giveUp: string): TemplateResult {
  return html`<div class="note">
    <span class="why">${text}</span>
    <button class="link" @click=${() => log.retry(op)}>${language.t('retry')}</button>
    <button class="link" @click=${() => log.discard(op)}>${giveUp}</button>
  </div>`;
}

/** It may be forbidden for its age, or as everything is just now. */
function unchanged(error: string, { language, closed }: MessageView): string {
  return error === 'forbidden' && closed !== undefined ? closed : errorText(language, 'unchanged', error);
}

function offers(item: ChatItem, view: MessageView): TemplateResult {
  const { asked, editable, closed, actions: act, language } = view;
  const { t: say } = language;
  const button = (label: string, icon: unknown, does: () => void): TemplateResult =>
    html`<button class="icon" aria-label=${label} title=${label} @click=${does}>${icon}</button>`;
  const ignore = item.mine
    ? nothing
    : button(say('ignore', { name: item.name }), muteIcon, () => act.ignore(item, true));
  if (closed !== undefined)
    return html`<div class="actions" role="group" aria-label=${say('actions')}>${ignore}</div>`;
  const typed = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    const emoji = field.value.trim();
    if (!emoji) return;
    field.value = '';
    act.react(item, emoji);
  };
  const choices = EMOJI.map((emoji) => button(emoji, emoji, () => act.react(item, emoji)));
  if (asked === 'react')
    return html`<div class="actions" role="group" aria-label=${say('react')}>
      ${choices}
      <input
        aria-label=${say('otherEmoji')}
        placeholder="…"
        maxlength="32"
        autocomplete="off"
        @change=${typed}
      />
    </div>`;
  if (asked === 'delete')
    return html`<div class="actions">
      <button class="link why" @click=${() => act.remove(item)}>${say('reallyDelete')}</button>
    </div>`;
  return html`<div class="actions" role="group" aria-label=${say('actions')}>
    ${button(say('react'), reactIcon, () => act.ask('react'))}
    ${item.kind === 'message' ? button(say('reply'), replyIcon, () => act.reply(item)) : nothing}
    ${editable ? button(say('edit'), editIcon, () => act.edit(item)) : nothing}
    ${editable ? button(say('discard'), deleteIcon, () => act.ask('delete')) : nothing} ${ignore}
  </div>`;
}
