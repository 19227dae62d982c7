import { language, type Language } from './language.ts';
import type { Strings, Messages } from './messages.ts';

/** Besides English, which is built in. Each is a module of its own, loaded where it is spoken. */
const LANGUAGES: Partial<Record<string, () => Promise<{ words: Messages }>>> = {
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
 * The language that is wished for, or English where it is not spoken here; regions of a language speak it.
 *
 * @param strings texts of the site's own: with them it may be any language
 */
export async function loadLanguage(wish: string, strings: Strings | undefined): Promise<Language> {
  const locale = canonical(wish) ?? canonical(navigator.language) ?? 'en';
  const base = new Intl.Locale(locale).language;
  const words = (await LANGUAGES[base]?.())?.words;
  // Whoever reads another script than that of the texts (`zh-TW`) gets them, but as what they are.
  const tag = strings ? locale : !words ? 'en' : script(locale) === script(base) ? locale : base;
  return language({ ...words, ...strings }, tag, locale, RTL.test(tag) ? 'rtl' : 'ltr');
}

function script(tag: string): string | undefined {
  return new Intl.Locale(tag).maximize().script;
}

/** As BCP 47 writes it; undefined for what is no language. */
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
