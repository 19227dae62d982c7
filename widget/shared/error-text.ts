import type { Language } from '../words/language.ts';
import type { Key } from '../words/messages.ts';

/** The text for a code that comes from elsewhere, as `failed_too_long`; where there is none, that without it. */
export function errorText(
  { t: say }: Language,
  key: 'failed' | 'refusal' | 'refused' | 'unchanged',
  code = '',
): string {
  // What is no key has no text.
  return say(`${key}_${code}` as Extract<Key, 'failed'>) || say(key);
}
