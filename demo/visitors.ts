/**
 * Simulated visitors with names, who move over the page, read it and sometimes write in the chat. Each is a real client
 * with its own socket, so everyone on the page sees them.
 */
import { createPresenceClient } from '../widget/client/create-client.ts';
import type { PresenceClient } from '../widget/client/create-client.ts';
import { AnchorFinder } from '../widget/anchors/anchor-finder.ts';
import { pageName } from '../widget/host/page-name.ts';
import { NAMES, linesFor } from './small-talk.ts';
import { Wanderer } from './wanderer.ts';

const BATCH = 8;
const MAX_VISITORS = 24;
/** How often each visitor's pointer is sampled: the highest rate a server asks for. */
const SAMPLE_MS = 33;
const FIRST_LINE_MS = 5_000;
const LINE_MS = [11_000, 26_000] as const;

interface Visitor {
  client: PresenceClient;
  wanderer: Wanderer;
}

export interface VisitorsOptions {
  /** An http(s) URL. */
  server: string;
  room: string;
}

export class Visitors {
  readonly #options: VisitorsOptions;
  readonly #page = pageName(location.pathname);
  readonly #lines = linesFor(location.pathname);
  readonly #finder = new AnchorFinder();
  readonly #visitors: Visitor[] = [];
  #frame = 0;
  #sampled = 0;
  #nextLine = 0;
  #line = 0;

  constructor(options: VisitorsOptions) {
    this.#options = options;
    document.addEventListener('visibilitychange', () => this.#onVisibility());
    // With an open socket, a page can't enter the back/forward cache.
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.#enter();
    });
  }

  get count(): number {
    return this.#visitors.length;
  }
  get full(): boolean {
    return this.count >= MAX_VISITORS;
  }

  /** Adds eight visitors, up to 24. */
  add(): void {
    const first = this.count;
    for (let i = first; i < Math.min(MAX_VISITORS, first + BATCH); i++) {
      const client = createPresenceClient({
        ...this.#options,
        page: this.#page,
        profile: { name: NAMES[i % NAMES.length] ?? 'Visitor' },
      });
      this.#visitors.push({ client, wanderer: new Wanderer(document) });
      client.connect();
    }
    this.#nextLine ||= performance.now() + FIRST_LINE_MS;
    this.#frame ||= requestAnimationFrame(this.#tick);
  }

  removeAll(): void {
    this.#leave();
    this.#visitors.length = 0;
    this.#nextLine = 0;
  }

  #onVisibility(): void {
    if (document.hidden) this.#leave();
    else this.#enter();
  }

  #enter(): void {
    for (const { client } of this.#visitors) client.connect();
    if (this.count > 0) this.#frame ||= requestAnimationFrame(this.#tick);
  }

  #leave(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const { client } of this.#visitors) client.disconnect();
  }

  readonly #tick = (now: number): void => {
    this.#frame = requestAnimationFrame(this.#tick);
    if (now - this.#sampled < SAMPLE_MS) return;
    this.#sampled = now;
    for (const { client, wanderer } of this.#visitors) {
      const { x, y, moved, pressed } = wanderer.step(now);
      if (!moved && !pressed) continue;
      const place = this.#finder.at(x, y);
      // Not over the page's content, or scrolled out of view: they stay where they were.
      if (!place) continue;
      if (pressed) client.press(place);
      else client.setCursor(place);
    }
    if (now > this.#nextLine) this.#post(now);
  };

  #post(now: number): void {
    const [shortest, longest] = LINE_MS;
    this.#nextLine = now + shortest + Math.random() * (longest - shortest);
    // A different speaker each time, so that nobody answers their own question.
    const speaker = this.#visitors[(++this.#line * 5) % this.count];
    if (speaker?.client.status !== 'online') return;
    // Nobody says again what is in the chat already, by those of another window or visit, or what another one here has
    // just said and the speaker has yet to hear.
    const chats = this.#visitors.map(({ client }) => client.chat);
    const said = new Set(chats.flatMap(({ items }) => items.map(({ text }) => text)));
    const text = this.#lines.find((line) => !said.has(line));
    if (text) speaker.client.chat.post(text);
  }
}
