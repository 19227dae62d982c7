import type { ChatMessage } from '../../protocol/messages.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Alerts } from './presence-part.ts';

/** What stands before the page's title. */
const COUNT = /^\(\d+\) /;
/** Two short tones, in Hz. */
const TONES = [660, 880];
const TONE_S = 0.09;

let audio: AudioContext | undefined;

/** A short sound; nothing where the browser wants a gesture first. */
export function chime(): void {
  try {
    audio ??= new AudioContext();
    void audio.resume().catch(() => undefined);
    const volume = audio.createGain();
    volume.gain.value = 0.05;
    volume.connect(audio.destination);
    TONES.forEach((frequency, index) => {
      const tone = new OscillatorNode(audio as AudioContext, { frequency });
      const start = (audio?.currentTime ?? 0) + index * TONE_S;
      tone.connect(volume);
      tone.start(start);
      tone.stop(start + TONE_S);
    });
  } catch {
    // No sound here.
  }
}

/** Tells the visitor of a message that came just now, in the ways that they wished for. */
export function alertOf(message: ChatMessage, client: PresenceClient, alerts: Alerts): void {
  if (message.member === client.self?.id) return;
  if (alerts.sound) chime();
  if (!alerts.notify || !document.hidden) return;
  try {
    const notification = new Notification(message.name || document.title, {
      body: message.text,
      tag: `live-presence ${client.room}`,
    });
    notification.onclick = () => {
      window.focus();
      notification.close();
    };
  } catch {
    // Some browsers have the constructor and no use for it.
  }
}

/** Puts the number of unread messages before the page's title, or takes it away. */
export function countInTitle(unread: number): void {
  const bare = document.title.replace(COUNT, '');
  const title = unread > 0 ? `(${unread}) ${bare}` : bare;
  if (title !== document.title) document.title = title;
}
