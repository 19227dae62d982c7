/**
 * `live-presence chat`: one stay in a room, from the first connection to the exit code.
 *
 * `server-link` connects the widget's own client through Node; `feed` turns what changes in it into events, each once;
 * a printer writes them for people or as JSON. Lines from a prompt or a pipe are commands or messages; messages go
 * through the outbox, and `departure` waits for it at the end.
 */
import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../../widget/client/create-client.ts';
import { readLine } from './command.ts';
import type { Command } from './command.ts';
import { createConsole } from './console.ts';
import type { Console } from './console.ts';
import { Departure } from './departure.ts';
import { Everybody } from './everybody.ts';
import { Feed } from './feed.ts';
import type { ChatOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { counted } from './printer.ts';
import type { ServerLink } from './server-link.ts';
import type { Streams } from './streams.ts';

export class Conversation {
  readonly #client: PresenceClient;
  readonly #link: ServerLink;
  readonly #options: ChatOptions;
  readonly #streams: Streams;
  readonly #printError: (text: string) => void;
  readonly #console: Console;
  readonly #outbox: Outbox;
  readonly #feed: Feed;
  readonly #departure: Departure;
  readonly #everybody: Everybody;
  #resolve: ((code: number) => void) | undefined;
  #ended = false;
  #joined = false;
  #reconnecting = false;

  constructor(
    client: PresenceClient,
    link: ServerLink,
    options: ChatOptions,
    streams: Streams & { clock: Clock },
    printError: (text: string) => void,
  ) {
    this.#client = client;
    this.#link = link;
    this.#options = options;
    this.#streams = streams;
    this.#printError = printError;
    this.#outbox = new Outbox(client.chat);
    this.#departure = new Departure(this.#outbox, streams.clock, () => this.#end());
    this.#everybody = new Everybody(client, streams.clock, () => {
      if (!this.#ended && client.self) this.#console.commands?.people(client.roster, client.self);
    });
    const user = {
      line: (text: string) => this.#onLine(text),
      interrupt: () => this.#interrupt(),
      end: () => this.#leave(),
    };
    const { printer } = (this.#console = createConsole(options, streams, user, printError));
    this.#feed = new Feed(client, options.tail, (event) => printer.event(event));
  }

  /** @returns the exit code, once the conversation is over */
  run(): Promise<number> {
    const { output, errors, stop } = this.#streams;
    const { printer, terminal } = this.#console;
    const over = new Promise<number>((resolve) => (this.#resolve = resolve));
    // Nobody reads the output any more. What was typed before is still sent.
    output.on('error', () => this.#leave());
    errors.on('error', () => undefined);
    stop.addEventListener('abort', () => this.#interrupt());
    this.#client.on('status', () => this.#onStatus());
    // The name that was asked for is not the one that others see; the rest is reported where it happens.
    this.#client.on('error', ({ ref, message }) => {
      if (!this.#ended && ref === 'profile') printer.error(message);
    });
    this.#client.on('roster', ({ joined, left, fresh }) => {
      if (this.#ended) return;
      if (fresh && !this.#joined) this.#onJoined();
      this.#feed.onRoster(joined, left, fresh);
    });
    this.#client.on('chat', () => {
      if (this.#ended) return;
      this.#feed.onChat();
      this.#update();
    });
    printer.status(`connecting to ${this.#options.server}`);
    // Piped input is not read before the room is joined.
    terminal.hold(true);
    this.#client.connect();
    if (stop.aborted) this.#leave();
    return over;
  }

  #onJoined(): void {
    const { self, roster } = this.#client;
    if (!self) return;
    this.#joined = true;
    this.#console.printer.joined(this.#options.room, self, roster);
    this.#update();
  }

  #onStatus(): void {
    if (this.#ended) return;
    const { server } = this.#options;
    const { printer } = this.#console;
    const { status, refusal } = this.#client;
    if (status === 'refused')
      this.#fail(`${server} refused the connection: ${refusal?.message ?? 'no reason given'}`);
    else if (status === 'reconnecting' && !this.#joined)
      this.#fail(`can’t connect to ${server}: ${this.#link.failure ?? 'no answer'}`);
    else if (status === 'reconnecting' && !this.#reconnecting) {
      this.#reconnecting = true;
      printer.status('connection lost, reconnecting…');
    } else if (status === 'online' && this.#reconnecting) {
      this.#reconnecting = false;
      printer.status('reconnected');
    }
  }

  #onLine(text: string): void {
    if (this.#departure.started || text.trim() === '') return;
    const { commands, interactive, printer } = this.#console;
    const line = commands ? readLine(text) : { text };
    if ('command' in line) this.#run(line.command, line.argument);
    // A script means what it writes; a person may have mistyped.
    else if ('unknown' in line && interactive)
      printer.error(`unknown command ${line.unknown}; see /help, or start with // to send it as text`);
    else this.#outbox.add(line.text);
    this.#update();
  }

  #run(command: Command, argument: string): void {
    const { commands, printer } = this.#console;
    switch (command) {
      case 'who':
        if (this.#client.self) this.#everybody.ask();
        else printer.error('not connected yet');
        break;
      case 'name':
        if (argument) this.#client.setProfile({ name: argument });
        else printer.error('usage: /name NAME');
        break;
      case 'history':
        this.#feed.loadOlder((messages, more) => commands?.history(messages, more));
        break;
      case 'help':
        commands?.help();
        break;
      case 'exit':
        this.#leave();
        break;
    }
  }

  /** The outbox may have changed. */
  #update(): void {
    const { printer, terminal } = this.#console;
    for (const { text, error } of this.#outbox.update())
      printer.error(`not sent (${reason(error)}): ${text.slice(0, 60)}`);
    terminal.waiting(this.#outbox.waiting);
    terminal.hold(!this.#joined || this.#outbox.full);
    if (!this.#ended) this.#departure.update();
  }

  /** The first interrupt leaves, the second one ends at once. */
  #interrupt(): void {
    if (this.#departure.started) this.#end();
    else this.#leave();
  }

  #leave(): void {
    if (this.#ended || this.#departure.started) return;
    const { waiting } = this.#outbox;
    if (waiting > 0 && this.#console.interactive)
      this.#console.printer.status(`${counted(waiting, 'message')} not sent yet; Ctrl+C gives up`);
    this.#departure.start();
  }

  #fail(message: string): void {
    const unsent = this.#outbox.unsent;
    this.#end(1, unsent > 0 ? `${message} (${counted(unsent, 'message')} not sent)` : message);
  }

  #end(code = this.#outbox.unsent > 0 ? 1 : 0, message?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#departure.stop();
    this.#everybody.stop();
    const { unsent } = this.#outbox;
    this.#console.terminal.close();
    if (message !== undefined) this.#printError(message);
    else if (unsent > 0) this.#printError(`${counted(unsent, 'message')} not sent`);
    this.#client.disconnect();
    this.#resolve?.(code);
  }
}

function reason(code: string | undefined): string {
  switch (code) {
    case 'too_long':
      return 'too long';
    case 'empty':
      return 'empty';
    case 'forbidden':
      return 'not allowed';
    default:
      return code ?? 'no reason given';
  }
}
