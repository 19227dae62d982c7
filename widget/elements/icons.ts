import { html, type TemplateResult } from 'lit';

export const closeIcon: TemplateResult = html`<svg
  width="20"
  height="20"
  viewBox="0 0 20 20"
  aria-hidden="true"
>
  <path d="m5.5 5.5 9 9m0-9-9 9" />
</svg>`;

export const sendIcon: TemplateResult = html`<svg
  width="20"
  height="20"
  viewBox="0 0 20 20"
  aria-hidden="true"
>
  <path d="M10 15.5v-11M5.2 9.3 10 4.5l4.8 4.8" />
</svg>`;

export const downIcon: TemplateResult = html`<svg
  width="16"
  height="16"
  viewBox="0 0 20 20"
  aria-hidden="true"
>
  <path d="M10 4.5v11M5.2 10.7l4.8 4.8 4.8-4.8" />
</svg>`;
