/**
 * The chat's script: the panel and the log, and what it shares with the list of people. It loads once the page is
 * online, so that every button works if the network goes away later; if that fails, when one of them is clicked.
 */
import './live-presence-chat-panel.ts';
import { loadGuards } from '../shared/panel-guards.ts';
import { alerts, loadPins, messageMenus, suggestionLists } from './late-parts.ts';

export { chatPanel } from './chat-panel.template.ts';
export { ChatLog } from '../client/chat/chat-log.ts';
// What the list of people shares with scripts that load after this one travels with it.
export { addressOf } from '../shared/page-address.ts';
export { switchButton } from '../shared/switch-button.ts';
export { UnsentMessages } from './composer/unsent-messages.ts';

/**
 * Loads the list of people, a script of its own that shares code with this one. What other buttons open loads along
 * with it; if that fails, the click tries again.
 */
export const loadPeople = () => {
  void Promise.allSettled([
    loadGuards(),
    alerts.load(),
    loadPins(),
    messageMenus.load(),
    suggestionLists.load(),
  ]);
  return import('../people/live-presence-people.ts');
};
