import type { ChatMessage } from '../../protocol/messages.ts';
import type { PresenceClient } from '../client/presence-client.ts';
import type { Alerts } from './presence-part.ts';

/** Two short tones, in Hz. */
const TONES = [660, 880];
const TONE_S = 0.09;

/** A sound that could not start within this time is left out, in ms. */
const LATE_MS = 500;

let audio: AudioContext | undefined;
/** What we put before the page's title. */
let written = '';

/** A short sound; nothing where the browser wants a gesture first. */
export async function chime(): Promise<void> {
  try {
    const wanted = performance.now();
    const context = (audio ??= new AudioContext());
    await context.resume();
    if (performance.now() - wanted > LATE_MS) return;
    const volume = context.createGain();
    volume.gain.value = 0.05;
    volume.connect(context.destination);
    TONES.forEach((frequency, index) => {
      const tone = new OscillatorNode(context, { frequency });
      const start = context.currentTime + index * TONE_S;
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
  if (alerts.sound) void chime();
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
  // What the page itself has put there stays.
  const bare = document.title.startsWith(written) ? document.title.slice(written.length) : document.title;
  written = unread > 0 ? `(${unread}) ` : '';
  if (document.title !== written + bare) document.title = written + bare;
}
