import { html, nothing, render } from 'lit';
import type { CursorPerson } from './peer-cursor.ts';

/** Where a second tone may lie on an arrow: one wing, the other one, a smaller arrow inside, the point, the tails. */
const TONES = [
  'M0 0 9.7 10.1 17.8 6.5Z',
  'M0 0 6.2 18 9.7 10.1Z',
  'M3.6 3.6 7 13 8.7 8.9 12.9 7.2Z',
  'M0 0 2.8 8 8 2.9Z',
  'M3.6 10.4 6.2 18 9.7 10.1 17.8 6.5 10.3 3.8Z',
];

/** Renders what stands around an arrow. @param chat what its owner says at it */
export function drawContent(element: HTMLElement, { name, tone = 0, own }: CursorPerson, chat: string): void {
  element.querySelector('.tone')?.setAttribute('d', TONES[tone - 1] ?? '');
  const around = element.lastElementChild as HTMLElement;
  render(
    html`<span class="mark"></span>
      <span class="label" part="cursor-label"
        ><span class="name"><bdi>${name}</bdi>${own ? ` · ${own}` : nothing}</span
        ><span class="chat"
          ><span>${chat ? html`<bdi part="cursor-says">${chat}</bdi>` : nothing}</span></span
        ></span
      >`,
    around,
  );
}
