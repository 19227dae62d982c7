import type { Language } from '../words/language.ts';
import { html, noChange, type TemplateResult } from 'lit';
import type { ChatItem } from '../client/chat-item.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { bubbleIcon } from '../shared/bubble-icon.ts';
import { messageText } from './message-text.ts';
import { chatDisabledReason } from './chat-disabled-reason.ts';
import { chatMessage, keyOf, standTogether, type MessageView } from './chat-message.ts';
import type { JoinLeaveNotices } from './join-leave-notices.ts';
import { KeyedRows, type Row } from '../shared/keyed-rows.ts';
import type { MessageOffers } from './message-actions.ts';
import { sameDay, type MessageTimes } from './message-times.ts';

/** What the rows are made of. */
export interface LogView {
  client: PresenceClient;
  /** Indexes of the messages: from, and up to but not including. */
  range: [from: number, to: number];
  /** Seq of the first one that is new. */
  newFrom: number | undefined;
  comings: JoinLeaveNotices;
  times: MessageTimes;
  offers: MessageOffers;
  language: Language;
  ignores: (member: string) => boolean;
}

/** The log as it is seen: messages, days, who came and went, and where what is new begins. */
export class MessageList {
  readonly #list = new KeyedRows();
  /** Of those who have written; made when it is asked for, once for a drawing. */
  #names: Map<string, string> | undefined;
  /** What the messages that are in the document show, and those that are just being drawn. */
  #drawn = new Map<string, unknown[]>();
  #drawing = new Map<string, unknown[]>();

  draw(list: Element, view: LogView): void {
    this.#names = undefined;
    this.#list.draw(list, this.#rows(view));
    this.#drawn = this.#drawing;
    this.#drawing = new Map();
  }

  #rows(view: LogView): Row[] {
    const { client, newFrom, comings, times, offers, language } = view;
    const { t: say } = language;
    const { items } = client.chat;
    const now = Date.now();
    const [from, to] = view.range;
    const rows: Row[] = [];
    const line = (id: string, text: unknown): void => {
      if (text)
        rows.push({ key: id, row: html`<div class="line" part="system-message"><bdi>${text}</bdi></div>` });
    };
    const shown = items.slice(from, to);
    const current = shown.some((item) => keyOf(item) === offers.current)
      ? offers.current
      : keyOf(items[to - 1]);
    let before = items[from - 1];
    if (from === 0) line('came0', comings.after(0, language));
    for (const item of shown) {
      const id = keyOf(item);
      const newDay = !before || !sameDay(before.at, item.at);
      if (newDay)
        rows.push({ key: `day${id}`, row: html`<div class="line day">${times.day(item.at, now)}</div>` });
      if (item.seq === newFrom)
        rows.push({ key: 'new', row: html`<div class="line new">${say('newSince')}</div>` });
      if (item.kind === 'notice') line(id, item.deleted ? say('deleted') : messageText(item.text));
      else {
        const first = newDay || rows.at(-1)?.key !== keyOf(before) || !standTogether(before, item);
        rows.push({ key: id, row: this.#message(item, view, first, id === current) });
      }
      if (item.seq) line(`came${item.seq}`, comings.after(item.seq, language));
      before = item;
    }
    if (items.length === 0) rows.push({ key: 'none', row: emptyLog(language, client.roster.count) });
    return rows;
  }

  /** A message's row; nothing to do where everything that it shows is as it was. */
  #message(
    item: ChatItem,
    { client, times, offers, ignores, language }: LogView,
    first: boolean,
    current: boolean,
  ): TemplateResult | typeof noChange {
    const { chat, limits, page } = client;
    const id = keyOf(item);
    const self = client.self?.id;
    const active = offers.active === id;
    const asked = active ? offers.asked : undefined;
    const closed = chatDisabledReason(language, client);
    const editable = item.mine && client.serverNow() - item.at < limits.editMs;
    const ignored = ignores(item.member);
    const nameOf = (member: string): string | undefined => this.#nameOf(member, client);
    const origin = item.reply && chat.quote(item.reply);
    const muted = origin ? ignores(origin.member) : false;
    const named = [...(item.mentions ?? []), ...(item.reactions ?? []).flatMap(({ members }) => members)];
    const shown = [
      item,
      origin,
      muted,
      first,
      current,
      active,
      asked,
      editable,
      closed,
      ignored,
      page,
      self,
      language,
    ].concat(named.map(nameOf));
    const before = this.#drawn.get(id);
    this.#drawing.set(id, shown);
    if (before?.length === shown.length && before.every((value, index) => value === shown[index]))
      return noChange;
    const view: MessageView = {
      language,
      actions: offers,
      log: chat,
      time: times.time(item.at),
      mentioned: self !== undefined && item.mentions?.includes(self) === true,
      first,
      current,
      active,
      asked,
      editable,
      closed,
      ignored,
      ignores,
      page,
      self,
      nameOf,
    };
    return chatMessage(item, view);
  }

  /** The name of somebody who is here, or has written. */
  #nameOf(id: string, { roster, chat }: PresenceClient): string | undefined {
    this.#names ??= new Map(chat.items.map(({ member, name }) => [member, name]));
    return roster.members.get(id)?.name ?? this.#names.get(id);
  }
}

function emptyLog({ t: say }: Language, count: number): TemplateResult {
  return html`<div class="empty quiet">
    ${bubbleIcon}
    <slot name="empty"
      ><b>${say('none')}</b>${count > 1 ? say('noneOthers', { count: count - 1 }) : say('noneAlone')}</slot
    >
  </div>`;
}
