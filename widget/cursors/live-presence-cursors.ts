/*
 * A cursor's way through this room and its neighbours.
 *
 * Out: `PointerSource` (shared/) has the newest pointer event → `PointerController` asks the `AnchorFinder` (anchors/)
 * once per frame which content is below it → `PresenceClient.setCursor` (client/) sends it at the server's pace.
 *
 * In: the client decodes a tick and emits `cursors` → `LivePresenceCursors` hands it to the `CursorLayer`, which keeps
 * a `PeerCursor` per slot → in each frame `CursorMotion` (motion/) says which place is due, and the `PlaceCache` which
 * point of this page that is, by the `AnchorResolver` (anchors/) → the peer cursor's `style.transform`.
 *
 * Beside it: `OffscreenReporter` → `offscreen-change` → `LivePresence` → the chips of `LivePresenceOffscreen`.
 */
import type { CSSResultGroup, PropertyDeclarations, PropertyValues } from 'lit';
import { CursorReceiver } from '../client/cursors/cursor-receiver.ts';
import { CursorSender } from '../client/cursors/cursor-sender.ts';
import { defineOnce } from '../shared/define-once.ts';
import type { PointerSource } from '../shared/pointer-source.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { internal, PresencePart } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { CursorLayer } from './cursor-layer.ts';
import { FullscreenController } from './fullscreen-controller.ts';
import { styles } from './live-presence-cursors.styles.ts';
import { loadOffscreen, OffscreenReporter } from './offscreen-reporter.ts';
import { PointerController } from './pointer-controller.ts';

/** Pins, following and reactions load no second copy of the anchors. */
export { pinAt, scrollToPin } from '../anchors/pin.ts';

/**
 * Draws the others' cursors on the content they point at, and sends the visitor's own.
 *
 * Most visitors are alone: this module is loaded when somebody else is on the page.
 *
 * The layer has no size, and layout containment, so that a cursor far out does not make the page longer. It lies in
 * the document's coordinates: when the page scrolls, the cursors move with it without a script.
 *
 * @fires offscreen-change - Other people are beyond the window's edges now.
 * @csspart cursor - One cursor. Its box's top left corner is the point; `data-member` is the member's id.
 * @csspart cursor-label - The name beside it.
 * @csspart cursor-says - What its owner types at it.
 */
export class LivePresenceCursors extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pointer: internal,
    showOthers: internal,
    shareOwn: internal,
    hotkey: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare pointer: PointerSource | undefined;
  /** Whether others' cursors are drawn. */
  declare showOthers: boolean;
  /** Whether the visitor's own cursor is sent. */
  declare shareOwn: boolean;
  /** Key that opens the cursor chat; none if empty. */
  declare hotkey: string;

  readonly #layer: CursorLayer = new CursorLayer(this, (now) => this.#offscreen.drawn(now));
  readonly #offscreen: OffscreenReporter = new OffscreenReporter(this, this.#layer);

  constructor() {
    super();
    this.showOthers = this.shareOwn = true;
    const pointer = new PointerController(this);
    new PresenceController(this, [], {
      // Also after each connection.
      alone: () => {
        pointer.update();
        this.#loadHotkey();
      },
      slots: ({ freed, bound }) => {
        if (!this.#layer.rebind(freed, bound)) this.#clear();
      },
      cursors: ({ tick, at }) => this.#layer.receive(tick, at),
      cursorChat: ({ slot, text }) => this.#layer.showCursorChat(slot, text),
      roster: () => this.#layer.renderContents(),
      reset: () => this.#clear(),
    });
    this.addController(new FullscreenController(this));
  }

  /**
   * Scrolls to where a person's cursor is, and points it out.
   * @returns false if they have none on this page
   */
  scrollToMember(id: string): boolean {
    return this.#layer.scrollTo(id);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clear();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) this.#clear();
    if (changed.has('language')) this.#layer.renderContents();
    if (changed.has('shareOwn') && !this.shareOwn) {
      this.client?.setCursor(undefined);
      this.client?.setCursorChat('');
    }
    if (changed.has('showOthers')) {
      this.#layer.toggle();
      this.#offscreen.report();
    }
  }

  protected override updated(changed: PropertyValues): void {
    // The client has kept what it received before this module was loaded; by now the controllers listen to it.
    if (changed.has('client')) this.client?.useCursors(CursorSender, CursorReceiver);
    this.#loadHotkey();
  }

  protected override render(): unknown {
    return this.#layer.element;
  }

  /** The layer that is in the window listens for it. */
  #loadHotkey(): void {
    if (this.hotkey && !this.client?.alone) loadOffscreen().catch(() => undefined);
  }

  #clear(): void {
    this.#layer.clear();
    this.#offscreen.report();
  }
}

defineOnce('live-presence-cursors', LivePresenceCursors);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-cursors': LivePresenceCursors;
  }
}
