import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { chime } from './alerts.ts';
import { PANEL_WORDS } from './panel-words.ts';
import type { PresenceOwner } from './presence-part.ts';
import { switchButton } from './switch-button.ts';

/** How the visitor wants to be told of messages. */
export function alertSettings(
  owner: PresenceOwner | undefined,
  host: ReactiveControllerHost,
): TemplateResult {
  const { sound = false, notify = false } = owner?.alerts ?? {};
  const set = (alerts: { sound?: boolean; notify?: boolean }): void => {
    owner?.setAlerts(alerts);
    host.requestUpdate();
  };
  const allow = async (): Promise<void> => {
    if (!notify) await Notification.requestPermission();
    set({ notify: !notify });
  };
  return html`<div class="settings" role="group" aria-label=${PANEL_WORDS.alerts}>
    ${switchButton(PANEL_WORDS.sound, sound, () => {
      set({ sound: !sound });
      if (!sound) void chime();
    })}
    ${'Notification' in globalThis ? switchButton(PANEL_WORDS.notify, notify, () => void allow()) : nothing}
    ${
      notify && Notification.permission === 'denied'
        ? html`<p class="quiet">${PANEL_WORDS.notifyDenied}</p>`
        : nothing
    }
  </div>`;
}
