import { DEFAULT_LIMITS, clientLimits } from '../../../protocol/limits.ts';
import type { ChatEvent } from '../../../protocol/chat.ts';
import type { WelcomeMessage } from '../../../protocol/messages.ts';
import type { Member } from '../../../protocol/presence.ts';
import { ChatLog } from '../../../widget/client/chat/chat-log.ts';
import { ChatTracker } from '../../../widget/client/chat/chat-tracker.ts';
import { CursorReceiver } from '../../../widget/client/cursors/cursor-receiver.ts';
import { CursorSender } from '../../../widget/client/cursors/cursor-sender.ts';
import { PresenceClient } from '../../../widget/client/presence-client.ts';
import type { Status } from '../../../widget/client/connection/connection-status.ts';
import type { PresenceClientOptions, PresenceEvents } from '../../../widget/client/presence-events.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { SocketPairs } from '../../helpers/socket-pair.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';

export const ME = member('me');

export function member(id: string, more: Partial<Member> = {}): Member {
  return { id, name: `Name of ${id}`, color: '#336699', pages: ['/'], ...more };
}

export function welcome(more: Partial<WelcomeMessage> = {}): WelcomeMessage {
  const members = more.members ?? [ME];
  const events = more.events ?? [];
  return {
    type: 'welcome',
    self: { ...ME, session: 's-me' },
    members,
    count: members.length,
    epoch: 'e1',
    seq: events.at(-1)?.seq ?? 0,
    events,
    recovered: false,
    limits: clientLimits(DEFAULT_LIMITS),
    instance: 'i1',
    ...more,
  };
}

export function messageEvent(
  seq: number,
  more: Partial<Extract<ChatEvent, { kind: 'message' }>> = {},
): ChatEvent {
  return {
    seq,
    kind: 'message',
    member: 'bob',
    name: 'Bob',
    color: '#112233',
    at: 0,
    text: `m${seq}`,
    ...more,
  };
}

/** Messages with the seqs from `first` to `last`. */
export function messageEvents(first: number, last: number): ChatEvent[] {
  return Array.from({ length: last - first + 1 }, (_, i) => messageEvent(first + i));
}

type ReceivedEvent = { [K in keyof PresenceEvents]: { type: K } & PresenceEvents[K] }[keyof PresenceEvents];

let late = false;

/**
 * From now on each visitor's chat loads after the first frames: when the test looks at it, or time passes. For tests of
 * the chat that have to hold all the same.
 */
export function loadChatLate(): void {
  late = true;
}

/** A client with a clock and sockets that the test holds, and a record of its events. */
export function visitor(options: Partial<PresenceClientOptions> = {}) {
  class Clock extends ManualClock {
    override advance(ms: number): void {
      load();
      super.advance(ms);
    }
  }
  const clock: ManualClock = new Clock();
  const sockets = new SocketPairs();
  const loaded = new PresenceClient(
    {
      server: 'https://presence.example',
      room: 'docs',
      page: '/',
      visitor: 'key-of-me',
      profile: { name: 'Me' },
      clock,
      transport: sockets.transport,
      fetch: () => Promise.reject(new TypeError('no network')),
      isOnline: () => true,
      ...options,
    },
    () => new Promise(() => undefined),
  );
  const load = (): void => {
    loaded.useTracker(ChatTracker);
    void loaded.useChat(ChatLog);
  };
  const client = new Proxy(loaded, {
    get(target, name) {
      if (name === 'chat' || name === 'unread' || name === 'mentions') load();
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  if (!late) load();
  client.useCursors(CursorSender, CursorReceiver);
  const events: ReceivedEvent[] = [];
  const types = [
    'status',
    'roster',
    'alone',
    'slots',
    'cursors',
    'cursorChat',
    'reset',
    'message',
    'chat',
    'error',
  ] as const;
  for (const type of types) client.on(type, (event) => events.push({ type, ...event } as ReceivedEvent));
  const of = <K extends keyof PresenceEvents>(type: K) => {
    load();
    return events.filter((event): event is Extract<ReceivedEvent, { type: K }> => event.type === type);
  };
  return {
    client,
    clock,
    sockets,
    of,
    /** Connects where that is not done, accepts the newest socket and welcomes. */
    join(more: Partial<WelcomeMessage> = {}): ServerEnd {
      client.connect();
      const end = sockets.last;
      const of = end.of.bind(end);
      end.of = (type) => {
        load();
        return of(type);
      };
      end.accept();
      end.send(welcome(more));
      return end;
    },
    /** Resolves once the next status is this one. */
    becomes(wanted: Status): Promise<void> {
      return when(client, () => client.status === wanted);
    },
    /** Resolves once the client waits for its next attempt. @returns how long it will wait, in ms */
    async waits(): Promise<number> {
      await when(client, () => client.retryAt !== undefined);
      return (client.retryAt ?? NaN) - clock.now();
    },
  };
}

function when(client: PresenceClient, test: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (test()) {
      resolve();
      return;
    }
    const undo = client.on('status', () => {
      if (!test()) return;
      undo();
      resolve();
    });
  });
}
