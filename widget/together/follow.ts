import type { ServerMessage } from '../../protocol/messages.ts';
import type { Member } from '../../protocol/presence.ts';
import { LEAD_RATE } from '../../protocol/limits.ts';
import { Following, type Lead } from '../client/following.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { currentView, scrollToView } from './leading.ts';
import { LivePresenceFollow } from './live-presence-follow.ts';
import { loadPlaces } from './places.ts';
import { windowOf, type TogetherHost } from './together-host.ts';

/** Whoever does one of these on the page takes over again. */
const TAKEOVER = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;
/** Between two looks at what the visitor sees, while somebody follows them, in ms. */
const LOOK_MS = 1000 / LEAD_RATE.perSecond;

/** Those who are followed tell at once what they see; so long it is waited for, in ms. */
const PATIENCE_MS = 1_000;

const follows = new WeakMap<PresenceClient, Follow>();

/** Whether a page is named by its path, as pages are by default, and not by one that was shortened. */
function isPath(page = ''): boolean {
  return /^\/[^;…]*$/.test(page) && location.protocol.startsWith('http');
}

/** Whether the visitor wants no motion. Tools for privacy may take the question away. */
function stays(): boolean {
  return 'matchMedia' in window && matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Following, for a connection of the element. */
export function followOf(host: TogetherHost, client: PresenceClient): Follow {
  let follow = follows.get(client);
  if (!follow) follows.set(client, (follow = new Follow(host, client)));
  return follow;
}

/**
 * Brings what the visitor sees to those who follow them, and the visitor to what the one sees whom they follow.
 *
 * While somebody follows, it listens to the page's scrolling; while the visitor follows, to what they do themselves,
 * which ends it. At other times it listens to nothing.
 */
class Follow {
  readonly #host: TogetherHost;
  readonly #client: PresenceClient;
  readonly #following: Following;
  readonly #bar = new LivePresenceFollow();
  /** What the event last told. */
  #told = ' 0';
  /** The page that the followed are on, if it is another one. */
  #elsewhere: string | undefined;
  /** Set until the followed tell what they see. */
  #cancelWait: (() => void) | undefined;
  #takeover: AbortController | undefined;
  #watching: AbortController | undefined;
  /** Set while the next look has to wait. */
  #waits = false;
  #again = false;

  constructor(host: TogetherHost, client: PresenceClient) {
    this.#host = host;
    this.#client = client;
    this.#following = new Following(client, {
      changed: () => this.#changed(),
      led: (lead) => void this.#led(lead),
    });
    this.#bar.addEventListener('stop', () => this.#stop());
    this.#bar.addEventListener('go', () => this.#go());
    // Names change, and pages without a new document.
    client.on('roster', () => this.#render());
    client.on('reset', () => this.#look());
  }

  /** @param member null: nobody any more */
  follow(member: string | null): void {
    const { leader } = this.#following;
    if (member === null) this.#stop();
    else if (member !== this.#client.self?.id && this.#mayFollow(member)) {
      if (member === leader) return;
      this.#following.follow(member);
      // An older client does not tell what it sees: their cursor is better than nothing.
      this.#cancelWait?.();
      this.#cancelWait = this.#host.clock.after(PATIENCE_MS, () => {
        if (this.#following.leader === member) this.#host.scrollToMember(member);
      });
    }
  }

  receive(message: ServerMessage): void {
    this.#following.receive(message);
  }

  /** Not those whom the visitor has muted, and not where they see nobody's cursor. */
  #mayFollow(member: string): boolean {
    const { cursors, choices } = this.#host;
    return cursors !== 'off' && choices.visibility.showOthers && !choices.ignored.has(member);
  }

  #stop(): void {
    this.#following.follow(undefined);
  }

  #changed(): void {
    const { leader, followers } = this.#following;
    if (leader === undefined) {
      this.#takeover?.abort();
      this.#takeover = this.#elsewhere = undefined;
    } else if (!this.#takeover) {
      const { signal } = (this.#takeover = new AbortController());
      for (const type of TAKEOVER)
        addEventListener(type, this.#onTakeover, { signal, passive: true, capture: true });
    }
    if (followers === 0) {
      this.#watching?.abort();
      this.#watching = undefined;
    } else {
      if (!this.#watching) {
        const { signal } = (this.#watching = new AbortController());
        for (const type of ['scroll', 'resize'] as const)
          addEventListener(type, this.#look, { signal, passive: true, capture: true });
        document.addEventListener('visibilitychange', this.#look, { signal });
      }
      this.#look();
    }
    this.#render();
    this.#tell();
  }

  /** Whatever is done in the widget itself leaves it as it is. */
  readonly #onTakeover = (event: Event): void => {
    const own = event
      .composedPath()
      .some((at) => at instanceof Element && at.localName.startsWith('live-presence'));
    if (!own) this.#stop();
  };

  /** Tells those who follow what the visitor sees, at most five times a second. */
  readonly #look = (): void => {
    if (this.#following.followers === 0 || document.hidden) return;
    this.#again = this.#waits;
    if (this.#waits) return;
    this.#waits = true;
    this.#host.clock.after(LOOK_MS, () => {
      this.#waits = false;
      if (this.#again) this.#look();
    });
    const { cursors, choices } = this.#host;
    if (cursors === 'off' || !choices.visibility.shareOwn) this.#following.lead(undefined);
    else
      loadPlaces().then(
        (module) => {
          const view = currentView(module);
          if (view) this.#following.lead(view);
        },
        () => undefined,
      );
  };

  async #led({ page, view }: Lead): Promise<void> {
    this.#cancelWait?.();
    const { leader } = this.#following;
    if (leader === undefined || !this.#mayFollow(leader)) {
      this.#stop();
      return;
    }
    const elsewhere = page === this.#client.page ? undefined : page;
    if (elsewhere !== this.#elsewhere) {
      this.#elsewhere = elsewhere;
      this.#render();
    }
    if (elsewhere !== undefined) return;
    const places = await loadPlaces();
    if (this.#following.leader !== leader) return;
    scrollToView(places, view, !stays());
  }

  /** The visitor has been asked, and goes to the page of the one they follow. */
  #go(): void {
    const { leader } = this.#following;
    const page = this.#elsewhere;
    if (leader === undefined || page === undefined) return;
    // The server knows by it that they go on following there.
    this.#client.send({ type: 'follow', member: leader, page });
    const url = new URL(location.href);
    url.search = url.hash = '';
    // Whatever it is, it stays on this site.
    url.pathname = page;
    location.assign(url);
  }

  get #leader(): Member | undefined {
    const { leader } = this.#following;
    return leader === undefined ? undefined : this.#client.roster.members.get(leader);
  }

  #render(): void {
    const bar = this.#bar;
    const { leader, followers } = this.#following;
    if (leader === undefined && followers === 0) {
      if (bar.isConnected) bar.remove();
      return;
    }
    const { language, dir } = this.#host;
    bar.client = this.#client;
    bar.language = language;
    bar.lang = language.tag;
    bar.dir = dir || language.dir;
    bar.leader = this.#leader;
    bar.followers = followers;
    bar.elsewhere = this.#elsewhere !== undefined;
    bar.reachable = isPath(this.#elsewhere);
    if (!bar.isConnected) windowOf(this.#host)?.append(bar);
  }

  /** Fires the event, if there is something new. */
  #tell(): void {
    const { leader = '', followers } = this.#following;
    const told = `${leader} ${followers}`;
    if (told === this.#told) return;
    this.#told = told;
    const detail = { member: this.#leader, followers };
    this.#host.dispatchEvent(new CustomEvent('presence-follow', { detail, bubbles: true, composed: true }));
  }
}
