/**
 * What the chat shows only now and then. It is loaded with the list of people, right after the chat, because a button may
 * open it when the network is away.
 */
import { LateModule } from '../shared/late-module.ts';

/**
 * At the latest with the first message that is unread or more than a plain text, when somebody joins, leaves or types, and when the
 * visitor replies, edits, pins or scrolls up.
 */
export const details = new LateModule(() => import('./details.ts'));
/** At the latest with the first `@`. */
export const suggestionLists = new LateModule(() => import('./composer/suggestion-list.ts'));
/** At the latest for the first message that the visitor points at. */
export const messageMenus = new LateModule(() => import('./log/message-menu.ts'));
/** At the latest with the alerts' settings, or with the first alert. */
export const alerts = new LateModule(() => import('./alerts/alerts.ts'));
/** At the latest with the first pin. */
export const loadPins = (): Promise<unknown> => import('./pins/live-presence-pins.ts');
