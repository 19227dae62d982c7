import type { PresenceClient } from '../client/presence-client.ts';
import type { Language } from '../words/language.ts';
import { errorText } from './error-text.ts';

/**
 * The state of the connection as text; empty while there is nothing to report.
 *
 * @param now pass the time to include the seconds until the next attempt
 */
export function connectionText(
  language: Language,
  { status, retryAt = 0, hint, refusal, self }: PresenceClient,
  now = Infinity,
): string {
  const { t } = language;
  const cause = status === 'reconnecting' ? hint : refusal;
  if (cause) return errorText(language, 'refused', cause.code);
  if (status === 'online' || status === 'idle') return '';
  // Who was never connected does not reconnect.
  if (status !== 'reconnecting' || !self) return t(status === 'reconnecting' ? 'connecting' : status);
  const seconds = Math.ceil((retryAt - now) / 1000);
  return seconds > 0 ? t('reconnectingIn', { seconds }) : t(status);
}
