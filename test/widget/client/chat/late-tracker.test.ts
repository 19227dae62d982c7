/** The tests of the chat once more, with its scripts loading after the first frames. */
import { loadChatLate } from '../visitor.ts';

loadChatLate();
for (const name of ['away', 'log', 'queue', 'sequence', 'unread']) await import(`./chat-${name}.test.ts`);
for (const name of ['history-loader', 'replaced-log']) await import(`./${name}.test.ts`);
