import { language, type Language } from './language.ts';
import type { Strings, Messages } from './messages.ts';

/** All languages but English, which is built in. Each is a module of its own, loaded on demand. */
const LANGUAGES: Partial<Record<string, () => Promise<{ messages: Messages }>>> = {
  ar: () => import('./ar.ts'),
  de: () => import('./de.ts'),
  es: () => import('./es.ts'),
  fr: () => import('./fr.ts'),
  ja: () => import('./ja.ts'),
  pt: () => import('./pt.ts'),
  zh: () => import('./zh.ts'),
};

/** Written from right to left. */
const RTL = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/;

/**
 * Loads the language for a tag; regional tags use their base language, and unknown languages fall back to English.
 *
 * @param strings the site's own texts, which can make up a language that is not listed above
 */
export async function loadLanguage(wanted: string, strings: Strings | undefined): Promise<Language> {
  const locale = canonical(wanted) ?? canonical(navigator.language) ?? 'en';
  const base = new Intl.Locale(locale).language;
  const messages = (await LANGUAGES[base]?.())?.messages;
  // In another script than the wanted one (`zh-TW`), the texts are still labelled as what they are (`zh`).
  const tag = strings ? locale : !messages ? 'en' : script(locale) === script(base) ? locale : base;
  return language({ ...messages, ...strings }, tag, locale, RTL.test(tag) ? 'rtl' : 'ltr');
}

function script(tag: string): string | undefined {
  return new Intl.Locale(tag).maximize().script;
}

/** The tag in canonical form, or undefined if it is malformed. */
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
