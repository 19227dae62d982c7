import type { ChatEvent } from '../../protocol/chat.ts';

/** By what a log is recognised when it is opened again. */
export interface LogTrace {
  inode: number | undefined;
  epoch: string;
  /** The newest event that was stored since it was opened first: a log that has it has all. */
  newest?: { room: string; event: ChatEvent } | undefined;
}
