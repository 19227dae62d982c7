import { expect } from '@open-wc/testing';
import { guardKeys } from '../../../widget/shared/key-guard.ts';

const MAKE: Record<string, (init: EventInit) => Event> = {};
for (const type of ['keydown', 'keypress', 'keyup'])
  MAKE[type] = (init) => new KeyboardEvent(type, { ...init, key: 'j', code: 'KeyJ', shiftKey: true });
for (const type of ['beforeinput', 'input'])
  MAKE[type] = (init) => new InputEvent(type, { ...init, data: 'j', inputType: 'insertText' });
for (const type of ['cut', 'copy', 'paste'])
  MAKE[type] = (init) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'from the clipboard');
    return new ClipboardEvent(type, { ...init, clipboardData });
  };
for (const type of ['compositionstart', 'compositionupdate', 'compositionend'])
  MAKE[type] = (init) => new CompositionEvent(type, { ...init, data: 'に' });
const PROPERTIES = 'key code shiftKey data inputType bubbles cancelable'.split(' ');
const INIT = { bubbles: true, composed: true, cancelable: true };
/** In the order in which they hear an event. */
const PAGE = [
  [window, true],
  [document, true],
  [document.body, true],
  [document.body, false],
  [document, false],
  [window, false],
] as const;

describe('the key guard', () => {
  let abort: AbortController;
  let heard: string[];
  let outer: HTMLElement;
  let panel: HTMLElement;
  let part: HTMLElement;
  let field: HTMLTextAreaElement;

  /** The page listens everywhere. */
  function listen(type: string, act: (event: Event) => void = () => undefined): void {
    for (const [at, capture] of PAGE)
      at.addEventListener(
        type,
        (event) => {
          heard.push(type);
          act(event);
        },
        { capture, signal: abort.signal },
      );
  }

  function within(element: HTMLElement, inner: HTMLElement): void {
    element.attachShadow({ mode: 'open' }).append(inner);
  }

  function send(at: Element, event: Event): Event {
    at.dispatchEvent(event);
    return event;
  }

  beforeEach(() => {
    abort = new AbortController();
    heard = [];
    field = document.createElement('textarea');
    outer = document.createElement('div');
    panel = document.createElement('div');
    part = document.createElement('div');
    within(part, field);
    within(panel, part);
    within(outer, panel);
    document.body.append(outer);
    guardKeys(panel);
    panel.addEventListener('keydown', stop);
  });
  afterEach(() => {
    abort.abort();
    outer.remove();
  });

  for (const [type, make] of Object.entries(MAKE)) {
    it(`keeps ${type} from all listeners of the page, and hands all of it to those inside`, () => {
      listen(type, (event) => {
        event.preventDefault();
        event.stopPropagation();
      });
      const at: unknown[] = [];
      for (const element of [field, part, panel])
        element.addEventListener(type, (event) => at.push(event.currentTarget, event.target));
      let got: Event | undefined;
      field.addEventListener(type, (event) => (got = event));
      const sent = send(field, make(INIT));
      expect(heard).to.deep.equal([]);
      expect(at).to.deep.equal([field, field, part, part, panel, panel]);
      for (const name of PROPERTIES)
        expect(Reflect.get(got ?? {}, name)).to.equal(Reflect.get(sent, name), name);
      if (sent instanceof ClipboardEvent)
        expect((got as ClipboardEvent).clipboardData?.getData('text/plain')).to.equal('from the clipboard');
      expect(sent.defaultPrevented).to.equal(false);
    });

    it(`lets the page have ${type} of its own fields, also in slots of ours`, () => {
      listen(type);
      const input = document.createElement('input');
      document.body.append(input);
      send(input, make(INIT));
      expect(heard.length).to.equal(PAGE.length);
      panel.append(document.createElement('slot'));
      panel.shadowRoot?.append(document.createElement('slot'));
      outer.append(input);
      heard = [];
      let own = 0;
      input.addEventListener(type, ({ target }) => (own += Number(target === input)));
      send(input, make(INIT));
      expect(own).to.equal(1);
      expect(heard.length).to.be.at.least(3);
    });
  }

  it('tells the browser when something inside prevents what a key does, wherever that is', () => {
    for (const element of [field, part, panel]) {
      const prevent = (event: Event): void => event.preventDefault();
      element.addEventListener('keydown', prevent);
      expect(send(field, new KeyboardEvent('keydown', INIT)).defaultPrevented).to.equal(true);
      element.removeEventListener('keydown', prevent);
    }
  });

  it('goes no further out than what stops it', () => {
    let further = 0;
    panel.shadowRoot?.addEventListener('keydown', () => further++);
    send(field, new KeyboardEvent('keydown', INIT));
    expect(further).to.equal(1);
    field.addEventListener('keydown', stop);
    send(field, new KeyboardEvent('keydown', INIT));
    expect(further).to.equal(1);
  });

  it('says that a key belongs to a composition, in each way browsers do', () => {
    const got: unknown[] = [];
    field.addEventListener('keydown', (event) => got.push(event.isComposing, Reflect.get(event, 'keyCode')));
    send(field, new KeyboardEvent('keydown', { ...INIT, isComposing: true }));
    send(field, new KeyboardEvent('keydown', { ...INIT, keyCode: 229 }));
    expect(got).to.deep.equal([true, 0, false, 229]);
  });

  it('hands on what browsers send without a key, as when they fill in a form', () => {
    const got: Event[] = [];
    field.addEventListener('keydown', (event) => got.push(event));
    send(field, new Event('keydown', INIT));
    expect(got.map((event) => event.constructor)).to.deep.equal([Event]);
  });

  for (const [what, stopIt] of [
    ['prevents it', (event: Event) => event.preventDefault()],
    [
      'prevents it and stops it',
      (event: Event) => {
        event.preventDefault();
        event.stopPropagation();
      },
    ],
  ] as const) {
    it(`types a letter, deletes one and pastes where a page that came first on the window ${what}`, () => {
      for (const type of ['keydown', 'paste']) first.add(type, stopIt);
      try {
        const keys = (...all: string[]): void => {
          for (const key of all) send(field, new KeyboardEvent('keydown', { ...INIT, key }));
        };
        keys('j', '/', 'ö', '😀', 'x', 'Backspace');
        expect(field.value).to.equal('j/ö😀');
        keys('ArrowLeft', 'Delete', 'k', 'Control', 'F1', 'Tab');
        expect(field.value).to.equal('j/ök');
        send(field, MAKE['paste']?.(INIT) ?? new Event('paste'));
        expect(field.value).to.equal('j/ökfrom the clipboard');
        field.maxLength = field.value.length + 1;
        keys('1', '2');
        expect(field.value).to.equal('j/ökfrom the clipboard1');
        // What we do with a key comes instead.
        field.addEventListener('keydown', (event) => event.preventDefault());
        keys('Backspace');
        expect(field.value).to.equal('j/ökfrom the clipboard1');
      } finally {
        first.clear();
      }
    });
  }

  it('works where somebody has closed the shadow roots: what is typed is heard inside', () => {
    const closed = document.createElement('div');
    const inner = document.createElement('div');
    closed.attachShadow({ mode: 'closed' }).append(inner);
    const input = document.createElement('input');
    inner.attachShadow({ mode: 'closed' }).append(input);
    document.body.append(closed);
    guardKeys(inner);
    let inside = 0;
    input.addEventListener('keydown', () => inside++);
    for (const at of [document.body, document, window])
      at.addEventListener('keydown', () => heard.push('keydown'), { signal: abort.signal });
    inner.addEventListener('keydown', stop);
    send(input, new KeyboardEvent('keydown', INIT));
    closed.remove();
    expect(inside).to.equal(1);
    expect(heard).to.deep.equal([]);
  });
});

/** As the guard of all input does. */
function stop(event: Event): void {
  event.stopPropagation();
}

/** Listeners on the window that were there before the guard. */
const first = {
  acts: new Map<string, (event: Event) => void>(),
  add(type: string, act: (event: Event) => void): void {
    this.acts.set(type, act);
  },
  clear(): void {
    this.acts.clear();
  },
};
for (const type of ['keydown', 'paste'])
  addEventListener(type, (event) => first.acts.get(type)?.(event), true);
