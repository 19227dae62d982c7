import { PANEL_WORDS } from './panel-words.ts';

const DAY_MS = 86_400_000;

/** Times and days as people of a language write them. */
export class MessageTimes {
  readonly #time: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;

  /** @param language BCP 47; what is none falls back to the browser's */
  constructor(language: string) {
    const make = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
      try {
        return new Intl.DateTimeFormat(language || undefined, options);
      } catch {
        return new Intl.DateTimeFormat(undefined, options);
      }
    };
    this.#time = make({ hour: 'numeric', minute: '2-digit' });
    this.#day = make({ weekday: 'long', day: 'numeric', month: 'long' });
  }

  time(at: number): string {
    return this.#time.format(at);
  }

  day(at: number, now: number): string {
    if (sameDay(at, now)) return PANEL_WORDS.today;
    return sameDay(at, now - DAY_MS) ? PANEL_WORDS.yesterday : this.#day.format(at);
  }
}

export function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
