import { readFileSync } from 'node:fs';

/** Clock ticks in a second, as /proc counts processor time (getconf CLK_TCK). */
const TICKS = 100;

/** What the operating system says a process has used so far. */
export interface ProcessCost {
  /** Seconds of processor time, of all its threads, in user and system mode. */
  cpu: number;
  /** Resident memory, bytes. */
  rss: number;
}

/** Linux only. */
export function processCost(pid: number): ProcessCost {
  // The name in brackets may hold spaces: what is counted comes after it.
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  const kb = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return { cpu: (Number(fields[11]) + Number(fields[12])) / TICKS, rss: kb * 1024 };
}
