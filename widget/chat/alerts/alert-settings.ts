import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { chime } from './chime.ts';
import type { PresenceOwner } from '../../shared/presence-part.ts';
import { switchButton } from '../../shared/switch-button.ts';
import { ALERTS } from '../../words/english-alerts.ts';
import { addMessages, type Language } from '../../words/language.ts';

addMessages(ALERTS);

/** The switches for sound and notifications. */
export function alertSettings(
  { t }: Language,
  owner: PresenceOwner | undefined,
  host: ReactiveControllerHost,
): TemplateResult {
  const { sound = false, notify = false } = owner?.choices.alerts ?? {};
  const set = (alerts: { sound?: boolean; notify?: boolean }): void => {
    owner?.choices.setAlerts(alerts);
    host.requestUpdate();
  };
  const allow = async (): Promise<void> => {
    if (!notify) await Notification.requestPermission();
    set({ notify: !notify });
  };
  return html`<div class="settings" role="group" aria-label=${t('alerts')}>
    ${switchButton(t('sound'), sound, () => {
      set({ sound: !sound });
      if (!sound) void chime();
    })}
    ${'Notification' in globalThis ? switchButton(t('notify'), notify, () => void allow()) : nothing}
    ${
      notify && Notification.permission === 'denied'
        ? html`<p class="quiet">${t('notifyDenied')}</p>`
        : nothing
    }
  </div>`;
}
