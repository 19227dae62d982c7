import { expect } from '@open-wc/testing';
import { mount } from '../../../widget/loader/mount.ts';
import { ownTag } from '../../../widget/loader/own-tag.ts';

const ADDRESS = 'https://presence.example/live-presence.js';

function tag(attributes: Record<string, string>): HTMLScriptElement {
  const script = document.createElement('script');
  // A type that is not run.
  script.type = 'text/plain';
  for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
  document.head.append(script);
  return script;
}

describe('data-mount', () => {
  let script: HTMLScriptElement | undefined;
  const mounted = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('live-presence')];
  afterEach(() => {
    script?.remove();
    for (const element of mounted()) element.remove();
  });

  it('appends the element to the body, with the other data-* as attributes', () => {
    const others = { 'data-room': 'docs', 'data-chat': 'off', async: '' };
    script = tag({ src: ADDRESS, 'data-mount': '', 'data-load': 'eager', ...others });
    void mount(ownTag(ADDRESS));
    const [element] = mounted();
    expect(element?.parentElement).to.equal(document.body);
    expect(element?.getAttributeNames().sort()).to.include.members(['chat', 'room']);
    for (const name of ['mount', 'load', 'async']) expect(element?.hasAttribute(name), name).to.equal(false);
    expect(element?.getAttribute('room')).to.equal('docs');
  });

  it('knows its tag where the address leads on to another one, and takes no other’s', () => {
    const other = tag({ src: 'https://widgets.example/clock.js', 'data-mount': '', 'data-room': 'clock' });
    script = tag({
      src: 'https://cdn.example/latest/live-presence.js',
      'data-mount': '',
      'data-room': 'docs',
    });
    void mount(ownTag(ADDRESS));
    expect(mounted().map((element) => element.getAttribute('room'))).to.deep.equal(['docs']);
    other.remove();
  });

  it('does nothing where there is an element, or on a second run', () => {
    script = tag({ src: ADDRESS, 'data-mount': '' });
    void mount(ownTag(ADDRESS));
    void mount(ownTag(ADDRESS));
    expect(mounted()).to.have.lengthOf(1);
  });

  it('is not for other scripts, nor without the attribute', () => {
    script = tag({ src: 'https://other.example/x.js', 'data-mount': '' });
    void mount(ownTag(ADDRESS));
    script.remove();
    script = tag({ src: ADDRESS });
    void mount(ownTag(ADDRESS));
    expect(mounted()).to.have.lengthOf(0);
  });

  it('comes back after the body was taken away and another one put in its place', async () => {
    const frame = document.createElement('iframe');
    const result = new Promise((resolve) => {
      addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    const [core, loader] = ['core.ts', 'loader/mount.ts'].map(
      (path) => new URL(`../../../widget/${path}`, import.meta.url).href,
    );
    frame.srcdoc = `<script src="${ADDRESS}" type="text/plain" data-mount></script><script type="module">
      import { start } from '${core}';
      import { mount } from '${loader}';
      const errors = [];
      addEventListener('error', ({ message }) => errors.push(message));
      const task = () => new Promise((resolve) => setTimeout(resolve));
      start(mount(document.querySelector('[data-mount]')), '${loader}');
      await task();
      for (let round = 0; round < 2; round++) {
        document.body.remove();
        await task();
        document.documentElement.append(document.createElement('body'));
        // What keeps it in the page loads after it.
        while (!document.querySelector('live-presence')) await task();
      }
      parent.postMessage({ errors, mounted: document.querySelectorAll('live-presence').length }, '*');
    </script>`;
    document.body.append(frame);
    expect(await result).to.deep.equal({ errors: [], mounted: 1 });
    frame.remove();
  });
});
