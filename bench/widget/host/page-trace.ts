import type { TraceEvent } from '../cursors/trace.ts';

/** A mark that the page leaves in the trace once it has loaded and has nothing else to do. */
export const IDLE_MARK = 'bench-idle';

/** Events that say which script they are about say it in one of these. */
interface Named extends TraceEvent {
  args: TraceEvent['args'] & { fileName?: string; data?: { url?: string } };
}

/** Running a module from top to bottom. It does not say which: the page has none but ours. */
const EVALUATION = 'v8.evaluateModule';
/** What only a page's main thread does. */
const SCRIPT = ['EvaluateScript', 'FunctionCall'];
/** What a page does: scripts, timers, messages, and all that leads to a picture. The engine's own housekeeping is not it. */
const WORK =
  /^(TimerFire|TimerInstall|TimerRemove|FunctionCall|EvaluateScript|EventDispatch|FireAnimationFrame|RequestAnimationFrame|FireIdleCallback|WebSocket\w+|XHR\w+|Resource\w+|UpdateLayoutTree|ScheduleStyleRecalculation|InvalidateLayout|Layout|LayoutShift|PrePaint|Paint|Layerize|Commit|RasterTask|Animation)$/;

/** What the main thread of one page did. */
export class PageTrace {
  readonly #events: Named[];
  readonly #isOurs: (url: string) => boolean;

  /** @param thread as another trace of the same page found it */
  constructor(
    trace: readonly TraceEvent[],
    isOurs: (url: string) => boolean,
    thread?: { pid: number; tid: number },
  ) {
    this.#isOurs = isOurs;
    const of = thread ?? trace.find((event) => SCRIPT.includes(event.name) && isOurs(urlOf(event)));
    if (!of) throw new Error('the trace has no script of that page');
    this.#events = trace
      .filter(({ pid, tid }) => pid === of.pid && tid === of.tid)
      .sort((a, b) => a.ts - b.ts);
  }

  get thread(): { pid: number; tid: number } {
    const [{ pid, tid } = { pid: NaN, tid: NaN }] = this.#events;
    return { pid, tid };
  }

  /** How long the script of the page's tag, the first of ours, ran when it was loaded, in ms. */
  get evaluation(): number {
    const { dur = 0, tdur = dur } = this.#events.find(({ name }) => name === EVALUATION) ?? {};
    return tdur / 1000;
  }

  /** The longest task with a script of ours in it, in ms. */
  get longestTask(): number {
    return Math.max(0, ...this.#tasks().map(({ ms }) => ms));
  }

  /** All tasks with a script of ours in them that were over before the page was idle, in ms. */
  get sumUntilIdle(): number {
    const end = this.#events.find(({ name }) => name === IDLE_MARK)?.ts ?? Infinity;
    return this.#sum(this.#tasks().filter((task) => task.end <= end));
  }

  /** All tasks with a script of ours in them, in ms. */
  get sum(): number {
    return this.#sum(this.#tasks());
  }

  #sum(tasks: readonly { ms: number }[]): number {
    return tasks.reduce((sum, { ms }) => sum + ms, 0);
  }

  #tasks(): { ms: number; end: number }[] {
    const ours = this.#events.filter((event) => event.name === EVALUATION || this.#isOurs(urlOf(event)));
    return this.#events
      .filter(
        ({ name, ts, dur = 0 }) =>
          name === 'RunTask' && ours.some((event) => event.ts >= ts && event.ts <= ts + dur),
      )
      .map(({ ts, dur = 0, tdur = dur }) => ({ ms: tdur / 1000, end: ts + dur }));
  }

  /** How often what happened. */
  names(): Map<string, number> {
    const names = new Map<string, number>();
    for (const { name, ph } of this.#events) {
      if (ph === 'M' || ph === 'E' || !WORK.test(name)) continue;
      names.set(name, (names.get(name) ?? 0) + 1);
    }
    return names;
  }
}

function urlOf({ args }: Named): string {
  return args.fileName ?? args.data?.url ?? '';
}
