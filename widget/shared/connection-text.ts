import type { PresenceClient } from '../client/presence-client.ts';
import type { Language } from '../words/language.ts';
import { errorText } from './error-text.ts';

/**
 * How the connection is, in words; empty while all is well.
 *
 * @param now the time, where it is to be said when the next attempt is made
 */
export function connectionText(
  language: Language,
  { status, retryAt = 0, hint, refusal }: PresenceClient,
  now = Infinity,
): string {
  const { t: say } = language;
  const cause = status === 'reconnecting' ? hint : refusal;
  if (cause) return errorText(language, 'refused', cause.code);
  const seconds = Math.ceil((retryAt - now) / 1000);
  if (status === 'reconnecting' && seconds > 0) return say('reconnectingIn', { seconds });
  return status === 'online' || status === 'idle' ? '' : say(status);
}
