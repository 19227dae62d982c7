import type { Database, Statement } from './database.ts';

const EVENTS = 'SELECT events.*, body FROM events LEFT JOIN texts ON texts.id = events.text';
const MESSAGES = `SELECT events.*, body, edited_at, deleted, reactions
  FROM messages JOIN events USING (room, seq) JOIN texts ON texts.id = events.text`;

const QUERIES = {
  log: 'SELECT epoch, generation FROM log',
  setEpoch: 'UPDATE log SET epoch = ?',
  nextGeneration: 'UPDATE log SET generation = generation + 1',
  room: 'SELECT id, seq, floor, generation FROM rooms WHERE name = ?',
  roomName: 'SELECT name FROM rooms WHERE id = ?',
  roomAfter: 'SELECT id FROM rooms WHERE id > ? ORDER BY id LIMIT 1',
  addRoom: 'INSERT INTO rooms (name, seq, floor, messages, generation) VALUES (?, 0, 0, 0, ?)',
  emptyRooms: 'SELECT id, name FROM rooms WHERE floor = seq AND id > ? ORDER BY id LIMIT ?',
  removeEmptyRoom: 'DELETE FROM rooms WHERE name = ? AND floor = seq',
  advanceRoom: 'UPDATE rooms SET seq = ?, messages = messages + ? WHERE id = ?',
  addEvent:
    'INSERT INTO events (room, seq, kind, member, op, at, of, detail, text, ahead) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  moveText: 'UPDATE events SET text = ? WHERE room = ? AND seq = ?',
  eventAt: `${EVENTS} WHERE room = ? AND seq = ?`,
  eventByOp: `${EVENTS} WHERE room = ? AND member = ? AND op = ?`,
  eventsAfter: `${EVENTS} WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?`,
  addMessage: 'INSERT INTO messages (room, seq) VALUES (?, ?)',
  setMessage: 'UPDATE messages SET edited_at = ?, deleted = ?, reactions = ? WHERE room = ? AND seq = ?',
  messageAt: `${MESSAGES} WHERE room = ? AND seq = ?`,
  messagesBefore: `${MESSAGES} WHERE room = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
  // Through the index of a member's operations; otherwise each step would read the whole room.
  messagesOf: `${MESSAGES.replace('messages JOIN events', 'events INDEXED BY events_by_op JOIN messages')}
    WHERE room = ? AND member = ? AND seq > ? ORDER BY seq LIMIT ?`,
} satisfies Record<string, string>;

export type ChatQueries = Readonly<Record<keyof typeof QUERIES, Statement>>;

/** @param database migrated to this version */
export function prepareChatQueries(database: Database): ChatQueries {
  const prepared = Object.entries(QUERIES).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as ChatQueries;
}
