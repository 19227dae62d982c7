/** What most visitors to the chat do without, for as long as nobody does what it is for. */
import { LateModule } from '../shared/late-module.ts';

/**
 * With the first message that is unread or more than a plain text, when somebody joins, leaves or types, and when the
 * visitor replies, edits, pins or scrolls up.
 */
export const details = new LateModule(() => import('./details.ts'));
/** With the first `@`. */
export const suggestionLists = new LateModule(() => import('./composer/suggestion-list.ts'));
/** For the first message that the visitor points at. */
export const messageMenus = new LateModule(() => import('./log/message-menu.ts'));
/** With the alerts' settings, or with the first alert. */
export const alerts = new LateModule(() => import('./alerts/alerts.ts'));
/** With the first pin. */
export const loadPins = (): Promise<unknown> => import('./pins/live-presence-pins.ts');
