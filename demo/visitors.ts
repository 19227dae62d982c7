/**
 * Synthetic visitors: people with names who wander over what this page shows, read, and now and then say something.
 * They are real clients with sockets of their own, so whoever else looks at the page sees them too.
 */
import { ChatLog } from '../widget/client/chat-log.ts';
import { CursorChannel } from '../widget/client/cursor-channel.ts';
import { PresenceClient } from '../widget/client/presence-client.ts';
import { AnchorFinder } from '../widget/anchors/anchor-finder.ts';
import { pageName } from '../widget/host/page-name.ts';
import { NAMES, linesFor } from './small-talk.ts';
import { Wanderer } from './wanderer.ts';

const AT_ONCE = 8;
const MOST = 24;
/** Every visitor's pointer is looked at so often; as much as a server asks for. */
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
  readonly #finder = new AnchorFinder(document, {
    isOwn: (node) => node instanceof Element && node.localName.startsWith('live-presence'),
  });
  readonly #visitors: Visitor[] = [];
  #frame = 0;
  #sampled = 0;
  #nextLine = 0;
  #line = 0;

  constructor(options: VisitorsOptions) {
    this.#options = options;
    document.addEventListener('visibilitychange', () => this.#onVisibility());
    // A page kept for going back must hold no open sockets.
    addEventListener('pagehide', () => this.#leave());
    addEventListener('pageshow', (event) => {
      if (event.persisted) this.#enter();
    });
  }

  get count(): number {
    return this.#visitors.length;
  }
  get full(): boolean {
    return this.count >= MOST;
  }

  /** Eight more, up to 24. */
  bring(): void {
    const first = this.count;
    for (let i = first; i < Math.min(MOST, first + AT_ONCE); i++) {
      const client = new PresenceClient({
        ...this.#options,
        page: this.#page,
        visitor: randomKey(),
        profile: { name: NAMES[i % NAMES.length] ?? 'Somebody' },
      });
      client.useCursors(CursorChannel);
      client.useChat(ChatLog);
      this.#visitors.push({ client, wanderer: new Wanderer(document) });
      client.connect();
    }
    this.#nextLine ||= performance.now() + FIRST_LINE_MS;
    this.#frame ||= requestAnimationFrame(this.#tick);
  }

  sendHome(): void {
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
      // Over nothing of the page's, or scrolled away: they stay where they were.
      if (!place) continue;
      if (pressed) client.press(place);
      else client.setCursor(place);
    }
    if (now > this.#nextLine) this.#say(now);
  };

  #say(now: number): void {
    const [shortest, longest] = LINE_MS;
    this.#nextLine = now + shortest + Math.random() * (longest - shortest);
    const text = this.#lines[this.#line++ % this.#lines.length];
    // Somebody else than last time, so that questions are not answered by who asked.
    const speaker = this.#visitors[(this.#line * 5) % this.count];
    if (text && speaker?.client.status === 'online') speaker.client.chat.post(text);
  }
}

/** Such as the widget makes for a visitor who is new: 128 bits. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
