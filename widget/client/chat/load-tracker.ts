import type { ChatTracker } from './chat-tracker.ts';

/** Loads what orders and counts messages: with the chat, or when there are some. */
export const loadTracker = (): Promise<{ ChatTracker: typeof ChatTracker }> => import('./chat-tracker.ts');
