import { Worker } from 'node:worker_threads';
import type { ThreadOptions } from '../../server/store/sqlite-thread.ts';

const FILE = new URL('../../server/store/sqlite-worker.ts', import.meta.url).href;

/** Starts the store's thread from its sources: the oldest Node supported doesn't take tsx over into threads. */
export function threadFromSources(options: ThreadOptions): Worker {
  const run = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(FILE)}); })`;
  return new Worker(run, { eval: true, workerData: options });
}
