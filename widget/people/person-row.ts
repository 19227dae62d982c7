import { html, type TemplateResult } from 'lit';
import type { Member } from '../../protocol/presence.ts';
import { avatar } from '../shared/avatar.ts';
import { editIcon } from '../shared/icons.ts';
import { addressOf } from '../shared/page-address.ts';
import type { Language } from '../words/language.ts';

/** What a row needs to know beside the member. */
export interface RowContext {
  language: Language;
  /** Id of the visitor. */
  self: string | undefined;
  /** The visitor's page. */
  page: string;
  /** Others' cursors are shown, and so they can be followed. */
  cursors: boolean;
  /** There are many: Tab goes past the entries, the arrow keys through them. */
  crowd: boolean;
  /** The visitor can change name and colour now. */
  editable: boolean;
  goTo: (id: string) => void;
  edit: () => void;
}

/**
 * One member in the list: a link to the page where they are, or on this page a button that follows them.
 */
export function personRow(person: Member, context: RowContext): TemplateResult {
  const { t } = context.language;
  const { id, away, name, pages } = person;
  const own = id === context.self;
  const here = pages.includes(context.page);
  const elsewhere = own || here ? undefined : pages[0];
  const notes = [away && t('away'), elsewhere !== undefined && t('onPage', { page: elsewhere })].filter(
    Boolean,
  );
  const content = html`${avatar(person)}<span class="who"
      ><bdi class="name">${name}</bdi>${
        notes.length ? html`<span class="where quiet">${notes.join(' · ')}</span>` : ''
      }</span
    >${own ? html`<span class="tag quiet">${t('you')}</span>` : ''}`;
  const tab = context.crowd ? -1 : 0;
  const href = elsewhere === undefined ? undefined : addressOf(elsewhere);
  return html`<li part="person" class=${away ? 'away' : ''} data-member=${id}>
    ${
      href
        ? html`<a class="entry" tabindex=${tab} href=${href} title=${t('follow')}>${content}</a>`
        : here && !own && context.cursors
          ? html`<button class="entry" tabindex=${tab} title=${t('goTo')} @click=${() => context.goTo(id)}>
              ${content}
            </button>`
          : html`<span class="entry">${content}</span>`
    }
    ${
      own && context.editable
        ? html`<button
            class="icon"
            aria-label=${t('editProfile')}
            title=${t('editProfile')}
            @click=${context.edit}
          >
            ${editIcon}
          </button>`
        : ''
    }
  </li>`;
}
