import { html, nothing, type TemplateResult } from 'lit';
import type { ChatItem } from '../../client/chat/chat-item.ts';
import { icon } from '../../shared/icons.ts';
import type { Language } from '../../words/language.ts';

const downIcon = icon('M10 4.5v11M5.2 10.7l4.8 4.8 4.8-4.8', 16);

/** Leads whoever reads further up to the newest message, and counts those that have arrived after the one seen last. */
export function newerButton(
  { t }: Language,
  items: readonly ChatItem[],
  seen: number,
  onClick: () => void,
): TemplateResult {
  const below = items.filter(({ seq, mine }) => seq > seen && !mine).length;
  return html`<button
    class="newer"
    aria-label=${below ? nothing : t('toEnd')}
    title=${t('toEnd')}
    @click=${onClick}
  >
    ${downIcon}${below ? t('newer', { count: below }) : nothing}
  </button>`;
}
