import { html, nothing, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/presence.ts';
import { initials, paint } from './colours.ts';

/** A member as a disc: their picture, or, if there is none or it does not load, the initials on their colour. */
export function avatar(person: Pick<Member, 'name' | 'color' | 'avatar'>): TemplateResult {
  const { name, avatar: picture } = person;
  // `.textContent` creates a new text node: one that changes in place counts as a layout shift of the page.
  return html`<span class="avatar" part="avatar" aria-hidden="true" .style=${paint(person)}
    ><span .textContent=${initials(name)}></span>${
      picture?.startsWith('https:')
        ? html`<img src=${picture} alt="" referrerpolicy="no-referrer" @error=${hide} />`
        : nothing
    }</span
  >`;
}

function hide(event: Event): void {
  (event.target as HTMLElement).hidden = true;
}
