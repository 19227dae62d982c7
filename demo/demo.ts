/** What the demo's pages do by themselves: the strip at the top, the basket, the form, and being one of two frames. */
import type { Visitors } from './visitors.ts';

const frameName = new URLSearchParams(location.search).get('as');
if (frameName) beFrame(frameName);
else strip();
basket();
form();

/**
 * One of two frames side by side: a visitor with that name, who is nobody else's second tab. This runs before the
 * widget's script, so the element has not connected yet.
 */
function beFrame(name: string): void {
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

/** "Bring visitors" and "Send them home". What makes the visitors is loaded when they are first wanted. */
function strip(): void {
  const bring = document.querySelector<HTMLButtonElement>('[data-action="bring"]');
  const sendHome = document.querySelector<HTMLButtonElement>('[data-action="send-home"]');
  const state = document.querySelector<HTMLElement>('.demo-bar-state');
  if (!bring || !sendHome || !state) return;
  let visitors: Visitors | undefined;
  const show = (): void => {
    const count = visitors?.count ?? 0;
    state.textContent = count > 0 ? `${count} visitors, made by this page` : '';
    bring.textContent = count > 0 ? 'Bring more' : 'Bring visitors';
    bring.hidden = visitors?.full ?? false;
    sendHome.hidden = count === 0;
  };
  const load = async (): Promise<void> => {
    bring.disabled = true;
    try {
      const { Visitors } = await import('./visitors.ts');
      const element = document.querySelector('live-presence');
      visitors ??= new Visitors({ room: element?.getAttribute('room') ?? 'demo', server: location.origin });
      visitors.bring();
    } finally {
      bring.disabled = false;
      show();
    }
  };
  bring.addEventListener('click', () => void load());
  sendHome.addEventListener('click', () => {
    visitors?.sendHome();
    show();
    bring.focus();
  });
}

function basket(): void {
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

function form(): void {
  const element = document.querySelector<HTMLFormElement>('[data-form]');
  element?.addEventListener('submit', (event) => {
    event.preventDefault();
    const status = element.querySelector('[data-form-status]');
    if (status) status.textContent = 'Thank you. Nothing was sent: this is a demo.';
    element.reset();
  });
}
