import { html, type TemplateResult } from 'lit';

/** A switch that takes effect at once. */
export function switchButton(text: string, on: boolean, toggle: () => void): TemplateResult {
  return html`<button class="switch" role="switch" aria-checked=${on} @click=${toggle}>
    <span>${text}</span><span class="track"></span>
  </button>`;
}
