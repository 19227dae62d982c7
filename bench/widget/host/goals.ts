import { quantile } from '../cursors/trace.ts';

/** Prints figures beside their goals, and keeps which are missed. */
export class Goals {
  readonly missed: string[] = [];

  /** @returns the verdict, for a table's last column */
  check(what: string, met: boolean): string {
    if (!met) this.missed.push(what);
    return met ? 'met' : 'MISSED';
  }

  /** A row for figures of which the median has to be at most so large, or another share of them. */
  row(what: string, figures: readonly number[], most: number, share = 0.5): string {
    const verdict = this.check(what, quantile(figures, share) <= most);
    return `| ${what} | ${spread(figures)} | ≤ ${short(most)} | ${verdict} |`;
  }

  /**
   * A row for what is to be no worse with the widget than without it. Two loads of one page differ, too: what counts is
   * a median that is worse by more than the middle half of the loads without the widget differ among themselves.
   *
   * @param step what the browser rounds to, which is no difference
   */
  difference(what: string, without: readonly number[], having: readonly number[], step: number): string {
    const scatter = quantile(without, 0.75) - quantile(without, 0.25);
    const allowed = quantile(without, 0.5) + Math.max(scatter, step);
    const verdict = this.check(what, quantile(having, 0.5) <= allowed);
    return `| ${what} | ${spread(without)} | ${spread(having)} | ≤ ${short(allowed)} | ${verdict} |`;
  }
}

const short = (figure: number): string =>
  figure.toLocaleString('en-GB', { maximumFractionDigits: 3, maximumSignificantDigits: 3 });

/** Median (least–most). */
export function spread(figures: readonly number[]): string {
  return `${short(quantile(figures, 0.5))} (${short(Math.min(...figures))}–${short(Math.max(...figures))})`;
}
