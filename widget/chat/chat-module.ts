/**
 * The chat's script: the panel and the log, and what it shares with the list of people. It loads once the page is
 * online, so that every button works if the network goes away later; if that fails, when one of them is clicked.
 */
import './live-presence-chat-panel.ts';
import { keepLoading } from '../host/keep-loading.ts';
import { loadGuards } from '../shared/panel-guards.ts';
import { alerts, details, loadPins, messageMenus, suggestionLists } from './late-parts.ts';

export { chatPanel } from './chat-panel.template.ts';
export { ChatLog } from '../client/chat/chat-log.ts';
// What the list of people shares with scripts that load after this one travels with it.
export { addressOf } from '../shared/page-address.ts';
export { switchButton } from '../shared/switch-button.ts';
export { UnsentMessages } from './composer/unsent-messages.ts';

/**
 * Loads the list of people, a script of its own that shares code with this one. What other buttons open loads along
 * with it.
 */
export const loadPeople = () => {
  for (const load of [loadGuards, loadPins]) void keepLoading<unknown>(load);
  for (const module of [alerts, details, messageMenus, suggestionLists]) void module.preload();
  return import('../people/live-presence-people.ts');
};
