import { nextTask } from '../shared/deferred-first-update.ts';

/**
 * Loads the layer in the window: not before somebody is beyond its edges, or the site has a key for cursor chat.
 *
 * Resolves a task later than the script: what the element's host has set on it before it was defined, Lit keeps and sets
 * again in the first update, over anything that was set in between. By then, that update is done.
 */
export const loadOffscreen = async () => {
  const layer = await import('./live-presence-offscreen.ts');
  await nextTask();
  return layer;
};
