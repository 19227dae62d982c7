import { isIP, isIPv4 } from 'node:net';

/** Names of ranges that can stand for their addresses. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * A trusted proxy: an address, a range (`10.0.0.0/8`) or the name of one.
 * @throws Error that names a wrong entry
 */
export function proxyEntry(text: string): string {
  const entry = text.toLowerCase().replace(/^\[(.*)\]/, '$1');
  if (RANGES.includes(entry)) return entry;
  const [address = '', range, ...more] = entry.split('/');
  const bits = isIPv4(address) ? 32 : 128;
  const isRange = range === undefined || (/^\d+$/.test(range) ? Number(range) <= bits : isIPv4(range));
  if (isIP(address) !== 0 && !address.includes('%') && isRange && more.length === 0) return entry;
  throw new Error(
    `${JSON.stringify(text)} is not an address like 10.0.0.7, a range like 10.0.0.0/8 or one of ${RANGES.join(', ')}; names are not looked up`,
  );
}
