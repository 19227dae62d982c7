import { expect } from '@open-wc/testing';
import { guardInput } from '../../../widget/shared/input-guard.ts';

const TYPES =
  `keydown keypress keyup beforeinput input compositionstart compositionupdate compositionend cut copy paste
  wheel touchstart touchmove touchend pointerdown pointermove pointerup pointerover mousedown mousemove mouseup mouseover
  click dblclick auxclick contextmenu drag dragstart dragend dragenter dragover drop select selectstart`.split(
    /\s+/,
  );

describe('the input guard', () => {
  const abort = new AbortController();
  let heard: string[] = [];
  let panel: HTMLElement;
  let field: HTMLTextAreaElement;

  before(() => {
    const { signal } = abort;
    for (const target of [window, document, document.body])
      for (const type of TYPES) target.addEventListener(type, () => heard.push(type), { signal });
  });
  after(() => abort.abort());
  beforeEach(() => {
    panel = document.createElement('div');
    const root = panel.attachShadow({ mode: 'open' });
    field = document.createElement('textarea');
    root.append(field);
    document.body.append(panel);
    guardInput(panel);
    heard = [];
  });
  afterEach(() => panel.remove());

  const send = (on: Element, event: Event): Event => {
    on.dispatchEvent(event);
    return event;
  };
  const options = { bubbles: true, composed: true, cancelable: true };

  for (const type of TYPES) {
    it(`keeps ${type} in a field from the page, and lets the page’s own through`, () => {
      let inside = 0;
      field.addEventListener(type, () => inside++);
      // As browsers do: no button is released that was not pressed.
      const down = /^(pointer|mouse)up/.exec(type)?.[1];
      if (down) send(field, new Event(`${down}down`, options));
      send(field, new Event(type, options));
      expect(inside).to.equal(1);
      expect(heard).to.deep.equal([]);
      send(document.body, new Event(type, options));
      expect(heard).to.deep.equal([type, type, type]);
    });
  }

  it('lets a gesture pass that began on the page, and keeps one of its own', () => {
    send(document.body, new PointerEvent('pointerdown', { ...options, buttons: 1 }));
    send(field, new PointerEvent('pointermove', { ...options, buttons: 1 }));
    send(field, new PointerEvent('pointerup', options));
    expect(heard).to.include.members(['pointermove', 'pointerup']);
    heard = [];
    send(field, new PointerEvent('pointerdown', { ...options, buttons: 1 }));
    send(field, new PointerEvent('pointermove', { ...options, buttons: 1 }));
    send(field, new PointerEvent('pointerup', options));
    expect(heard).to.deep.equal([]);
  });

  it('lets a page prevent that files are opened in its place', () => {
    const files = new DataTransfer();
    files.items.add(new File(['text'], 'notes.txt'));
    send(field, new DragEvent('dragover', { ...options, dataTransfer: files }));
    send(field, new DragEvent('drop', { ...options, dataTransfer: files }));
    expect(heard).to.include.members(['dragover', 'drop']);
  });

  it('prevents nothing itself', () => {
    for (const type of TYPES) expect(send(field, new Event(type, options)).defaultPrevented).to.equal(false);
  });
});
