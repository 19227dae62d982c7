import { html, nothing, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/presence.ts';
import { initials, paint } from './colours.ts';

/** A person as a disc: the picture, or where there is none or it does not load, the initials on their colour. */
export function avatar(person: Pick<Member, 'name' | 'color' | 'avatar'>): TemplateResult {
  const { name, avatar: picture } = person;
  // Each text is a node of its own: one that changes in its place counts as a layout shift of the page.
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
