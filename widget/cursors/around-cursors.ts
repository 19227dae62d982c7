import type { CSSResult, ReactiveControllerHost } from 'lit';
import { SAMPLE } from '../../protocol/cursor-frame.ts';
import type { Clock } from '../../protocol/clock.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import { parentOf } from '../anchors/host-dom.ts';
import type { View } from '../anchors/off-screen.ts';
import type { PresenceOwner } from '../shared/presence-part.ts';
import { styles } from './around-cursors.styles.ts';
import { drawContent } from './cursor-content.ts';
import { FullscreenController } from './fullscreen-controller.ts';
import { Labels, type LabelsHost } from './labels.ts';
import { OffscreenReporter } from './offscreen-reporter.ts';
import type { PeerCursor } from './peer-cursor.ts';
import type { CursorPlace, PlaceCache } from './place-cache.ts';
import type { QuietMarks } from './quiet-marks.ts';
import { Ripples, type RipplesHost } from './ripples.ts';

export interface AroundHost extends LabelsHost, RipplesHost, ReactiveControllerHost, HTMLElement {
  /** With `quiet`, arrows are drawn only while somebody points on purpose. */
  readonly cursors: PresenceOwner['cursors'];
  client: PresenceClient | undefined;
  readonly clock: Clock;
  readonly renderRoot: HTMLElement | DocumentFragment;
}

interface Layer {
  readonly element: HTMLElement;
  /** The cursors that the visitor is shown. */
  readonly shown: Iterable<PeerCursor>;
}

/** A frame of the layer. */
export interface Frame {
  now: number;
  view: View;
  /** The page's content may be elsewhere than it was. */
  moved: boolean;
  places: PlaceCache;
  cursors: readonly PeerCursor[];
}

/** What others' cursors have beside the arrow: labels, rings, marks. It loads with the first of them. */
export class AroundCursors {
  readonly drawContent = drawContent;
  readonly #host: AroundHost;
  readonly #layer: HTMLElement;
  readonly #changed: () => void;
  readonly #labels: Labels;
  readonly #ripples: Ripples;
  /** Undefined until it has loaded: not before the site wants it. */
  #marks: QuietMarks | undefined;
  #loading = false;

  /** Tells who is beyond the window's edges. */
  readonly offscreen: OffscreenReporter;

  /**
   * @param layer holds the cursors
   * @param changed something other than the cursors has moved
   */
  constructor(host: AroundHost, layer: Layer, changed: () => void) {
    this.#host = host;
    this.#layer = layer.element;
    this.offscreen = new OffscreenReporter(host, layer);
    this.#changed = changed;
    this.#labels = new Labels(host, changed);
    this.#ripples = new Ripples(host, layer.element);
    host.addController(new FullscreenController(host));
    adopt(host, styles);
  }

  /** When the next frame is due though nothing moves. */
  get due(): number {
    return Math.min(this.#labels.due, this.#marks?.due ?? Infinity, this.offscreen.due);
  }

  /** The cursors are gone. */
  clear(): void {
    this.#labels.watch(false);
    this.#marks?.clear();
    this.offscreen.report();
  }

  /** A cursor is drawn at a place that it was at. */
  reach(cursor: PeerCursor, place: CursorPlace): void {
    if (!(place.flags & SAMPLE.press)) return;
    this.#marks?.press(cursor, place.at);
    if (!(place.flags & SAMPLE.touch)) this.#ripples.add(place, cursor.color);
  }

  /** Reads the page's layout. @returns what writes to the document, after all that reads */
  draw(frame: Frame): (() => void)[] {
    this.offscreen.drawn(frame.now);
    const quiet = this.#host.cursors === 'quiet';
    if (quiet) this.#loadMarks();
    this.#labels.watch(true);
    const marks = this.#marks?.draw(frame, quiet ? this.#labels.pointerIn(frame.view) : undefined, quiet);
    const pointing = marks ? frame.cursors.filter((cursor) => !marks.instead.has(cursor)) : frame.cursors;
    const dressed = this.#labels.arrange(pointing, frame);
    return [
      ...(marks?.writes ?? []),
      ...dressed.map((cursor) => () => cursor.dress()),
      ...this.#ripples.draw(frame.now, frame.places),
    ];
  }

  /** If it can't be loaded now, the next page tries again: arrows are drawn until then. */
  #loadMarks(): void {
    if (this.#loading) return;
    this.#loading = true;
    import('./quiet-marks.ts').then(
      ({ QuietMarks, styles }) => {
        this.#marks = new QuietMarks(this.#layer, { parentOf, textFlag: SAMPLE.text });
        adopt(this.#host, styles);
        this.#changed();
      },
      () => undefined,
    );
  }
}

function adopt({ renderRoot }: AroundHost, { styleSheet }: CSSResult): void {
  if (renderRoot instanceof ShadowRoot && styleSheet) renderRoot.adoptedStyleSheets.push(styleSheet);
}
