import { parseArgs } from 'node:util';
import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import { UsageError } from '../usage-error.ts';
import { COMMAND_HELP } from './command.ts';

export interface ChatOptions {
  /** http(s) address without a slash at its end. */
  server: string;
  /** What the server calls its own. */
  origin: string;
  room: string;
  page: string;
  name: string | undefined;
  token: string | undefined;
  /** Nothing is kept of who this was. */
  anonymous: boolean;
  json: boolean;
  /** How many of the last messages are shown at first. */
  tail: number;
}

/** An address that can't be a server's. The message is one line. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** What a `welcome` brings at most. */
const MAX_TAIL = DEFAULT_LIMITS.events;

const HELP = `live-presence chat URL --room ROOM [options]

  URL             address of the server, as https://presence.example.com
  --room ROOM     whose chat it is; a site's own is called by its host
  --name NAME     how the others see you; without it the server finds one
  --token TOKEN   says who you are, signed by the site; others on this machine don't see it
                  when it is in LIVE_PRESENCE_TOKEN instead
  --page PAGE     the part of the room to be listed on (/)
  --tail NUMBER   how many of the last messages to show at first, at most ${MAX_TAIL} (20)
  --anonymous     somebody else each time; else a key in ~/.config/live-presence/visitor makes
                  you, under one name, the same person again
  --json          one object per line on standard output; what is said besides goes to standard error

Each line of the input is a message. In a terminal, or without --json:

${COMMAND_HELP.join('\n')}
`;

/**
 * @param args the command line after `chat`
 * @returns the options, or `help` with the text to print
 * @throws UsageError, or AddressError
 */
export function readChatOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ChatOptions | { help: string } {
  const { values, positionals } = parsed(args);
  if (values.help) return { help: HELP };
  const [address, ...more] = positionals;
  if (address === undefined) throw new UsageError('chat', 'name the server, as https://presence.example.com');
  if (more.length > 0) throw new UsageError('chat', `one server only, not also "${more.join(' ')}"`);
  const { room, page = '/', name, tail = '20', anonymous = false, json = false } = values;
  if (room === undefined) throw new UsageError('chat', '--room is missing');
  for (const [flag, text, most] of [
    ['room', room, DEFAULT_LIMITS.roomLength],
    ['page', page, DEFAULT_LIMITS.pageLength],
  ] as const) {
    if (text === '' || text.length > most || /\p{Cc}/u.test(text))
      throw new UsageError('chat', `--${flag}: 1 to ${most} characters, no control characters`);
  }
  if (!/^\d+$/.test(tail)) throw new UsageError('chat', `--tail: "${tail}" is not a whole number`);
  return {
    ...addressOf(address),
    room,
    page,
    name: name?.trim() || undefined,
    // An empty variable is how many tools write "not set".
    token: values.token ?? (env['LIVE_PRESENCE_TOKEN'] || undefined),
    anonymous,
    json,
    tail: Math.min(Number(tail), MAX_TAIL),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        room: { type: 'string' },
        name: { type: 'string' },
        token: { type: 'string' },
        page: { type: 'string' },
        tail: { type: 'string' },
        anonymous: { type: 'boolean' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(
      'chat',
      (error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '',
    );
  }
}

function addressOf(text: string): { server: string; origin: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new AddressError(`"${text}" is no address like https://presence.example.com`);
  if (url.username || url.password || url.search || url.hash)
    throw new AddressError(`"${text}": the address of a server has no user, no ? and no #`);
  return { server: url.href.replace(/\/+$/, ''), origin: url.origin };
}
