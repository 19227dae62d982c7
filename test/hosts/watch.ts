/** Runs in every host page before all else, and tells what the page is like: with a guest in it and without. */

/** What a page is like for those who use it. */
export interface Census {
  /** Names that scripts see. */
  globals: string[];
  /** Computed styles and box of each element of the page, by its place in the tree. */
  elements: Record<string, { style: string; box: string }>;
  /** What lies at 20 × 20 points of the window; `own` where that is the guest, and may be. */
  grid: string[];
  focus: string;
  scroll: string;
}

const GRID = 20;
const WAIT_MS = 10_000;
const TAG = 'live-presence';

function isGuest(element: Element): boolean {
  return element.localName.startsWith(TAG) || element.matches(`script[src*="${TAG}"]`);
}

/** As `body>p:2`: the guest is not counted. */
function placeOf(element: Element): string {
  const parent = element.parentElement;
  if (!parent) return element.localName;
  const siblings = [...parent.children].filter((each) => !isGuest(each));
  return `${placeOf(parent)}>${element.localName}:${siblings.indexOf(element)}`;
}

interface LayoutShift extends PerformanceEntry {
  readonly hadRecentInput: boolean;
  readonly sources: readonly { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
}

function nameOf(node: Node | null): string {
  return node instanceof Element ? `${node.localName}.${node.className}` : (node?.nodeName ?? 'what is gone');
}

/** Everything below, in shadow roots, too. */
function* below(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* below(element.shadowRoot);
  }
}

function boxOf({ x, y, width, height }: DOMRect): string {
  return [x, y, width, height].map((number) => number.toFixed(2)).join(' ');
}

export class Watch {
  /** Errors, rejections and violations of the policy. */
  readonly problems: string[] = [];
  /** What moved without the visitor having done anything. */
  readonly shifts: string[] = [];
  /** What was said on the console. */
  readonly warnings: string[] = [];
  /** Keys that fields of the page got. */
  readonly keys: string[] = [];

  constructor() {
    addEventListener('error', ({ message }) => this.problems.push(`error: ${message}`));
    addEventListener('unhandledrejection', ({ reason }) => this.problems.push(`rejected: ${String(reason)}`));
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      this.problems.push(`violation of ${violatedDirective}: ${blockedURI}`),
    );
    for (const level of ['warn', 'error'] as const) {
      const { [level]: said } = console;
      console[level] = (...words: unknown[]) => {
        this.warnings.push(words.map(String).join(' '));
        said.apply(console, words);
      };
    }
    // Not every engine counts them. What a visitor's own click moves is no shift.
    if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          const { hadRecentInput, sources } = entry as LayoutShift;
          if (hadRecentInput) continue;
          for (const { node, previousRect, currentRect } of sources)
            this.shifts.push(`${nameOf(node)}: ${boxOf(previousRect)} → ${boxOf(currentRect)}`);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    }
    addEventListener('keydown', ({ key, target }) => {
      if (target instanceof HTMLInputElement) this.keys.push(key);
    });
  }

  /** The first part of this name in the guest, wherever it is. */
  find(part: string): HTMLElement | undefined {
    for (const guest of document.querySelectorAll(TAG)) {
      for (const element of guest.shadowRoot ? below(guest.shadowRoot) : []) {
        // What stands in another shadow root is looked for there, and an element of ours comes before its content.
        if (element.part.contains(part)) return element as HTMLElement;
      }
    }
    return undefined;
  }

  /** The middle of a part where it can be clicked on: nothing of the page is above it. */
  reach(part: string): { x: number; y: number } | undefined {
    const element = this.find(part);
    if (!element) return undefined;
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) return undefined;
    const x = left + width / 2;
    const y = top + height / 2;
    let at = document.elementFromPoint(x, y);
    while (at?.shadowRoot && at !== element) {
      const inner = at.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === at) break;
      at = inner;
    }
    return at && (element.contains(at) || at.contains(element) || inside(element, at)) ? { x, y } : undefined;
  }

  /** Whether a text stands in a part of this name. */
  says(part: string, text: string): boolean {
    for (const guest of document.querySelectorAll(TAG)) {
      for (const element of guest.shadowRoot ? below(guest.shadowRoot) : []) {
        if (element.part.contains(part) && element.textContent.includes(text)) return true;
      }
    }
    return false;
  }

  census(): Census {
    const elements: Census['elements'] = {};
    for (const element of document.querySelectorAll('*')) {
      if (isGuest(element)) continue;
      const style = getComputedStyle(element);
      const text = [...style].map((name) => `${name}: ${style.getPropertyValue(name)}`).join('; ');
      elements[placeOf(element)] = { style: text, box: boxOf(element.getBoundingClientRect()) };
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    return {
      globals: Object.getOwnPropertyNames(window).sort(),
      elements,
      grid: this.#grid(),
      focus: document.activeElement ? placeOf(document.activeElement) : 'none',
      scroll: [scrollX, scrollY, scrollWidth, scrollHeight].join(' '),
    };
  }

  /** Where the guest shows something that takes clicks. */
  #own(): DOMRect[] {
    return ['badge', 'chat-toggle', 'chat', 'people']
      .map((part) => this.find(part)?.getBoundingClientRect())
      .filter((box): box is DOMRect => box !== undefined && box.width > 0);
  }

  #grid(): string[] {
    const own = this.#own();
    // Not `Array.from`: some pages have another one.
    const points = [...new Array(GRID * GRID).keys()].map((i) => ({
      x: ((i % GRID) + 0.5) * (innerWidth / GRID),
      y: (Math.floor(i / GRID) + 0.5) * (innerHeight / GRID),
    }));
    return points.map(({ x, y }) => {
      const at = document.elementFromPoint(x, y);
      if (!at) return 'nothing';
      if (!isGuest(at)) return placeOf(at);
      const isOwn = own.some(
        ({ left, right, top, bottom }) => x >= left && x <= right && y >= top && y <= bottom,
      );
      return isOwn ? 'own' : `the guest, where it shows nothing (${x}, ${y})`;
    });
  }

  /** Resolves once a condition is true. */
  async until(condition: () => unknown): Promise<void> {
    const end = performance.now() + WAIT_MS;
    while (!condition()) {
      if (performance.now() > end) throw new Error('did not come about');
      // Hidden pages have no frames.
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, 100);
        requestAnimationFrame(() => {
          clearTimeout(timer);
          resolve(undefined);
        });
      });
    }
  }
}

/** Whether a node lies in an element, through shadow roots. */
function inside(element: Element, node: Element): boolean {
  for (let at: Node | null = node; at; at = at instanceof ShadowRoot ? at.host : at.parentNode) {
    if (at === element) return true;
  }
  return false;
}

declare global {
  var watch: Watch;
}
globalThis.watch = new Watch();
