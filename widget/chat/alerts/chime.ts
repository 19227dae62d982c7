/** Two short tones, in Hz. */
const TONES = [660, 880];
const TONE_S = 0.09;

/** A sound that cannot start within this time is dropped, in ms. */
const LATE_MS = 500;

let audio: AudioContext | undefined;

/** Plays a short sound, unless the browser wants a gesture of the visitor first. */
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
    // This device has no audio.
  }
}
