/*
 * What visitors do together on the page. It is loaded by the first message about it, or by the first of it that the
 * visitor does, and then loads what that takes: following (`follow.ts`), or others' reactions (`reactions.ts`).
 */
import { html, nothing, type TemplateResult } from 'lit';
import type { ServerMessage } from '../../protocol/messages.ts';
import { fits } from '../client/connection/shape.ts';
import { spot } from '../client/spot-shape.ts';
import type { PresenceOwner, PresencePart } from '../shared/presence-part.ts';
import { withTogether } from '../words/together.ts';
import { loadPlaces } from './places.ts';
import { windowOf, type TogetherHost } from './together-host.ts';

export { usePlaces } from './places.ts';

/** Takes a message that the client leaves to modules that load late. Types of a newer server are ignored. */
export function receive(host: TogetherHost, message: ServerMessage): void {
  deliver(host, message).catch(ignore);
}

async function deliver(host: TogetherHost, message: ServerMessage): Promise<void> {
  const { type } = message;
  const { client } = host;
  if (type === 'peer_reaction') {
    if (fits(message, { member: 'string', emoji: 'string', spot }))
      (await import('./reactions.ts')).show(host, message, await loadPlaces());
  } else if (client && (type === 'followers' || type === 'following' || type === 'peer_lead'))
    (await import('./follow.ts')).followOf(host, client).receive(message);
}

/** The picker is part of a script of its own: it may be in a template before that. */
export const loadPicker = () => import('./live-presence-reaction-picker.ts');

/** The button in the list of people that closes it and opens the picker. */
export function reactButton(list: PresencePart, owner: PresenceOwner): TemplateResult | typeof nothing {
  const { client, clock, language } = list;
  if (!client?.accompanied || !owner.choices.visibility.shareOwn) return nothing;
  const open = async (): Promise<void> => {
    const { LivePresenceReactionPicker } = await loadPicker();
    list.dispatchEvent(new Event('close'));
    const { tag: lang, dir } = language;
    const picker = new LivePresenceReactionPicker();
    windowOf(owner)?.append(Object.assign(picker, { client, clock, language, alone: true, lang, dir }));
  };
  return html`<button class="link" @click=${open}>${withTogether(language)('reactOnPage')}</button>`;
}

/** @param member id of the member to follow; null: nobody */
export function follow(host: TogetherHost, member: string | null): void {
  const { client } = host;
  if (client)
    import('./follow.ts').then(({ followOf }) => followOf(host, client).follow(member)).catch(ignore);
}

/** The server can't be reached now: the next of it tries again. */
function ignore(): void {
  // Nothing depends on it.
}
