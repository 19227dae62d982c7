import { html, type TemplateResult } from 'lit';

export const icon = (d: string, size = 20): TemplateResult =>
  html`<svg width=${size} height=${size} viewBox="0 0 20 20" aria-hidden="true">
    <path d=${d} />
  </svg>`;

export const closeIcon: TemplateResult = icon('m5.5 5.5 9 9m0-9-9 9');
export const sendIcon: TemplateResult = icon('M10 15.5v-11M5.2 9.3 10 4.5l4.8 4.8');
export const pinIcon: TemplateResult = icon(
  'M10 17.5S4.5 12.4 4.5 8.2a5.5 5.5 0 0 1 11 0c0 4.2-5.5 9.3-5.5 9.3Zm0-7.3a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  16,
);
export const replyIcon: TemplateResult = icon('M8 5 3.5 9.5 8 14m-4-4.5h7c3 0 5.5 2 5.5 5.5', 16);
export const editIcon: TemplateResult = icon('m4 16 .8-3.4L13 4.4l2.6 2.6-8.2 8.2L4 16Z', 16);
export const bellIcon: TemplateResult = icon('M5.5 14V9a4.5 4.5 0 0 1 9 0v5M4 14h12M8.5 16.8c.8.6 2.2.6 3 0');
