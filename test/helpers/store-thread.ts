import { BroadcastChannel, Worker } from 'node:worker_threads';
import type { WorkerOptions } from '../../server/store/worker-messages.ts';

const FILE = new URL('../../server/store/sqlite-worker.ts', import.meta.url).href;
const RUN = `
  const { BroadcastChannel, threadId } = require('node:worker_threads');
  const channel = new BroadcastChannel('crash ' + threadId);
  channel.onmessage = () => { throw new Error('crashed by a test'); };
  channel.unref();
  import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(FILE)}); });
`;

/** Starts the store's worker from its sources: on the oldest supported Node, workers don't inherit tsx. */
export function threadFromSources(options: WorkerOptions): Worker {
  return new Worker(RUN, { eval: true, workerData: options });
}

/**
 * Makes such a worker throw an uncaught error, between two of its tasks. (`terminate` would crash the process if the
 * worker is inside the database's native code.)
 */
export async function crash(thread: Worker): Promise<void> {
  // An idle worker would not keep this process alive.
  thread.ref();
  const channel = new BroadcastChannel(`crash ${thread.threadId}`);
  channel.postMessage('now');
  await new Promise((resolve) => thread.once('exit', resolve));
  channel.close();
}
