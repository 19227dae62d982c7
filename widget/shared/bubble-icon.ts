import { html, type TemplateResult } from 'lit';

/** A speech bubble, apart from the other icons because every visitor loads it. */
export const bubbleIcon: TemplateResult = html`<svg
  width="20"
  height="20"
  viewBox="0 0 20 20"
  aria-hidden="true"
>
  <path d="M4.8 13.4 4 16.6l3.4-1.5A7 6.3 0 1 0 4.8 13.4Z" />
</svg>`;
