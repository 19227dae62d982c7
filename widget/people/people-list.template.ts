import { html, type TemplateResult } from 'lit';
import type { PresenceHost } from '../shared/presence-host.ts';
import type { PresenceOwner } from '../shared/presence-part.ts';

/** The list of a badge, part of the script that it needs. */
export function peopleList(
  host: PresenceHost & { readonly owner: PresenceOwner | undefined },
  close: () => void,
  onKeydown: (event: KeyboardEvent) => void,
): TemplateResult {
  return html`<live-presence-people
    part="people"
    exportparts="person, profile, avatar, status"
    .client=${host.client}
    .clock=${host.clock}
    .language=${host.language}
    .owner=${host.owner}
    @close=${close}
    @keydown=${onKeydown}
  ></live-presence-people>`;
}
