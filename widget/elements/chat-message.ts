import { html, nothing, type TemplateResult } from 'lit';
import type { ChatItem } from '../client/chat-item.ts';
import type { ChatLog } from '../client/chat-log.ts';
import { paint } from './colours.ts';
import { avatar } from './person.ts';
import { PANEL_WORDS } from './panel-words.ts';

/** Messages of one person that follow each other this closely stand together, in ms. */
const TOGETHER_MS = 5 * 60_000;

export function standTogether(before: ChatItem | undefined, item: ChatItem): boolean {
  return (
    before?.kind === 'message' && before.member === item.member && Math.abs(item.at - before.at) < TOGETHER_MS
  );
}

/**
 * One message.
 *
 * @param first the first of those that stand together: with its author and time, which for the others are only heard
 */
export function chatMessage(item: ChatItem, first: boolean, time: string, log: ChatLog): TemplateResult {
  const { mine, state, deleted, name, at, op } = item;
  const classes = ['message', first && 'first', mine && 'mine', state, deleted && 'deleted']
    .filter(Boolean)
    .join(' ');
  const person = { id: item.member, name, color: item.color };
  return html`<div class=${classes} part="message" data-state=${state} .style=${paint(person)}>
    ${first && !mine ? avatar(person) : nothing}
    <div class=${first ? 'head' : 'unseen'}>
      <bdi class=${mine ? 'unseen' : 'author'} part="message-author">${name}</bdi>
      <time part="message-time" datetime=${new Date(at).toISOString()}
        >${state === 'pending' ? PANEL_WORDS.sending : time}</time
      >
    </div>
    <div class="text" part="message-text" dir="auto">${deleted ? PANEL_WORDS.deleted : item.text}</div>
    ${
      state === 'failed' && op
        ? html`<div class="note">
            <span class="why">${PANEL_WORDS.failed(item.error)}</span>
            <button class="link" @click=${() => log.retry(op)}>${PANEL_WORDS.retry}</button>
            <button class="link" @click=${() => log.discard(op)}>${PANEL_WORDS.discard}</button>
          </div>`
        : nothing
    }
  </div>`;
}
