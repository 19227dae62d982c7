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
 * Around it: `AroundCursors`, which loads with the first cursor, puts the `Labels` in place and draws the rest.
 *
 * Beside it: `OffscreenReporter` → `offscreen-change` → `LivePresence` → the chips of `LivePresenceOffscreen`.
 */
import type { CSSResultGroup, PropertyDeclarations, PropertyValues } from 'lit';
import { loadMaps } from '../anchors/load-maps.ts';
import type { PlaceMap } from '../anchors/place-map.ts';
import { CursorReceiver } from '../client/cursors/cursor-receiver.ts';
import { CursorSender } from '../client/cursors/cursor-sender.ts';
import { keepLoading } from '../host/keep-loading.ts';
import { warn } from '../host/warn.ts';
import { defineOnce } from '../shared/define-once.ts';
import type { PointerSource } from '../shared/pointer-source.ts';
import { PresenceController } from '../shared/presence-controller.ts';
import { internal, PresencePart, type PresenceOwner } from '../shared/presence-part.ts';
import { tokens } from '../shared/tokens.styles.ts';
import { CursorLayer } from './cursor-layer.ts';
import { styles } from './live-presence-cursors.styles.ts';
import { loadOffscreen } from './load-offscreen.ts';
import { PointerController } from './pointer-controller.ts';

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
 * @csspart cursor-mark - A mark beside the line, instead of the cursor.
 */
export class LivePresenceCursors extends PresencePart {
  static override properties: PropertyDeclarations = {
    ...PresencePart.properties,
    pointer: internal,
    showOthers: internal,
    shareOwn: internal,
    hotkey: internal,
    place: internal,
    cursors: internal,
  };
  static override styles: CSSResultGroup = [tokens, styles];

  declare pointer: PointerSource | undefined;
  /** Whether others' cursors are drawn. */
  declare showOthers: boolean;
  /** Whether the visitor's own cursor is sent. */
  declare shareOwn: boolean;
  /** Key that opens the cursor chat; none if empty. */
  declare hotkey: string;
  /** How the site maps some elements itself. */
  declare place: PlaceMap | undefined;
  /** With `quiet`, arrows are drawn only while somebody points on purpose, and marks at the margin else. */
  declare cursors: PresenceOwner['cursors'];

  readonly #layer: CursorLayer = new CursorLayer(this);
  readonly #pointer: PointerController;

  constructor() {
    super();
    this.showOthers = this.shareOwn = true;
    const pointer = (this.#pointer = new PointerController(this));
    new PresenceController(this, [], {
      // Also after each connection.
      alone: () => {
        pointer.update();
        this.#loadHotkey();
      },
      slots: ({ freed, bound }) => {
        if (!this.#layer.rebind(freed, bound)) this.#layer.clear();
      },
      cursors: ({ tick, at }) => this.#layer.receive(tick, at),
      cursorChat: ({ slot, text }) => this.#layer.showCursorChat(slot, text),
      roster: () => this.#layer.renderContents(),
      reset: () => this.#layer.clear(),
    });
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
    this.#layer.clear();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('client')) this.#layer.clear();
    if (changed.has('language')) this.#layer.renderContents();
    if (changed.has('shareOwn') && !this.shareOwn) {
      this.client?.setCursor(undefined);
      this.client?.setCursorChat('');
    }
    if (changed.has('showOthers') || changed.has('cursors')) this.#layer.toggle();
  }

  protected override updated(changed: PropertyValues): void {
    // The client has kept what it received before this module was loaded; by now the controllers listen to it.
    if (changed.has('client')) this.client?.useCursors(CursorSender, CursorReceiver);
    this.#loadHotkey();
    // If it can't be loaded now, the next update tries again.
    if (this.place ?? changed.get('place'))
      loadMaps().then(
        ({ useMap }) => useMap(this.place, this.#pointer.finder, this.#layer, warn),
        () => 0,
      );
  }

  protected override render(): unknown {
    return this.#layer.element;
  }

  /** The layer that is in the window listens for it. */
  #loadHotkey(): void {
    if (this.hotkey && !this.client?.alone) void keepLoading(loadOffscreen);
  }
}

defineOnce('live-presence-cursors', LivePresenceCursors);

declare global {
  interface HTMLElementTagNameMap {
    'live-presence-cursors': LivePresenceCursors;
  }
}
