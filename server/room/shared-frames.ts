import type { ServerMessage } from '../../protocol/messages.ts';
import { textFrame } from '../frame.ts';

/** @returns makes frames of messages, the same frame for messages that are alike */
export function sharedFrames(): (message: ServerMessage) => Buffer {
  const frames = new Map<string, Buffer>();
  return (message) => {
    const text = JSON.stringify(message);
    const bytes = frames.get(text) ?? textFrame(text);
    frames.set(text, bytes);
    return bytes;
  };
}
