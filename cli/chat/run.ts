import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { systemClock } from '../../widget/client/clock.ts';
import type { Clock } from '../../protocol/clock.ts';
import { createPresenceClient } from '../../widget/client/create-client.ts';
import type { Identity } from '../../widget/client/presence-events.ts';
import { Conversation } from './conversation.ts';
import { AddressError, readChatOptions } from './options.ts';
import type { ChatOptions } from './options.ts';
import { safeLine } from './safe-text.ts';
import { ServerLink } from './server-link.ts';
import { keptKey, keyFile, visitorFor } from './visitor-key.ts';

/** What the program has to do with the world, so that tests can be the world. */
export interface Streams {
  input: Readable & { isTTY?: boolean };
  output: Writable & { isTTY?: boolean; getColorDepth?: (env?: object) => number };
  errors: Writable;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted when the program is asked to end. */
  stop: AbortSignal;
  /** The system's by default. */
  clock?: Clock;
}

/**
 * `live-presence chat`.
 * @returns the exit code
 * @throws UsageError
 */
export async function runChat(args: readonly string[], streams: Streams): Promise<number> {
  const { output, errors, env, clock = systemClock } = streams;
  const complain = (text: string) => void errors.write(`live-presence: ${safeLine(text)}\n`);
  let options;
  try {
    options = readChatOptions(args, env);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    complain(error.message);
    return 1;
  }
  if ('help' in options) {
    output.write(options.help);
    return 0;
  }
  const { server, origin, room, page, name } = options;
  const link = new ServerLink(origin);
  const client = createPresenceClient({
    server,
    room,
    page,
    profile: name === undefined ? {} : { name },
    ...identity(options, env, complain),
    transport: link.transport,
    fetch: link.fetch,
    isOnline: () => true,
    clock,
  });
  return new Conversation(client, link, options, { ...streams, clock }, complain).run();
}

function identity(options: ChatOptions, env: Streams['env'], complain: (text: string) => void): Identity {
  const { token, anonymous, server, name } = options;
  if (token !== undefined) return { token };
  // Also who is nobody in particular has to be the same one after a break.
  const passing = { visitor: randomBytes(16).toString('hex') };
  if (anonymous) return passing;
  try {
    return { visitor: visitorFor(keptKey(keyFile(env)), server, name) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    complain(`who you are can’t be kept, so you are somebody else next time: ${why}`);
    return passing;
  }
}
