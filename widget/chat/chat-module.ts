/** What the second script brings. It loads when the chat or the list of people is first opened. */
import './live-presence-chat-panel.ts';
import { loadGuards } from '../shared/panel-guards.ts';

export { chatPanel } from './chat-panel.template.ts';
export { ChatLog } from '../client/chat/chat-log.ts';
// The list of people and the alerts share the switch, so it travels with this script.
export { switchButton } from '../shared/switch-button.ts';
export { UnsentMessages } from './composer/unsent-messages.ts';

/**
 * Loads the list of people, a script of its own that shares code with this one. What other buttons open loads along
 * with it; if that fails, the click tries again.
 */
export const loadPeople = () => {
  void Promise.allSettled([
    loadGuards(),
    import('./alerts/alerts.ts'),
    import('./pins/live-presence-pins.ts'),
    import('./log/message-menu.ts'),
    import('./composer/suggestion-list.ts'),
  ]);
  return import('../people/live-presence-people.ts');
};
