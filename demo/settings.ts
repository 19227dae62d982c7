/** Each control changes the widget on this page and the code next to it. */
import type { LivePresence } from '../widget/live-presence.ts';

const PRESETS: Record<string, Record<string, string>> = {
  ink: {},
  meadow: {
    '--live-presence-surface': 'light-dark(#f6faef, #18231a)',
    '--live-presence-subtle': 'light-dark(#e5efd8, #24332a)',
    '--live-presence-text': 'light-dark(#1c2b1f, #e9f2e4)',
    '--live-presence-muted': 'light-dark(#4f6152, #a6b8a5)',
    '--live-presence-accent': 'light-dark(#2c6e49, #8fd6a8)',
    '--live-presence-radius': '22px',
  },
  print: {
    '--live-presence-font': 'Georgia, "Noto Serif", serif',
    '--live-presence-accent': 'light-dark(#a3122b, #ff9aa8)',
    '--live-presence-radius': '2px',
    '--live-presence-shadow': '0 0 0 1.5px currentColor',
  },
};
/** Lines in the log. */
const MAX_LINES = 12;

const live = document.querySelector<LivePresence>('#live');
if (live) {
  choices(live);
  presets(live);
  parts(live);
  consent(live);
  events(live);
}

function show(name: string, code: string): void {
  const place = document.querySelector(`[data-code="${name}"]`);
  if (place) place.textContent = code;
}

/** Attributes with a fixed set of values. */
function choices(element: LivePresence): void {
  for (const group of document.querySelectorAll<HTMLElement>('[data-attribute]')) {
    const name = group.dataset['attribute'] ?? '';
    group.addEventListener('change', ({ target }) => {
      const { value } = target as HTMLInputElement;
      if (value) element.setAttribute(name, value);
      else element.removeAttribute(name);
      if (name === 'theme') themeCode(element);
      else if (name === 'lang') languageCode(value);
      else positionCode(element);
    });
  }
  languageCode('');
}

function presets(element: LivePresence): void {
  let chosen = PRESETS['ink'] ?? {};
  const group = document.querySelector('[data-preset]');
  group?.addEventListener('change', ({ target }) => {
    for (const name of Object.keys(chosen)) element.style.removeProperty(name);
    chosen = PRESETS[(target as HTMLInputElement).value] ?? {};
    for (const [name, value] of Object.entries(chosen)) element.style.setProperty(name, value);
    themeCode(element);
  });
  themeCode(element);
}

function themeCode(element: LivePresence): void {
  const rules = [...element.style].map((name) => `    ${name}: ${element.style.getPropertyValue(name)};`);
  const style = rules.length ? `<style>\n  live-presence {\n${rules.join('\n')}\n  }\n</style>\n` : '';
  const theme = element.theme === 'auto' ? '' : ` theme="${element.theme}"`;
  show('theme', `${style}<live-presence${theme}></live-presence>`);
}

function languageCode(lang: string): void {
  show(
    'lang',
    `<live-presence${lang && ` lang="${lang}"`}></live-presence>

<script type="module">
  // Your own texts override the built-in ones.
  document.querySelector('live-presence').strings = {
    openChat: 'Ask the gardeners',
  };
</script>`,
  );
}

function parts(element: LivePresence): void {
  const group = document.querySelector('[data-switches]');
  group?.addEventListener('change', ({ target }) => {
    const { name, checked } = target as HTMLInputElement;
    if (checked) element.removeAttribute(name);
    else element.setAttribute(name, 'off');
    positionCode(element);
  });
  positionCode(element);
}

function positionCode({ position, badge, chat, cursors }: LivePresence): void {
  const off = Object.entries({ badge, chat, cursors }).filter(([, value]) => value === 'off');
  const attributes = [
    ...(position === 'bottom-right' ? [] : [` position="${position}"`]),
    ...off.map(([name]) => ` ${name}="off"`),
  ];
  show(
    'position',
    `<live-presence id="live"${attributes.join('')}></live-presence>

<!-- A badge anywhere, as in the header of this page. -->
<live-presence-badge for="live"></live-presence-badge>`,
  );
}

function consent(element: LivePresence): void {
  const acts: Record<string, () => void> = {
    ask: () => element.setAttribute('consent', 'required'),
    grant: () => element.grantConsent(),
    withdraw: () => void element.withdrawConsent(),
  };
  for (const button of document.querySelectorAll<HTMLElement>('[data-act]'))
    button.addEventListener('click', () => acts[button.dataset['act'] ?? '']?.());
  show(
    'consent',
    `<live-presence consent="required"></live-presence>

<script type="module">
  const live = document.querySelector('live-presence');
  // From your own dialog:
  yes.onclick = () => live.grantConsent();
  no.onclick = () => live.withdrawConsent();
</script>`,
  );
}

function events(element: LivePresence): void {
  const list = document.querySelector('[data-log]');
  const log = (type: string, text: string): void => {
    const line = document.createElement('li');
    const name = document.createElement('code');
    name.textContent = type;
    line.append(name, ` ${text}`);
    list?.querySelector('.none')?.remove();
    list?.prepend(line);
    list?.querySelector(`:nth-child(${MAX_LINES + 1})`)?.remove();
  };
  element.addEventListener('presence-status', ({ detail }) => log('presence-status', detail.status));
  element.addEventListener('presence-join', ({ detail }) =>
    log('presence-join', `${detail.member.name}, ${detail.count} here now`),
  );
  element.addEventListener('presence-leave', ({ detail }) =>
    log('presence-leave', `${detail.member.name}, ${detail.count} here now`),
  );
  element.addEventListener('presence-message', ({ detail }) => log('presence-message', detail.message.text));
  element.addEventListener('presence-error', ({ detail }) => log('presence-error', detail.message));
  if (element.status !== 'idle') log('presence-status', element.status);
  show(
    'events',
    `const live = document.querySelector('live-presence');

live.addEventListener('presence-join', ({ detail }) => {
  console.log(detail.member.name, 'joined;', detail.count, 'here now');
});
live.addEventListener('presence-message', ({ detail }) => {
  console.log(detail.message.text);
});
// presence-leave, presence-status, presence-error`,
  );
}
