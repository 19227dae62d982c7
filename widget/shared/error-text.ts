import type { Language } from '../words/language.ts';
import type { Key } from '../words/messages.ts';

/** The text for an error code, such as `failed_too_long`; without one, the general text of the group. */
export function errorText(
  { t }: Language,
  key: 'failed' | 'refusal' | 'refused' | 'unchanged',
  code = '',
): string {
  // A key without a text gives an empty one.
  return t(`${key}_${code}` as Extract<Key, 'failed'>) || t(key);
}
