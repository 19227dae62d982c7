/** What the chat shows only once somebody has done something that needs it, with its texts. */
import { CHAT_DETAILS } from '../words/english-chat-details.ts';
import { addMessages } from '../words/language.ts';

export { charactersLeft } from './composer/characters-left.ts';
export { messageContext } from './composer/message-context.ts';
export { styles } from './details.styles.ts';
export { JoinLeaveNotices } from './log/join-leave-notices.ts';
export { LogNavigator } from './log/log-navigator.ts';
export { belowText, mutedText, namesOf, quoteOf, textOf } from './log/message-details.ts';
export { messageText } from './log/message-text.ts';
export { newerButton } from './log/newer-button.ts';
export { typingText } from './name-list.ts';

addMessages(CHAT_DETAILS);
