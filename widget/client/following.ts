import type { ServerMessage } from '../../protocol/messages.ts';
import type {
  FollowMessage,
  FollowersMessage,
  FollowingMessage,
  LeadMessage,
  LeadView,
  PeerLeadMessage,
} from '../../protocol/together.ts';
import { fits } from './connection/shape.ts';
import type { FieldsOf } from './connection/shape.ts';
import type { PresenceClient } from './presence-client.ts';
import { spot } from './spot-shape.ts';

type Body<T> = FieldsOf<Omit<T, 'type'>>;

const shapes = {
  followers: { count: 'number' } satisfies Body<FollowersMessage>,
  following: { 'member?': 'string' } satisfies Body<FollowingMessage>,
  peer_lead: {
    member: 'string',
    page: 'string',
    'view?': { spot, line: 'number' },
  } satisfies Body<PeerLeadMessage>,
};

/** Where the visitor is led: a part of this page, or another page. */
export interface Lead {
  page: string;
  view: LeadView;
}

export interface FollowingListener {
  /** Whom the visitor follows, or how many follow them, has changed, or is told again. */
  changed(): void;
  /** The followed see another part, or another page. */
  led(lead: Lead): void;
}

/**
 * Whom the visitor follows, and who follows them, as far as the server is concerned. Uses no DOM.
 *
 * It ends by itself when the followed leave, hide where they are, or can't be followed, and when the client stops for
 * good; it goes on after an interruption.
 */
export class Following {
  /** Id of the member whom the visitor follows. */
  leader: string | undefined;
  /** How many follow the visitor. */
  followers = 0;
  readonly #client: PresenceClient;
  readonly #listener: FollowingListener;
  /** The view that was sent last. */
  #lead = '';
  readonly #undo: (() => void)[];
  /** The server was told whom the visitor follows. */
  #asked = false;
  /** The visitor in the newest welcome: with another one, the server may know nothing of this. */
  #self: unknown;

  constructor(client: PresenceClient, listener: FollowingListener) {
    this.#client = client;
    this.#listener = listener;
    this.#self = client.self;
    this.#undo = [
      client.on('status', () => {
        if (/^(idle|refused)/.test(client.status)) this.#end();
        if (client.status !== 'online') this.#count(0);
      }),
      client.on('roster', ({ left }) => {
        if (left.some(({ id }) => id === this.leader)) this.follow(undefined);
        if (client.self === this.#self) return;
        this.#self = client.self;
        if (this.#asked) this.#send();
      }),
    ];
  }

  /**
   * @param leader undefined: nobody any more
   * @param page that the visitor is about to open, to go on following there
   */
  follow(leader: string | undefined, page?: string): void {
    if (leader === undefined && this.leader === undefined) return;
    this.leader = leader;
    this.#send(page);
    this.#listener.changed();
  }

  /**
   * The visitor sees this; sent if it is something new. To be called at most as often as `LEAD_RATE` says.
   * @param view undefined: they do not share it
   */
  lead(view: LeadView | undefined): void {
    const message: LeadMessage = { type: 'lead', ...(view && { view }) };
    const { spot: at, line = 0 } = view ?? {};
    const lead = String([at?.anchor.path, at?.flags, at?.x, at?.y, line]);
    if (this.followers > 0 && lead !== this.#lead && this.#client.send(message)) this.#lead = lead;
  }

  /** Takes a message that the client leaves to modules that load late. Others, and invalid ones, are ignored. */
  receive(message: ServerMessage): void {
    const { type } = message;
    if (type !== 'followers' && type !== 'following' && type !== 'peer_lead') return;
    if (!fits(message, shapes[type])) return;
    if (message.type === 'followers') this.#count(message.count);
    else if (message.type === 'following') this.#resume(message.member);
    else this.#led(message);
  }

  close(): void {
    for (const undo of this.#undo) undo();
  }

  #send(page?: string): void {
    this.#asked = true;
    const { leader } = this;
    const message: FollowMessage = { type: 'follow' };
    if (leader !== undefined) message.member = leader;
    if (page !== undefined) message.page = page;
    this.#client.send(message);
  }

  #resume(leader: string | undefined): void {
    if (leader === this.leader) return;
    this.leader = leader;
    this.#listener.changed();
  }

  #led({ member, page, view }: PeerLeadMessage): void {
    // What was on its way when the visitor stopped.
    if (member !== this.leader) return;
    if (view) this.#listener.led({ page, view });
    else this.follow(undefined);
  }

  #count(count: number): void {
    // Whoever has just begun to follow needs the view, even if it is the same.
    this.#lead = '';
    if (count === 0 && this.followers === 0) return;
    this.followers = count;
    this.#listener.changed();
  }

  #end(): void {
    if (this.leader === undefined) return;
    this.leader = undefined;
    this.#listener.changed();
  }
}
