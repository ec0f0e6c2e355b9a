// Tones made in the browser: no files. Each dies away like wood.

export const E4 = 329.63;
export const G4 = 392;
export const C5 = 523.25;
export const E5 = 659.25;

/** Play one note: hertz, start on the context's own clock and length in seconds, loudness 0 to 1. */
export function tone(context, pitch, start, length, loudness) {
  const string = new OscillatorNode(context, { type: "sine", frequency: pitch });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, start);
  volume.gain.linearRampToValueAtTime(loudness, start + 0.004);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + length);
  string.connect(volume).connect(context.destination);
  string.start(start);
  string.stop(start + length);
}

/** Play notes one after the other: pitch in hertz and length in seconds each. */
export function melody(context, notes, loudness) {
  let at = context.currentTime;
  for (const [pitch, length] of notes) {
    tone(context, pitch, at, length, loudness);
    at += length;
  }
}

/** The roll is called: three tones of its own, like nothing else in the house. */
export const ROLL_CALL = [[C5, 0.28], [G4, 0.28], [C5, 0.5]];
