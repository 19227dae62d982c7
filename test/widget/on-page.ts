import { fixtureCleanup } from '@open-wc/testing';
import { LitElement } from 'lit';
import type { WelcomeMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { PresenceClient } from '../../widget/client/presence-client.ts';
import { details } from '../../widget/chat/late-parts.ts';
// These load late elsewhere; here they are there from the start, as are the details of the chat.
import '../../widget/consent/live-presence-consent.ts';
import '../../widget/cursors/around-cursors.ts';
import '../../widget/cursors/live-presence-offscreen.ts';
import { define } from '../../widget/define.ts';
import type { LivePresence } from '../../widget/live-presence.ts';
import { welcome } from './client/visitor.ts';
import { ManualClock } from '../helpers/manual-clock.ts';
import { SocketPairs, type ServerEnd } from '../helpers/socket-pair.ts';

export const ADA: Member = { id: 'ada', name: 'Ada Lovelace', color: '#e5484d', pages: ['/docs'] };
export const BO: Member = { id: 'bo', name: 'Bo', color: '#0090ff', pages: ['/docs'] };
export const CY: Member = { id: 'cy', name: 'Cy', color: '#ffc53d', pages: ['/pricing'], away: true };

/** Somebody by number. */
export function person(number: number): Member {
  return { id: `p${number}`, name: `Person ${number}`, color: '#30a46c', pages: ['/docs'] };
}

/** The element in the page, with the test as the server and as the clock. */
export class OnPage {
  readonly clock = new ManualClock();
  readonly sockets = new SocketPairs();
  readonly element: LivePresence;

  constructor(attributes: Record<string, string> = {}) {
    define();
    const element = document.createElement('live-presence');
    const all = {
      server: 'https://presence.example',
      room: 'docs',
      page: '/docs',
      storage: 'none',
      ...attributes,
    };
    for (const [name, value] of Object.entries(all)) element.setAttribute(name, value);
    this.element = element;
    this.prepare(element);
  }

  /** Gives the element the test's sockets and clock. */
  prepare(element: LivePresence): void {
    element.clock = this.clock;
    element.createClient = (options) =>
      new PresenceClient({
        ...options,
        transport: this.sockets.transport,
        fetch: () => Promise.reject(new TypeError('no network')),
        isOnline: () => true,
      });
  }

  async show(): Promise<this> {
    await details.load();
    document.body.append(this.element);
    await this.settled();
    return this;
  }

  /** The server welcomes the visitor; by default Ada is oneself and Bo is here, too. */
  async join(members: Member[] = [ADA, BO], more: Partial<WelcomeMessage> = {}): Promise<ServerEnd> {
    const end = this.sockets.last;
    end.accept();
    const [self = ADA] = members;
    end.send(welcome({ self: { ...self, session: 's-self' }, members, ...more }));
    await this.settled();
    return end;
  }

  /** Everything is drawn, and nothing is half-way. */
  async settled(): Promise<void> {
    for (let round = 0; round < 3; round++) {
      await this.element.updateComplete;
      await frame();
    }
    for (const element of inside(this.element, '*')) {
      for (const animation of element.getAnimations()) {
        if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
      }
    }
  }

  /** The elements with a part's name, in whatever shadow tree of ours. */
  parts(name: string): HTMLElement[] {
    return [...inside(this.element, `[part~="${name}"]`)];
  }

  part(name: string): HTMLElement {
    const [first] = this.parts(name);
    if (!first) throw new Error(`there is no part "${name}"`);
    return first;
  }

  all(selector: string): HTMLElement[] {
    return [...inside(this.element, selector)];
  }

  /** Opens the list of people. @returns its buttons */
  async openPeople(): Promise<HTMLElement[]> {
    if (this.parts('people').length === 0) this.part('badge').click();
    await until(() => this.parts('people')[0]?.shadowRoot?.querySelector('h2'));
    await this.settled();
    return [...(this.part('people').shadowRoot?.querySelectorAll('button') ?? [])];
  }

  find(selector: string): HTMLElement {
    const [first] = inside(this.element, selector);
    if (!first) throw new Error(`there is no ${selector}`);
    return first;
  }
}

let shown: OnPage[] = [];

/** Shows the element; it is taken away after the test. */
export async function onPage(attributes?: Record<string, string>): Promise<OnPage> {
  const page = new OnPage(attributes);
  shown.push(page);
  return page.show();
}

afterEach(() => {
  for (const { element } of shown) element.remove();
  shown = [];
  fixtureCleanup();
  const names = [...changedInUpdate].join(', ');
  changedInUpdate.clear();
  if (names) throw new Error(`an update has requested another one: ${names}`);
});

/**
 * Names of elements whose update has requested another one. What an update finds out is the next update's business, or
 * each costs two. Lit's build for development warns of it, but pages get another one, and so do tests.
 */
const changedInUpdate = new Set<string>();
const base = LitElement.prototype as unknown as { performUpdate: (this: LitElement) => void };
const { performUpdate } = base;
base.performUpdate = function (this: LitElement) {
  performUpdate.call(this);
  if (this.isUpdatePending) changedInUpdate.add(this.localName);
};

function* inside(root: Element, selector: string): Generator<HTMLElement> {
  for (const element of root.shadowRoot?.querySelectorAll('*') ?? []) {
    if (element.matches(selector)) yield element as HTMLElement;
    yield* inside(element, selector);
  }
}

export function frame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Resolves as soon as it is true; the test runner's time limit is the only one. */
export async function until(test: () => unknown): Promise<void> {
  while (!test()) await frame();
}

/** What is warned of while it runs. */
export async function warnings(run: () => Promise<unknown>): Promise<string[]> {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (...args: unknown[]) => said.push(args.join(' '));
  try {
    await run();
    // Their texts load late.
    await import('../../widget/settings-warnings.ts');
    await frame();
  } finally {
    console.warn = warn;
  }
  return said;
}
