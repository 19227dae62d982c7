import { afterEach, beforeEach } from 'node:test';
import { MemoryStore } from '../../../server/store/memory.ts';
import { StoreUnavailable } from '../../../server/store/message-store.ts';
import type { Rule } from '../../../server/store/rule-store.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import type { RawClient } from '../../helpers/raw-client.ts';
import { ServerFixture } from '../../helpers/server-for-each.ts';
import { ADMIN_ENV, told } from '../../helpers/site.ts';
import { startServer } from '../../helpers/test-server.ts';

/** A store that can fail to read and write rules. */
class FailingStore extends MemoryStore {
  failing = false;
  override rules(): Promise<Rule[]> {
    return this.failing ? Promise.reject(new StoreUnavailable('the disk is gone')) : super.rules();
  }
  override saveRule(rule: Rule): Promise<void> {
    return this.failing ? Promise.reject(new StoreUnavailable('the disk is gone')) : super.saveRule(rule);
  }
}

/** A server whose clock the test moves, with a site that moderates and visitors that write. */
class ModeratedServer extends ServerFixture {
  store = new FailingStore();
  clock = new ManualClock();

  async start(): Promise<void> {
    // Hours pass here in a moment: no socket is silent for too long.
    const patient = { LIVE_PRESENCE_PING_MS: '10h', LIVE_PRESENCE_SILENCE_MS: '20h' };
    const env = { ...ADMIN_ENV, ...patient, LIVE_PRESENCE_CHAT_RATE: '1000/1000' };
    this.live = await startServer({ store: this.store, clock: this.clock, env });
  }

  async stop(): Promise<void> {
    for (const { socket } of this.clients) socket.terminate();
    await Promise.all(this.clients.map(({ closed }) => closed));
    this.clients = [];
    const stopped = this.live.stop();
    this.clock.advance(10_000);
    await stopped;
  }

  async join(name: string, room?: string): Promise<RawClient> {
    const made = this.client(room);
    await made.join(name);
    return made;
  }

  moderate(room: string, action: string, more: object = {}): Promise<object> {
    return told(this.live, 'POST', `/rooms/${room}/moderation`, { action, ...more });
  }

  /** Switches the chat or the cursors of the whole server. */
  switch(what: object): Promise<object> {
    return told(this.live, 'POST', '/moderation', what);
  }

  post(who: RawClient, op: string): void {
    who.send({ type: 'chat_post', op, text: op });
  }

  /** Posts a message. @returns `stored`, or the code of the error */
  result(who: RawClient, op: string): Promise<string> {
    this.post(who, op);
    return Promise.race([
      who.next('ack', (ack) => ack.op === op).then(() => 'stored'),
      who.next('error', ({ ref }) => ref === op).then(({ code }) => code),
    ]);
  }
}

/** Starts a server before each test, and stops it afterwards. */
export function moderatedServer(): ModeratedServer {
  const fixture = new ModeratedServer();
  beforeEach(() => {
    fixture.clock = new ManualClock();
    fixture.store = new FailingStore();
    return fixture.start();
  });
  afterEach(() => fixture.stop());
  return fixture;
}
