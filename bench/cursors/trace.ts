/** One entry of a trace; times in µs. */
export interface TraceEvent {
  name: string;
  ph: string;
  cat: string;
  ts: number;
  dur?: number;
  tdur?: number;
  pid: number;
  tid: number;
  args: {
    data?: { url?: string; frame?: string; nodeId?: number; nodeName?: string; reason?: string; functionName?: string };
    [name: string]: unknown;
  };
}
