import { html, type TemplateResult } from 'lit';
import type { Language } from '../../words/language.ts';

/** How many more may be written, once that are few; below 0, too many were. */
export function charactersLeft(language: Language, left: number): TemplateResult {
  return html`<span class="left quiet ${left < 0 ? 'over' : ''}">${language.number(left)}</span>`;
}
