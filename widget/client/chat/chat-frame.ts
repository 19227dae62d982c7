import type {
  AckMessage,
  ChatEventsMessage,
  ErasedMessage,
  HistoryPageMessage,
  LogMessage,
  PulseMessage,
  QuotedMessage,
  TypingStateMessage,
  WelcomeMessage,
} from '../../../protocol/messages.ts';

/** What the server sends about the chat. */
export type ChatFrame =
  | WelcomeMessage
  | LogMessage
  | ChatEventsMessage
  | HistoryPageMessage
  | QuotedMessage
  | AckMessage
  | TypingStateMessage
  | ErasedMessage
  | PulseMessage;
