/** What a site with a Lit of its own has: an element that is rendered, and rendered again. */
import { LitElement, html } from 'lit';

class SiteClock extends LitElement {
  static override properties = { ticks: { state: true } };
  declare ticks: number;

  constructor() {
    super();
    this.ticks = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.ticks++);
  }

  protected override render(): unknown {
    return html`<b>ticks: ${this.ticks}</b>`;
  }
}

customElements.define('site-clock', SiteClock);
