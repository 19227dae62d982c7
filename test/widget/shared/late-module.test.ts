import { expect } from '@open-wc/testing';
import { css, html, LitElement, type CSSResult, type TemplateResult } from 'lit';
import { LateModule } from '../../../widget/shared/late-module.ts';
import { until } from '../on-page.ts';

interface Detail {
  styles: CSSResult;
  text: string;
}

class Host extends LitElement {
  late: LateModule<Detail> | undefined;

  protected override render(): TemplateResult {
    return html`<p>${this.late?.for(this)?.text ?? 'plain'}</p>`;
  }

  get text(): string | undefined {
    return this.renderRoot.querySelector('p')?.textContent;
  }
}
customElements.define('late-host', Host);

class LightHost extends Host {
  protected override createRenderRoot(): this {
    return this;
  }
}
customElements.define('late-light-host', LightHost);

const detail: Detail = {
  text: 'detailed',
  styles: css`
    p {
      color: rgb(1, 2, 3);
    }
  `,
};

describe('a module that loads late', () => {
  let requests: ((found: Detail | undefined) => void)[];
  let late: LateModule<Detail>;
  let hosts: Host[];
  let error: Error;

  beforeEach(async () => {
    requests = [];
    error = new TypeError('no network');
    late = new LateModule(
      () =>
        new Promise((resolve, reject) => requests.push((found) => (found ? resolve(found) : reject(error)))),
    );
    hosts = [new Host(), new Host()];
    for (const host of hosts) host.late = late;
    document.body.append(...hosts);
    await updated();
  });
  afterEach(() => {
    for (const host of hosts) host.remove();
  });

  async function updated(): Promise<void> {
    for (const host of hosts) {
      host.requestUpdate();
      await host.updateComplete;
    }
  }
  const texts = (): unknown[] => hosts.map(({ text }) => text);

  it('is requested once by all that need it, who render again when it is there', async () => {
    await updated();
    expect(requests).to.have.lengthOf(1);
    expect(texts()).to.deep.equal(['plain', 'plain']);
    requests[0]?.(detail);
    await until(() => texts().every((text) => text === 'detailed'));
  });

  it('brings its styles to each, once', async () => {
    requests[0]?.(detail);
    await until(() => texts().every((text) => text === 'detailed'));
    await updated();
    for (const { shadowRoot } of hosts) {
      expect(
        shadowRoot?.adoptedStyleSheets.filter((sheet) => sheet === detail.styles.styleSheet),
      ).to.have.lengthOf(1);
      const paragraph = shadowRoot?.querySelector('p');
      expect(paragraph && getComputedStyle(paragraph).color).to.equal('rgb(1, 2, 3)');
    }
  });

  it('brings its styles to the tree that an element without one of its own is in', async () => {
    const box = document.createElement('div');
    const root = box.attachShadow({ mode: 'open' });
    const host = new LightHost();
    host.late = late;
    root.append(host);
    document.body.append(box);
    requests[0]?.(detail);
    await until(() => host.text === 'detailed');
    expect(root.adoptedStyleSheets).to.deep.equal([detail.styles.styleSheet]);
    host.remove();
    host.requestUpdate();
    await host.updateComplete;
    expect(host.text).to.equal('detailed');
    box.remove();
  });

  it('brings no styles to the page', async () => {
    const host = new LightHost();
    host.late = late;
    hosts.push(host);
    document.body.append(host);
    requests[0]?.(detail);
    await until(() => host.text === 'detailed');
    expect(document.adoptedStyleSheets).to.deep.equal([]);
  });

  it('is requested again by the loader’s leave, and then shown by all that need it', async () => {
    error = new DOMException('no network', 'NetworkError');
    requests[0]?.(undefined);
    await until(() => requests.length === 2);
    expect(texts()).to.deep.equal(['plain', 'plain']);
    requests[1]?.(detail);
    await until(() => texts().every((text) => text === 'detailed'));
  });

  it('is requested again by the next update if it could not be loaded', async () => {
    const failed = late.preload();
    requests[0]?.(undefined);
    await failed;
    expect(requests, 'not on its own').to.have.lengthOf(1);
    await updated();
    expect(requests).to.have.lengthOf(2);
    expect(texts()).to.deep.equal(['plain', 'plain']);
    requests[1]?.(detail);
    await until(() => texts().every((text) => text === 'detailed'));
  });
});
