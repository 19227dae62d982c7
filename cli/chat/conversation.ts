import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../../widget/client/create-client.ts';
import { readLine } from './command.ts';
import { Feed } from './feed.ts';
import { HumanPrinter } from './human-printer.ts';
import { JsonPrinter } from './json-printer.ts';
import type { ChatOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { PLAIN, paint } from './paint.ts';
import { counted } from './printer.ts';
import type { Answers, Printer } from './printer.ts';
import { PromptTerminal } from './prompt-terminal.ts';
import type { Streams } from './run.ts';
import type { ServerLink } from './server-link.ts';
import { PipeTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Whoever leaves waits so long for the next acknowledgement of what they said, in ms. */
const PATIENCE_MS = 5_000;

/** One stay in a room, from the first connection to the exit code. */
export class Conversation {
  readonly #client: PresenceClient;
  readonly #link: ServerLink;
  readonly #options: ChatOptions;
  readonly #streams: Streams & { clock: Clock };
  readonly #complain: (text: string) => void;
  readonly #outbox: Outbox;
  readonly #feed: Feed;
  readonly #terminal: Terminal;
  readonly #printer: Printer;
  /** Undefined for programs, which give no commands. */
  readonly #answers: Answers | undefined;
  readonly #interactive: boolean;
  #end: ((code: number) => void) | undefined;
  #ended = false;
  #welcomed = false;
  #lost = false;
  #leaving = false;
  #patience: (() => void) | undefined;
  /** Lines that waited when patience was last gathered. */
  #waited = 0;

  constructor(
    client: PresenceClient,
    link: ServerLink,
    options: ChatOptions,
    streams: Streams & { clock: Clock },
    complain: (text: string) => void,
  ) {
    const { input, output, env } = streams;
    this.#client = client;
    this.#link = link;
    this.#options = options;
    this.#streams = streams;
    this.#complain = complain;
    this.#outbox = new Outbox(client.chat);
    const user = {
      line: (text: string) => this.#line(text),
      interrupt: () => this.#interrupt(),
      end: () => this.#leave(),
    };
    this.#interactive = !options.json && !!input.isTTY && !!output.isTTY && env['TERM'] !== 'dumb';
    const terminal = (this.#terminal = this.#interactive
      ? new PromptTerminal(input, output, user)
      : new PipeTerminal(input, output, user));
    const print = (text: string) => terminal.print(text);
    if (options.json) this.#printer = new JsonPrinter(options.room, print, complain);
    else {
      const colours = this.#interactive && output.getColorDepth ? paint(output.getColorDepth(env)) : PLAIN;
      this.#printer = this.#answers = new HumanPrinter(print, colours);
    }
    this.#feed = new Feed(client, options.tail, (news) => this.#printer.news(news));
  }

  /** @returns the exit code, once it is over */
  run(): Promise<number> {
    const { output, errors, stop } = this.#streams;
    const over = new Promise<number>((resolve) => (this.#end = resolve));
    // Nobody reads any more. What was written until then is sent all the same.
    output.on('error', () => this.#leave());
    errors.on('error', () => undefined);
    stop.addEventListener('abort', () => this.#interrupt());
    this.#client.on('status', () => this.#status());
    this.#client.on('roster', ({ joined, left, fresh }) => {
      if (this.#ended) return;
      if (fresh && !this.#welcomed) this.#welcome();
      this.#feed.roster(joined, left, fresh);
    });
    this.#client.on('chat', () => {
      if (this.#ended) return;
      this.#feed.chat();
      this.#look();
    });
    this.#printer.status(`connecting to ${this.#options.server}`);
    // What is piped in is not read before there is somebody to hear it.
    this.#terminal.hold(true);
    this.#client.connect();
    if (stop.aborted) this.#leave();
    return over;
  }

  #welcome(): void {
    const { self, roster } = this.#client;
    if (!self) return;
    this.#welcomed = true;
    this.#printer.welcome(this.#options.room, self, roster);
    this.#look();
  }

  #status(): void {
    if (this.#ended) return;
    const { status, refusal } = this.#client;
    if (status === 'refused')
      this.#fail(`${this.#options.server} refuses: ${refusal?.message ?? 'no reason given'}`);
    else if (status === 'reconnecting' && !this.#welcomed)
      this.#fail(`can’t connect to ${this.#options.server}: ${this.#link.trouble ?? 'no answer'}`);
    else if (status === 'reconnecting' && !this.#lost) {
      this.#lost = true;
      this.#printer.status('connection lost, trying again…');
    } else if (status === 'online' && this.#lost) {
      this.#lost = false;
      this.#printer.status('connected again');
    }
  }

  #line(text: string): void {
    if (this.#leaving || text.trim() === '') return;
    const typed = this.#answers ? readLine(text) : { text };
    if ('command' in typed) this.#command(typed.command, typed.argument);
    // What a program writes is meant as it is; a person may have mistyped.
    else if ('unknown' in typed && this.#interactive)
      this.#printer.complaint(`there is no ${typed.unknown}; /help shows what there is, and //… says /…`);
    else this.#outbox.add(typed.text);
    this.#look();
  }

  #command(command: 'who' | 'name' | 'history' | 'help' | 'exit', argument: string): void {
    const { roster, self } = this.#client;
    switch (command) {
      case 'who':
        if (self) this.#answers?.people(roster, self);
        else this.#printer.complaint('not connected yet');
        break;
      case 'name':
        if (argument) this.#client.setProfile({ name: argument });
        else this.#printer.complaint('say which: /name NAME');
        break;
      case 'history':
        this.#feed.older((messages, more) => this.#answers?.history(messages, more));
        break;
      case 'help':
        this.#answers?.help();
        break;
      case 'exit':
        this.#leave();
        break;
    }
  }

  /** The outbox may have changed. */
  #look(): void {
    for (const { text, error } of this.#outbox.look())
      this.#printer.complaint(`not sent (${reason(error)}): ${text.slice(0, 60)}`);
    this.#terminal.waiting(this.#outbox.waiting);
    this.#terminal.hold(!this.#welcomed || this.#outbox.full);
    if (this.#leaving) this.#goOn();
  }

  /** Asked to end; the second time without waiting. */
  #interrupt(): void {
    if (this.#leaving) this.#giveUp();
    else this.#leave();
  }

  #leave(): void {
    if (this.#ended || this.#leaving) return;
    this.#leaving = true;
    const { waiting } = this.#outbox;
    if (waiting > 0 && this.#interactive)
      this.#printer.status(`${counted(waiting, 'message')} not sent yet; Ctrl+C gives up`);
    this.#goOn();
  }

  /** Leaves, as soon as that is possible. */
  #goOn(): void {
    if (this.#ended) return;
    const { waiting } = this.#outbox;
    if (waiting === 0) {
      this.#finish(this.#outbox.failed > 0 ? 1 : 0);
      return;
    }
    if (this.#patience !== undefined && waiting >= this.#waited) return;
    this.#waited = waiting;
    this.#patience?.();
    this.#patience = this.#clock.after(PATIENCE_MS, () => this.#giveUp());
  }

  #giveUp(): void {
    this.#finish(this.#outbox.waiting + this.#outbox.failed > 0 ? 1 : 0);
  }

  #fail(why: string): void {
    const unsent = this.#outbox.waiting + this.#outbox.failed;
    this.#finish(1, unsent > 0 ? `${why} (${counted(unsent, 'message')} not sent)` : why);
  }

  #finish(code: number, why?: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#patience?.();
    const unsent = this.#outbox.waiting + this.#outbox.failed;
    this.#terminal.close();
    if (why !== undefined) this.#complain(why);
    else if (unsent > 0) this.#complain(`${counted(unsent, 'message')} not sent`);
    this.#client.disconnect();
    this.#end?.(code);
  }

  get #clock(): Clock {
    return this.#streams.clock;
  }
}

function reason(code: string | undefined): string {
  switch (code) {
    case 'too_long':
      return 'too long';
    case 'empty':
      return 'nothing in it';
    case 'forbidden':
      return 'not allowed';
    default:
      return code ?? 'no reason given';
  }
}
