import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { SAMPLE } from '../../../protocol/cursor-frame.ts';
import type { CursorSample } from '../../../protocol/cursor-frame.ts';
import type { LeadView } from '../../../protocol/together.ts';
import { ChatLog } from '../../../widget/client/chat/chat-log.ts';
import { ChatTracker } from '../../../widget/client/chat/chat-tracker.ts';
import { CursorReceiver } from '../../../widget/client/cursors/cursor-receiver.ts';
import { CursorSender } from '../../../widget/client/cursors/cursor-sender.ts';
import { Following } from '../../../widget/client/following.ts';
import type { Lead } from '../../../widget/client/following.ts';
import { PresenceClient } from '../../../widget/client/presence-client.ts';
import { Selections } from '../../../widget/client/selections.ts';
import { MemoryStore } from '../../../server/store/memory.ts';
import { TroubledStore } from '../../helpers/around-store.ts';
import type { Direction } from '../../helpers/chaos-proxy.ts';
import { FrameProxy } from '../../helpers/frame-proxy.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { RawClient } from '../../helpers/raw-client.ts';
import { startServer } from '../../helpers/test-server.ts';
import type { TestServer } from '../../helpers/test-server.ts';
import { wsTransport } from '../../helpers/ws-transport.ts';

/** A loss has to be healed within this time, in ms. */
const PATIENCE_MS = 15_000;
const STEP_MS = 250;
const ADMIN = 'an admin key of the tests';

/** A visitor, and what a page would show of the others. */
export class Visitor {
  readonly client: PresenceClient;
  readonly cursors = new Map<number, CursorSample>();
  readonly cursorChats = new Map<number, string>();
  readonly following: Following;
  readonly selections: Selections;
  /** What they see, for those who follow them. */
  view: LeadView | undefined;
  /** What they are led to. */
  lead: Lead | undefined;
  reactions = 0;

  constructor(name: string, origin: string, clock: ManualClock) {
    const client = (this.client = new PresenceClient({
      server: origin,
      room: 'docs',
      page: '/',
      visitor: `visitor-${name}-0123456789abcdef`,
      profile: { name },
      clock,
      transport: wsTransport,
    }));
    client.useTracker(ChatTracker);
    void client.useChat(ChatLog);
    client.useCursors(CursorSender, CursorReceiver);
    client.on('cursors', ({ tick: { snapshot, tracks } }) => {
      if (snapshot) this.cursors.clear();
      for (const { slot, samples } of tracks) {
        const last = samples.at(-1);
        if (last && !(last.flags & SAMPLE.gone)) this.cursors.set(slot, last);
        else this.cursors.delete(slot);
      }
    });
    client.on('slots', ({ freed }) => {
      for (const slot of freed) this.cursors.delete(slot);
    });
    client.on('cursorChat', ({ slot, text }) => {
      this.cursorChats.set(slot, text);
    });
    client.on('reset', () => {
      this.cursors.clear();
      this.cursorChats.clear();
    });
    this.following = new Following(client, {
      changed: () => {
        if (this.view) this.following.lead(this.view);
      },
      led: (lead) => {
        this.lead = lead;
      },
    });
    this.selections = new Selections(client, clock, () => undefined);
    client.on('other', (message) => {
      this.selections.receive(message);
      if (message.type === 'peer_reaction') this.reactions++;
      this.following.receive(message);
    });
    client.connect();
  }

  get names(): string[] {
    return [...this.client.roster.members.values()].map(({ name }) => name).sort();
  }

  /** Whether it shows anybody as away. */
  get away(): boolean {
    return [...this.client.roster.members.values()].some(({ away }) => away);
  }

  /** Where it shows everybody. */
  get pages(): string[] {
    return [...this.client.roster.members.values()].flatMap(({ pages }) => pages);
  }

  get texts(): string[] {
    return this.client.chat.items.map(({ text, state, deleted }) =>
      deleted ? 'deleted' : state === 'sent' ? text : `${text} (${state})`,
    );
  }

  /** Up to where somebody else has selected, to whom it shows that. */
  get selected(): number | undefined {
    const [peer] = this.selections.peers.values();
    return peer?.range.to.x;
  }

  /** Where it shows the only other cursor, and on what. */
  get shown(): string {
    return [...this.cursors.entries()]
      .map(([slot, { x, anchor }]) => {
        const place = this.client.anchor(anchor);
        return `${this.client.slots.has(slot) ? '' : 'nobody '}${place ? JSON.stringify(place.path) : '?'} ${String(x)}`;
      })
      .join();
  }

  get cursorChat(): string {
    return [...this.cursorChats.values()].join();
  }
}

/** A server and two visitors under one clock, with real sockets: what Ada sends and receives goes through the proxy. */
export class World {
  readonly clock = new ManualClock();
  readonly trouble = new TroubledStore(new MemoryStore());
  /** In which direction Ada's frames are caught. */
  readonly direction: Direction;
  live!: TestServer;
  proxy!: FrameProxy;
  ada!: Visitor;
  bob!: Visitor;
  cy: Visitor | undefined;
  watch!: RawClient;

  constructor(direction: Direction) {
    this.direction = direction;
  }

  /** The one whose doings are lost: on Ada's way up they are her own, on her way down Bob's. */
  get actor(): Visitor {
    return this.direction === 'up' ? this.ada : this.bob;
  }

  get watcher(): Visitor {
    return this.direction === 'up' ? this.bob : this.ada;
  }

  async start(more: Record<string, string> = {}): Promise<void> {
    // The bystander asks more often than a client would.
    const env = {
      LIVE_PRESENCE_ADMIN_KEY: ADMIN,
      LIVE_PRESENCE_UPKEEP_RATE: '1000/1000',
      LIVE_PRESENCE_CHAT_RATE: '1/4',
      LIVE_PRESENCE_SITE_RATE: '1000/1000',
      ...more,
    };
    this.live = await startServer({ clock: this.clock, env, store: this.trouble.store });
    this.proxy = await FrameProxy.start(this.live.port);
    // It is on another page, and only shows that the server is there.
    this.watch = new RawClient(this.live.origin, 'elsewhere');
    await this.watch.join('Watch');
  }

  async join(): Promise<void> {
    this.ada = new Visitor('Ada', this.proxy.origin, this.clock);
    this.bob = new Visitor('Bob', this.live.origin, this.clock);
    await this.until('both are here', () => this.ada.names.length === 2 && this.bob.names.length === 2);
    await this.until('they can move', () => !this.ada.client.alone && !this.bob.client.alone);
  }

  /** Lets everything that was sent arrive, at the same time on the clock. */
  async settle(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      await this.watch.settled();
      await setImmediate();
    }
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    for (let ms = 0; ms < PATIENCE_MS; ms += STEP_MS) {
      await this.settle();
      if (holds()) return;
      this.clock.advance(STEP_MS);
    }
    await this.settle();
    assert.ok(
      holds(),
      `${what}: ${JSON.stringify({ ada: [this.ada.names, this.ada.texts, this.ada.shown], bob: [this.bob.names, this.bob.texts, this.bob.shown] })}`,
    );
  }

  /** Does something again and again, in steps of the clock. */
  async repeat(what: (n: number) => void, times: number): Promise<void> {
    for (let n = 1; n <= times; n++) {
      what(n);
      await this.settle();
      this.clock.advance(STEP_MS);
    }
  }

  async site(method: string, path: string, body?: object): Promise<void> {
    const answer = await fetch(`${this.live.origin}/v1/rooms/docs${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, await answer.text());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const visitor of [this.ada, this.bob, this.cy]) visitor?.client.disconnect();
    this.watch.socket.terminate();
    await this.proxy[Symbol.asyncDispose]();
    const stopped = this.live.stop();
    this.clock.advance(10_000);
    await stopped;
  }
}
