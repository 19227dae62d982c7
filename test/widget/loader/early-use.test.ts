import { expect } from '@open-wc/testing';
import { onEarlyUse } from '../../../widget/loader/early-use.ts';
import { until } from '../on-page.ts';

const LOADER = new URL('../../../widget/loader/', import.meta.url).href;

interface Inside extends Window {
  ran?: true;
  uses?: number;
  methods?: string[];
}

/** A page that is parsed only after its async loader has run. @returns what its own script finds then */
async function parsedLate(head: string, body: string): Promise<Inside & { frame: HTMLIFrameElement }> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const inside = frame.contentWindow as Inside & { frame: HTMLIFrameElement };
  inside.frame = frame;
  const page = frame.contentDocument;
  if (!page) throw new Error('no document');
  // Nothing else keeps a page from being parsed until the test says so.
  /* eslint-disable @typescript-eslint/no-deprecated */
  page.open();
  page.write(`<!doctype html><script>
      addEventListener('DOMContentLoaded', () => {
        const element = document.querySelector('live-presence');
        globalThis.methods = Object.keys(element).filter((name) => typeof element[name] === 'function');
        element.openChat?.();
      });
    </script>${head}<script type="module" async>
      import { mount } from '${LOADER}mount.ts';
      import { onEarlyUse } from '${LOADER}early-use.ts';
      const tag = document.querySelector('[data-mount]') ?? undefined;
      void mount(tag);
      globalThis.uses = 0;
      onEarlyUse(() => globalThis.uses++);
      globalThis.ran = true;
    </script><p>Words`);
  await until(() => inside.ran);
  expect(page.readyState).to.equal('loading');
  page.write(body);
  /* eslint-enable @typescript-eslint/no-deprecated */
  page.close();
  await until(() => inside.methods);
  return inside;
}

describe('early use', () => {
  const PAGES = {
    'that is parsed after the loader has run': ['', '<live-presence></live-presence>'],
    'that the loader mounts': ['<script type="text/plain" data-mount></script>', ''],
  } as const;
  for (const [what, [head, body]] of Object.entries(PAGES))
    it(`has the methods of an element ${what}`, async () => {
      const { methods, uses, frame } = await parsedLate(head, body);
      expect(methods).to.include.members(['send', 'openChat', 'scrollToMember', 'withdrawConsent']);
      expect(uses).to.equal(1);
      frame.remove();
    });

  const TAGS = {
    'live-presence': [1, undefined],
    'live-presence-badge': [1, true],
    'live-presence-chat': [1, true],
    'live-presence-map': [0, undefined],
    'live-presences': [0, undefined],
    div: [0, undefined],
  } as const;
  for (const [tag, [expected, open]] of Object.entries(TAGS))
    it(`is ${expected ? '' : 'not '}a click in <${tag}>`, () => {
      let uses = 0;
      onEarlyUse(() => uses++);
      const element = document.createElement(tag) as HTMLElement & { open?: boolean };
      const button = document.createElement('button');
      element.append(button);
      document.body.append(element);
      button.click();
      expect(uses).to.equal(expected);
      expect(element.open).to.equal(open);
      element.remove();
    });
});
