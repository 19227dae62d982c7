import type { PresenceClient } from '../client/presence-client.ts';
import type { Language } from '../words/language.ts';
import { connectionText } from '../shared/connection-text.ts';

/** Why the visitor may not write now, for them to read; undefined if they may, if only once they are connected again. */
export function chatDisabledReason(language: Language, client: PresenceClient): string | undefined {
  const { status, rules } = client;
  if (status === 'refused') return connectionText(language, client);
  if (rules.paused) return language.t('paused');
  return rules.muted ? language.t('muted') : undefined;
}
