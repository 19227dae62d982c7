import { expect } from '@open-wc/testing';
import { html, LitElement, type TemplateResult } from 'lit';
import { PanelGuards } from '../../../widget/shared/panel-guards.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { until } from '../on-page.ts';

class Panel extends LitElement {
  readonly clock = new ManualClock();
  readonly guards = new PanelGuards(this);

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    return html``;
  }
}
customElements.define('guarded-panel', Panel);

describe('a panel whose guards load after it', () => {
  let panel: Panel;
  let field: HTMLInputElement;
  let other: HTMLInputElement;
  let takeFocus: (() => void) | undefined;

  beforeEach(() => {
    panel = new Panel();
    field = document.createElement('input');
    other = document.createElement('input');
    panel.append(field);
    document.body.append(panel, other);
    takeFocus = () => other.focus();
    document.addEventListener('focusin', onFocus);
  });
  afterEach(() => {
    document.removeEventListener('focusin', onFocus);
    panel.remove();
    other.remove();
  });

  const onFocus = ({ target }: Event): void => {
    if (target !== other) takeFocus?.();
  };
  const focused = (): boolean => document.activeElement === field;

  it('gets the focus back that a trap took while they loaded', async () => {
    panel.guards.focus(field);
    expect(focused()).to.equal(false);
    panel.guards.load();
    await until(focused);
    // The page goes on as if it had the focus.
    panel.guards.focus(field);
    expect(focused()).to.equal(true);
  });

  it('leaves it where it is if they load late: the visitor may have moved it', async () => {
    panel.guards.focus(field);
    panel.clock.advance(1_000);
    panel.guards.load();
    await until(guarded);
    expect(focused()).to.equal(false);
  });

  it('leaves it where the visitor put it, who pressed the pointer elsewhere while they loaded', async () => {
    panel.guards.focus(field);
    other.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    panel.guards.load();
    await until(guarded);
    expect(focused()).to.equal(false);
  });

  it('keeps what is typed from the page before they have loaded', () => {
    const heard: string[] = [];
    const types = ['keydown', 'keypress', 'beforeinput', 'input', 'keyup', 'paste', 'compositionstart'];
    const listen = ({ type }: Event): void => void heard.push(type);
    for (const type of types) document.addEventListener(type, listen);
    for (const type of types) field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
    for (const type of types) document.removeEventListener(type, listen);
    expect(heard).to.deep.equal([]);
  });

  it('leaves it where it is once the panel is closed', async () => {
    panel.guards.focus(field);
    panel.guards.release();
    panel.guards.load();
    await until(guarded);
    expect(focused()).to.equal(false);
  });

  /** Whether they have loaded: then a double click no longer goes on to the page. */
  function guarded(): boolean {
    let heard = false;
    const listener = (): void => void (heard = true);
    document.addEventListener('dblclick', listener);
    field.dispatchEvent(new MouseEvent('dblclick', { bubbles: true, composed: true }));
    document.removeEventListener('dblclick', listener);
    return !heard;
  }
});
