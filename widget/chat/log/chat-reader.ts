import type { PresenceClient } from '../../client/presence-client.ts';
import type { Language } from '../../words/language.ts';
import { chatDisabledReason } from '../chat-disabled-reason.ts';
import { MessageTimes } from './message-times.ts';

/** What all messages depend on: who reads them, and where. */
export interface ChatReader {
  readonly client: PresenceClient;
  /** In the reader's language. */
  readonly times: MessageTimes;
  readonly self: string | undefined;
  /** Page that the reader is on. */
  readonly page: string;
  /** Why the reader may not write now; undefined if they may. */
  readonly disabledReason: string | undefined;
  /** Ids of the members whom the reader has muted, between spaces. */
  readonly muted: string;
}

/** @returns `before` itself if nothing has changed, so that no message renders again */
export function chatReader(
  client: PresenceClient,
  language: Language,
  muted: Iterable<string>,
  before: ChatReader | undefined,
): ChatReader {
  const reader: ChatReader = {
    client,
    times: before?.times.language === language ? before.times : new MessageTimes(language),
    self: client.self?.id,
    page: client.page,
    disabledReason: chatDisabledReason(language, client),
    muted: ['', ...muted, ''].join(' '),
  };
  const names = Object.keys(reader) as (keyof ChatReader)[];
  return before && names.every((name) => reader[name] === before[name]) ? before : reader;
}

export function isMuted({ muted }: ChatReader, member: string): boolean {
  return muted.includes(` ${member} `);
}
