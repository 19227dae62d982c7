import { html, nothing, type TemplateResult } from 'lit';
import type { Clock } from '../protocol/clock.ts';
import type { PlaceMap } from './anchors/place-map.ts';
import type { LivePresenceChat } from './chat/live-presence-chat.ts';
import type { PresenceClient } from './client/presence-client.ts';
import type { ConsentController } from './consent/consent-controller.ts';
import type { OffscreenPerson } from './cursors/offscreen-people.ts';
import { hotkeyOf, type Choice } from './settings.ts';
import type { PointerSource } from './shared/pointer-source.ts';
import type { PresenceOwner } from './shared/presence-part.ts';
import { forwardSlot } from './shared/slot-forwarding.ts';
import type { Language } from './words/language.ts';

/** The attributes of `<live-presence>` that decide what it shows. */
interface Host extends PresenceOwner, HTMLElement {
  chat: Choice<'chat'>;
  readonly badge: Choice<'badge'>;
  readonly position: Choice<'position'>;
  readonly unread: Choice<'unread'>;
  readonly hotkey: string;
  readonly place: PlaceMap | undefined;
  readonly clock: Clock;
  readonly language: Language;
}

export interface View {
  host: Host;
  /** Undefined while the visitor is asked for consent. */
  client: PresenceClient | undefined;
  /** Whether the system decides between light and dark. */
  bothSchemes: boolean;
  pointer: PointerSource;
  /** People whose cursors are beyond the window's edges. */
  offscreen: readonly OffscreenPerson[];
  onOffscreenChange: (event: CustomEvent<readonly OffscreenPerson[]>) => void;
  consent: ConsentController;
}

/**
 * The layers above the page: the cursors on it, what is at the window's edges, and the dock in a corner with badge and
 * chat, or with the question for consent. Each is a popover, which the element opens.
 */
export function template(view: View): TemplateResult {
  const { host, client, bothSchemes, pointer } = view;
  const { chat, clock, language, choices } = host;
  const { tag } = language;
  const dir = (host.dir || language.dir) as Language['dir'];
  const scheme = bothSchemes ? ' both' : '';
  const [edge = '', side = ''] = host.position.split('-');
  const dock = `dock ${edge} ${side}${scheme}`;
  if (!client) {
    return html`<div class=${dock} .popover=${'manual'}>
      <live-presence-consent
        lang=${tag}
        dir=${dir}
        exportparts="consent, consent-grant, consent-decline"
        .language=${language}
        @consent-answer=${({ detail }: CustomEvent<boolean>) => view.consent.answer(detail)}
      ></live-presence-consent>
    </div>`;
  }
  const { showOthers, shareOwn } = choices.visibility;
  const hotkey = hotkeyOf(host.hotkey);
  return html`${
      host.cursors !== 'off'
        ? html`<div class="overlay${scheme}" .popover=${'manual'}>
              <live-presence-cursors
                exportparts="cursor, cursor-label, cursor-mark, cursor-says"
                .client=${client}
                .clock=${clock}
                .language=${language}
                .pointer=${pointer}
                .showOthers=${showOthers}
                .shareOwn=${shareOwn}
                .hotkey=${hotkey}
                .place=${host.place}
                .cursors=${host.cursors}
                @offscreen-change=${view.onOffscreenChange}
              ></live-presence-cursors>
            </div>
            <div class="window ${edge}${scheme}" .popover=${'manual'}>
              <live-presence-offscreen
                exportparts="cursor-chip, cursor-talk, avatar"
                lang=${tag}
                dir=${dir}
                .client=${client}
                .clock=${clock}
                .language=${language}
                .pointer=${pointer}
                .people=${view.offscreen}
                .shareOwn=${shareOwn}
                .hotkey=${hotkey}
                @scroll-to-member=${({ detail }: CustomEvent<string>) => host.follow(detail)}
              ></live-presence-offscreen>
            </div>`
        : nothing
    }
    <div class=${dock} .popover=${'manual'}>
      ${
        host.badge === 'on'
          ? html`<live-presence-badge
              exportparts="badge, avatar, count, status, people, person, profile"
              lang=${tag}
              dir=${dir}
              .client=${client}
              .clock=${clock}
              .language=${language}
              .owner=${host}
              .unshared=${!shareOwn && host.cursors !== 'off'}
              >${forwardSlot(host, 'badge-icon', 'icon')}</live-presence-badge
            >`
          : nothing
      }
      ${
        chat === 'off'
          ? nothing
          : html`<live-presence-chat
              exportparts="chat-toggle, unread"
              lang=${tag}
              dir=${dir}
              .open=${chat === 'open'}
              .client=${client}
              .clock=${clock}
              .language=${language}
              .owner=${host}
              .alerts=${{ ...choices.alerts, title: host.unread === 'title' }}
              @chat-toggle=${({ target }: Event) => {
                host.chat = (target as LivePresenceChat).open ? 'open' : 'closed';
              }}
              >${forwardSlot(host, 'chat-header', 'header')}${forwardSlot(host, 'chat-empty', 'empty')}</live-presence-chat
            >`
      }
    </div>`;
}
