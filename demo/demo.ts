/** Scripts of the demo pages: the strip at the top, the basket, the form, and the frames of the side-by-side page. */
import type { Visitors } from './visitors.ts';

const frameName = new URLSearchParams(location.search).get('as');
if (frameName) setUpFrame(frameName);
else setUpStrip();
setUpBasket();
setUpForm();

/**
 * Makes this frame of the side-by-side page a visitor of its own, with that name. This runs before the widget's script,
 * so the element has not connected yet.
 */
function setUpFrame(name: string): void {
  document.documentElement.dataset['framed'] = '';
  for (const element of document.querySelectorAll('live-presence')) {
    element.setAttribute('storage', 'none');
    element.setAttribute('name', name);
  }
  for (const link of document.querySelectorAll('a')) {
    const url = new URL(link.href);
    if (url.origin !== location.origin || link.getAttribute('href')?.startsWith('#')) continue;
    url.searchParams.set('as', name);
    link.href = url.href;
  }
}

/** "Add demo visitors" and "Remove them". The module that simulates visitors loads on first use. */
function setUpStrip(): void {
  const add = document.querySelector<HTMLButtonElement>('[data-action="add"]');
  const remove = document.querySelector<HTMLButtonElement>('[data-action="remove"]');
  const state = document.querySelector<HTMLElement>('.demo-bar-state');
  if (!add || !remove || !state) return;
  let visitors: Visitors | undefined;
  const show = (): void => {
    const count = visitors?.count ?? 0;
    state.textContent = count > 0 ? `${count} simulated visitors` : '';
    add.textContent = count > 0 ? 'Add more' : 'Add demo visitors';
    add.hidden = visitors?.full ?? false;
    remove.hidden = count === 0;
  };
  const load = async (): Promise<void> => {
    add.disabled = true;
    try {
      const { Visitors } = await import('./visitors.ts');
      const element = document.querySelector('live-presence');
      visitors ??= new Visitors({ room: element?.getAttribute('room') ?? 'demo', server: location.origin });
      visitors.add();
    } finally {
      add.disabled = false;
      show();
    }
  };
  add.addEventListener('click', () => void load());
  remove.addEventListener('click', () => {
    visitors?.removeAll();
    show();
    add.focus();
  });
}

function setUpBasket(): void {
  const state = document.querySelector('[data-basket]');
  if (!state) return;
  const items: string[] = [];
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-add]')) {
    button.addEventListener('click', () => {
      const name = button.dataset['add'] ?? '';
      items.push(name);
      state.textContent = `${items.length} in your basket, ${name} last`;
    });
  }
}

function setUpForm(): void {
  const element = document.querySelector<HTMLFormElement>('[data-form]');
  element?.addEventListener('submit', (event) => {
    event.preventDefault();
    const status = element.querySelector('[data-form-status]');
    if (status) status.textContent = 'Thank you. Nothing was sent: this is a demo.';
    element.reset();
  });
}
