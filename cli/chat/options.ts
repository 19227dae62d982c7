import { DEFAULT_LIMITS } from '../../protocol/limits.ts';
import { readFlags } from '../flags.ts';
import { UsageError } from '../usage-error.ts';
import { COMMAND_HELP } from './command.ts';

export interface ChatOptions {
  /** http(s) URL without a trailing slash. */
  server: string;
  /** The server's own origin. */
  origin: string;
  room: string;
  page: string;
  name: string | undefined;
  token: string | undefined;
  /** The visitor's identity is not stored. */
  anonymous: boolean;
  json: boolean;
  /** How many of the latest messages are shown at first. */
  tail: number;
}

/** A URL that can't be a server's. The message is one line. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** The most that a `welcome` contains. */
const MAX_TAIL = DEFAULT_LIMITS.events;

const HELP = `live-presence chat URL --room ROOM [options]

  URL             the server, e.g. https://presence.example.com
  --room ROOM     room to join; a site's default room is its host
  --name NAME     your name; by default the server generates one
  --token TOKEN   your identity, signed by the site; to hide it from others on this machine,
                  set LIVE_PRESENCE_TOKEN instead
  --page PAGE     page to be listed on (default: /)
  --tail NUMBER   how many of the latest messages to show at first, at most ${MAX_TAIL} (default: 20)
  --anonymous     use a new identity each time (by default, a key in ~/.config/live-presence/visitor
                  keeps your identity for each name)
  --json          one JSON object per line on standard output; everything else goes to standard error

Each line of input is a message. Without --json there are commands:

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
  const { values, switches, positionals } = readFlags('chat', args, {
    values: ['room', 'name', 'token', 'page', 'tail'],
    switches: ['anonymous', 'json'],
  });
  if (switches.has('help')) return { help: HELP };
  const [address, ...more] = positionals;
  if (address === undefined)
    throw new UsageError('chat', 'missing server URL, e.g. https://presence.example.com');
  if (more.length > 0) throw new UsageError('chat', `unexpected argument "${more.join(' ')}"`);
  const { room, page = '/', name, tail = '20' } = values;
  if (room === undefined) throw new UsageError('chat', 'missing --room ROOM');
  for (const [flag, text, max] of [
    ['room', room, DEFAULT_LIMITS.roomLength],
    ['page', page, DEFAULT_LIMITS.pageLength],
  ] as const) {
    if (text === '' || text.length > max || /\p{Cc}/u.test(text))
      throw new UsageError('chat', `--${flag}: must have 1 to ${max} characters and no control characters`);
  }
  if (!/^\d+$/.test(tail)) throw new UsageError('chat', `--tail: "${tail}" is not a whole number`);
  return {
    ...serverAt(address),
    room,
    page,
    name: name?.trim(),
    // Many tools write "not set" as an empty variable.
    token: values.token ?? (env['LIVE_PRESENCE_TOKEN'] || undefined),
    anonymous: switches.has('anonymous'),
    json: switches.has('json'),
    tail: Math.min(Number(tail), MAX_TAIL),
  };
}

function serverAt(text: string): { server: string; origin: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new AddressError(`"${text}" is not a URL like https://presence.example.com`);
  if (url.username || url.password || url.search || url.hash)
    throw new AddressError(`"${text}": a server URL has no user, no ? and no #`);
  return { server: url.href.replace(/\/+$/, ''), origin: url.origin };
}
