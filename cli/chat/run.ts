import { randomBytes } from 'node:crypto';
import { systemClock } from '../../widget/client/clock.ts';
import { createPresenceClient } from '../../widget/client/create-client.ts';
import type { Identity } from '../../widget/client/presence-events.ts';
import { Conversation } from './conversation.ts';
import { AddressError, readChatOptions } from './options.ts';
import type { ChatOptions } from './options.ts';
import { safeLine } from './safe-text.ts';
import { ServerLink } from './server-link.ts';
import type { Streams } from './streams.ts';
import { keyFile, storedKey, visitorFor } from './visitor-key.ts';

/**
 * `live-presence chat`.
 * @returns the exit code
 * @throws UsageError
 */
export async function runChat(args: readonly string[], streams: Streams): Promise<number> {
  const { output, errors, env, clock = systemClock } = streams;
  const printError = (text: string) => void errors.write(`live-presence: ${safeLine(text)}\n`);
  let options;
  try {
    options = readChatOptions(args, env);
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    printError(error.message);
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
    ...identity(options, env, printError),
    transport: link.transport,
    fetch: link.fetch,
    isOnline: () => true,
    clock,
  });
  return new Conversation(client, link, options, { ...streams, clock }, printError).run();
}

function identity(options: ChatOptions, env: Streams['env'], printError: (text: string) => void): Identity {
  const { token, anonymous, server, name } = options;
  if (token !== undefined) return { token };
  // An anonymous visitor must still be the same one after reconnecting.
  const temporary = { visitor: randomBytes(16).toString('hex') };
  if (anonymous) return temporary;
  try {
    return { visitor: visitorFor(storedKey(keyFile(env)), server, name) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    printError(`could not store your identity; you will be somebody else next time: ${reason}`);
    return temporary;
  }
}
