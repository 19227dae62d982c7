import { expect } from '@open-wc/testing';

const BODIES: Record<string, string> = {
  blocks: '',
  'blocks with margins between them': '* + * { margin-top: 20px }',
  'a flex column with a gap': 'body { display: flex; flex-direction: column; gap: 20px; min-height: 300px }',
  'a flex row, spread': 'body { display: flex; justify-content: space-between; gap: 8px }',
  'a flex column, spread, with margins':
    'body { display: flex; flex-direction: column; justify-content: space-between; height: 400px } * + * { margin-top: 5px }',
  'a grid with a gap': 'body { display: grid; gap: 20px; height: 400px }',
  'a grid with columns': 'body { display: grid; grid-template-columns: 1fr 1fr; gap: 12px }',
  'every second element marked': 'body > :nth-child(even) { padding: 20px } body { display: grid; gap: 3px }',
  'the last element marked':
    'body > :last-child { margin-bottom: 90px } body { display: grid; height: 500px }',
};
const WAYS: Record<string, string> = {
  'an element in the markup': '<live-presence popover="manual"></live-presence>',
  'a script at the end of the body':
    '<script type="text/plain" src="/widget/live-presence.js" data-mount></script>',
};

/** A frame's page: it posts its boxes before and after the element is drawn, and all shifts in between. */
function frameOf(css: string, way: string): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.style.cssText = 'width: 600px; height: 600px';
  const [core, loader] = ['core.ts', 'loader/mount.ts'].map(
    (path) => new URL(`../../../widget/${path}`, import.meta.url).href,
  );
  frame.srcdoc = `<!doctype html><html lang="en"><style>body { margin: 0 } ${css}</style><body><h1>Gulls</h1><p>Moles</p><p>Terns</p>${way}<script type="module">
    import { mount } from '${loader}';
    const mounted = mount(document.querySelector('[data-mount]') ?? undefined);
    const shifts = [];
    if (PerformanceObserver.supportedEntryTypes.includes('layout-shift'))
      new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const boxes = () => [...document.querySelectorAll('body, h1, p')].map((each) => {
      const { x, y, width, height } = each.getBoundingClientRect();
      return [x, y, width, height];
    });
    await frame();
    await frame();
    const before = boxes();
    const { start } = await import('${core}');
    start(mounted, { keys: [] }, '${loader}');
    const drawn = () => document.querySelector('live-presence')?.shadowRoot?.querySelector('.dock');
    while (!drawn()) await frame();
    await frame();
    await frame();
    parent.postMessage({ before, after: boxes(), shifts }, '*');
  </script></body></html>`;
  return frame;
}

interface Layout {
  before: number[][];
  after: number[][];
  shifts: number[];
}

describe('the page’s layout', () => {
  let frame: HTMLIFrameElement | undefined;
  afterEach(() => frame?.remove());

  for (const [way, markup] of Object.entries(WAYS))
    for (const [body, css] of Object.entries(BODIES))
      it(`stays as it is in a body of ${body}, with ${way}`, async () => {
        const posted = new Promise<Layout>((resolve) => {
          addEventListener('message', ({ data }) => resolve(data as Layout), { once: true });
        });
        document.body.append((frame = frameOf(css, markup)));
        const { before, after, shifts } = await posted;
        expect(after).to.deep.equal(before);
        expect(shifts).to.deep.equal([]);
      });
});
