import { once } from 'node:events';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../../../protocol/version.ts';
import type { ServerMessage } from '../../../protocol/messages.ts';
import { systemClock } from '../../../widget/client/clock.ts';
import { CursorSender } from '../../../widget/client/cursors/cursor-sender.ts';
import type { Place } from '../../../widget/client/cursors/place.ts';

/** How often a pointer is somewhere else, in ms. */
const MOVE_MS = 50;
const MAX_ANCHORS = 64;

/**
 * A visitor whose pointer follows a closed path while it is connected. It sends through the widget's own sender, and
 * only acknowledges what it receives.
 */
export class Mover {
  readonly #socket: WebSocket;
  readonly #way: readonly (Place | undefined)[];
  #timer: NodeJS.Timeout | undefined;

  private constructor(socket: WebSocket, way: readonly (Place | undefined)[]) {
    this.#socket = socket;
    this.#way = way;
  }

  /** @param way where the pointer is, one place each 50 ms */
  static async join(
    server: string,
    room: string,
    page: string,
    number: number,
    way: readonly (Place | undefined)[],
  ): Promise<Mover> {
    const socket = new WebSocket(
      `${server.replace(/^http/, 'ws')}/v1/rooms/${encodeURIComponent(room)}/socket`,
      SUBPROTOCOL,
      { perMessageDeflate: false, origin: server },
    );
    await once(socket, 'open');
    const mover = new Mover(socket, way);
    const name = `Mover ${String(number)}`;
    const welcomed = mover.#listen();
    socket.send(
      JSON.stringify({
        type: 'hello',
        protocol: 1,
        page,
        visitor: `bench ${name}`.padEnd(32),
        profile: { name },
      }),
    );
    await welcomed;
    return mover;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.terminate();
  }

  /** Resolves with the welcome. */
  #listen(): Promise<void> {
    const socket = this.#socket;
    const sender = new CursorSender(systemClock, {
      get queued() {
        return socket.bufferedAmount;
      },
      send: (message) => {
        socket.send(JSON.stringify(message));
        return true;
      },
      sendBytes: (bytes) => {
        socket.send(bytes);
        return true;
      },
    });
    return new Promise((welcomed) => {
      socket.on('message', (data: Buffer, binary: boolean) => {
        if (binary) {
          // Flags and number of a tick: nothing else of it is of interest here.
          if (data.readUInt8(1) & 2)
            socket.send(JSON.stringify({ type: 'seen', tick: data.readUInt16BE(2) }));
          return;
        }
        const message = JSON.parse(data.toString()) as ServerMessage;
        if (message.type === 'rate') sender.rate(message.hz, message.crowd === true);
        if (message.type === 'error' && message.ref === 'anchor') sender.refused(message.retryAfterMs ?? 0);
        if (message.type === 'welcome') {
          sender.start(MAX_ANCHORS);
          this.#walk(sender);
          welcomed();
        }
      });
    });
  }

  #walk(sender: CursorSender): void {
    let step = 0;
    this.#timer = setInterval(() => {
      const place = this.#way[step++ % this.#way.length];
      if (place) sender.move(place);
    }, MOVE_MS);
  }
}
