import type { Language } from '../../words/language.ts';

const DAY_MS = 86_400_000;

/** Times and days in the format of a language. */
export class MessageTimes {
  readonly #time: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  readonly language: Language;

  constructor(language: Language) {
    this.language = language;
    const { locale } = language;
    this.#time = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
    this.#day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
  }

  time(at: number): string {
    return this.#time.format(at);
  }

  day(at: number, now: number): string {
    const { t } = this.language;
    if (sameDay(at, now)) return t('today');
    return sameDay(at, now - DAY_MS) ? t('yesterday') : this.#day.format(at);
  }
}

export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
