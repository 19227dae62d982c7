import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../shared/icons.ts';
import type { Language } from '../../words/language.ts';

const downIcon = icon('M10 4.5v11M5.2 10.7l4.8 4.8 4.8-4.8', 16);

/** Leads whoever reads further up to the newest message. @param below how many have arrived meanwhile */
export function newerButton({ t }: Language, below: number, onClick: () => void): TemplateResult {
  return html`<button
    class="newer"
    aria-label=${below ? nothing : t('toEnd')}
    title=${t('toEnd')}
    @click=${onClick}
  >
    ${downIcon}${below ? t('newer', { count: below }) : nothing}
  </button>`;
}
