import { expect } from '@open-wc/testing';

describe('a frame without a URL of its own', () => {
  let frame: HTMLIFrameElement | undefined;
  afterEach(() => frame?.remove());

  it('belongs to the room of the page around it', async () => {
    const settings = new URL('../../../widget/settings.ts', import.meta.url).href;
    frame = document.createElement('iframe');
    const room = new Promise((resolve) => {
      addEventListener('message', ({ data }) => resolve(data), { once: true });
    });
    frame.srcdoc = `<script type="module">
      import { roomOf } from '${settings}';
      parent.postMessage(roomOf(''), '*');
    </script>`;
    document.body.append(frame);
    expect(await room).to.equal(location.host);
  });
});
