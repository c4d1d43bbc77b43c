// Sound: tones, clicks, and a voice for each run, whose pitch is its cost. It is off until somebody switches it on, and
// this device remembers that and the volume.
//
// Pitch is from 0 to 1, low to high; side from -1, left, to 1, right. What can't be heard must not disturb what is seen:
// where a browser has no sound, there is none.

const LOW = 150, HIGH = 1200; // hertz at pitch 0 and 1
const HOLD = 0.12; // seconds that a voice goes on after a picture: it is silent soon after the last one
const FADE = 0.015; // seconds in which most of a change of loudness or pitch is done
const LOUDEST = 0.3; // at full volume
const CLICK = 0.03; // seconds
const REST = 2000; // milliseconds without a sound after which nothing is computed: silence takes power, too

const { search } = new URL(import.meta.url); // of the same version
const { note, noted } = await import(`../../frontend/device/device.js${search}`);

const shown = new Set(); // callbacks of the switches
let kept = { on: false, volume: 0.5, ...noted().sound };
let open = null; // what sounds: the context, the master gain and the voices; only made once something is to be heard
let resting = null; // the timer until it rests

export function isOn() {
  return kept.on;
}

export function volume() {
  return kept.volume;
}

// Change on or volume.
export function set(change) {
  kept = { ...kept, ...change };
  note({ sound: kept });
  if (!isOn()) close();
  else open?.master.gain.setTargetAtTime(LOUDEST * volume(), open.context.currentTime, FADE);
  shown.forEach((show) => show());
}

// Call show() after every change; returns a function that stops this.
export function follow(show) {
  shown.add(show);
  return () => shown.delete(show);
}

function close() {
  if (!open) return;
  const { context, master } = open;
  open = null;
  clearTimeout(resting);
  master.gain.setTargetAtTime(0, context.currentTime, FADE);
  setTimeout(() => context.close(), 1000 * 10 * FADE);
}

// Browsers want no sound before somebody has pressed something.
function opened() {
  if (!isOn() || document.hidden || navigator.userActivation?.hasBeenActive === false) return null;
  if (!open) {
    const context = new AudioContext();
    const master = new GainNode(context, { gain: LOUDEST * volume() });
    master.connect(context.destination);
    open = { context, master, voices: [] };
  }
  if (open.context.state === "suspended") open.context.resume().catch(() => {}); // the next sound tries again
  clearTimeout(resting);
  resting = setTimeout(() => open.context.suspend(), REST);
  return open;
}

function audible(make) {
  try {
    const all = opened();
    if (all) make({ ...all, now: all.context.currentTime });
  } catch {
    // No sound.
  }
}

function hertz(pitch) {
  return LOW * (HIGH / LOW) ** Math.min(1, Math.max(0, pitch));
}

// A source on its way to the loudspeakers; returns its loudness and its side.
function placed({ context, master }, source, side) {
  const gain = new GainNode(context, { gain: 0 });
  const panner = new StereoPannerNode(context, { pan: side });
  source.connect(gain).connect(panner).connect(master);
  source.start();
  return { gain: gain.gain, pan: panner.pan };
}

export function tone({ pitch, side = 0, seconds = 0.15 }) {
  audible((all) => {
    const source = new OscillatorNode(all.context, { type: "triangle", frequency: hertz(pitch) });
    const { gain } = placed(all, source, side);
    gain.setTargetAtTime(1, all.now, FADE);
    gain.setTargetAtTime(0, all.now + seconds, FADE);
    source.stop(all.now + seconds + 10 * FADE);
  });
}

// Noise, which no voice is.
export function click() {
  audible((all) => {
    const buffer = all.context.createBuffer(1, CLICK * all.context.sampleRate, all.context.sampleRate);
    const samples = buffer.getChannelData(0);
    samples.forEach((_, i) => (samples[i] = (2 * Math.random() - 1) * (1 - i / samples.length) ** 3));
    placed(all, new AudioBufferSourceNode(all.context, { buffer }), 0).gain.setValueAtTime(2, all.now);
  });
}

// The pitches of the runs in the picture that has just been shown, from left to right; null for one that is silent.
export function sing(pitches) {
  audible((all) => {
    const { context, voices, now } = all;
    while (voices.length < pitches.length) {
      const source = new OscillatorNode(context, { type: "triangle", frequency: hertz(pitches[voices.length] ?? 0) });
      voices.push({ ...placed(all, source, 0), frequency: source.frequency });
    }
    pitches.forEach((pitch, i) => {
      const { gain, pan, frequency } = voices[i];
      if (pitch === null) return;
      pan.setTargetAtTime(pitches.length > 1 ? (2 * i) / (pitches.length - 1) - 1 : 0, now, FADE);
      frequency.setTargetAtTime(hertz(pitch), now, FADE);
      gain.cancelScheduledValues(now);
      gain.setTargetAtTime(1 / Math.sqrt(pitches.length), now, FADE);
      gain.setTargetAtTime(0, now + HOLD, FADE);
    });
  });
}
