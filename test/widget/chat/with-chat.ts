import type { ChatEvent, ChatMessage } from '../../../protocol/chat.ts';
import type { WelcomeMessage } from '../../../protocol/messages.ts';
import type { ServerEnd } from '../../helpers/socket-pair.ts';
import { messageMenus, suggestionLists } from '../../../widget/chat/late-parts.ts';
import { messageEvent } from '../client/visitor.ts';
import { ADA, BO, onPage, until, type OnPage } from '../on-page.ts';

/** A text without the characters that keep names to their own direction. */
export const plain = (text: string): string => text.replace(/[\u2068\u2069]/g, '');

/** The text of an element, on one line. */
export const textOf = (element: HTMLElement): string =>
  plain(element.textContent).replace(/\s+/g, ' ').trim();

/** A page on which Ada has opened the chat. */
export class WithChat {
  readonly page: OnPage;
  readonly end: ServerEnd;

  private constructor(page: OnPage, end: ServerEnd) {
    this.page = page;
    this.end = end;
  }

  static async open(
    more: Partial<WelcomeMessage> = {},
    attributes: Record<string, string> = {},
    members = [ADA, BO],
  ): Promise<WithChat> {
    const page = await onPage(attributes);
    const end = await page.join(members, more);
    const chat = new WithChat(page, end);
    page.element.openChat();
    await until(() => page.parts('chat-input').length > 0);
    await Promise.all([messageMenus, suggestionLists].map((part) => part.load()));
    await page.settled();
    return chat;
  }

  get input(): HTMLTextAreaElement {
    return this.page.find('textarea') as HTMLTextAreaElement;
  }

  /** Message number so many, as it is shown. */
  message(index: number): HTMLElement {
    const message = this.page.parts('message').at(index);
    if (!message) throw new Error(`there is no message ${index}`);
    return message;
  }

  async hear(...events: ChatEvent[]): Promise<void> {
    this.end.send({ type: 'chat', events });
    await this.page.settled();
  }

  /** The server has kept what was asked for last. */
  async acknowledge(seq: number): Promise<void> {
    const last = this.end.received.findLast((message) => 'op' in message);
    this.end.send({ type: 'ack', op: last && 'op' in last ? last.op : '', seq, at: 0 });
    await this.page.settled();
  }

  async write(value: string): Promise<void> {
    this.input.focus();
    this.input.value = value;
    this.input.setSelectionRange(value.length, value.length);
    this.input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await this.page.settled();
  }

  async press(key: string, target: HTMLElement = this.input): Promise<void> {
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
    );
    await this.page.settled();
  }

  async say(value: string): Promise<void> {
    await this.write(value);
    await this.press('Enter');
  }

  /** Points at a message, and clicks what is offered there under this name. */
  async choose(index: number, name: string): Promise<void> {
    this.message(index).focus();
    await this.page.settled();
    this.button(name, this.message(index)).click();
    await this.page.settled();
  }

  button(
    name: string,
    within: ParentNode = this.page.find('live-presence-chat-panel').shadowRoot!,
  ): HTMLElement {
    const found = [...within.querySelectorAll('button')].find(
      (button) => plain(button.ariaLabel ?? button.textContent.trim()) === name,
    );
    if (!found) throw new Error(`there is no button "${name}"`);
    return found;
  }
}

/** A message of Bo's, said just now. */
export function bo(
  seq: number,
  text: string,
  more: Partial<Extract<ChatEvent, { kind: 'message' }>> = {},
): ChatEvent {
  return messageEvent(seq, { member: 'bo', name: 'Bo', text, at: Date.now(), ...more });
}

/** One of Ada's own. */
export function own(
  seq: number,
  text: string,
  more: Partial<Extract<ChatEvent, { kind: 'message' }>> = {},
): ChatEvent {
  return bo(seq, text, { member: 'ada', name: 'Ada Lovelace', ...more });
}

/** Messages as history brings them, with the seqs from `first` to `last`. */
export function past(first: number, last: number): ChatMessage[] {
  return Array.from({ length: last - first + 1 }, (_, index) => ({
    seq: first + index,
    kind: 'message',
    member: 'bo',
    name: 'Bo',
    color: '#112233',
    at: Date.now() - 60_000,
    text: `old ${first + index}`,
  }));
}
