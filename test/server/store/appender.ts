/**
 * A process that appends to a store as fast as it can and prints a line for each acknowledged event, until it is
 * killed: `node --import tsx appender.ts FILE NAME`.
 */
import { systemClock } from '../../../server/clock.ts';
import { SqliteStore } from '../../../server/store/sqlite.ts';
import { threadFromSources } from '../../helpers/store-thread.ts';
import { edit, post, react, remove } from './contract.ts';

const [path = '', name = ''] = process.argv.slice(2);
const fail = (fields: object, message: string): void => {
  throw new Error(`${message} ${JSON.stringify(fields)}`);
};
const store = await SqliteStore.open({
  path,
  clock: systemClock,
  log: { info: fail, error: fail },
  spawn: threadFromSources,
});
const STREAMS = 12;
const ROOMS = 3;

for (let stream = 0; stream < STREAMS; stream++) void write(stream);

async function write(stream: number): Promise<void> {
  const room = `room ${stream % ROOMS}`;
  for (let i = 0; ; i++) {
    const op = `${name}-${stream}-${i}`;
    const of = 1 + ((i * 7) % 50);
    const draft = [
      post(op, op.repeat(1 + (i % 40))),
      react(op, of, '👍'),
      edit(op, of, `${op} edited`),
      remove(op, of),
    ];
    const { event } = await store.append(room, draft[i % 7 < 4 ? 0 : (i % 7) - 3] ?? post(op));
    process.stdout.write(`${room}\t${event.seq}\t${op}\n`);
  }
}
