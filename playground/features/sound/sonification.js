// What is heard of the runs of a live chart while they play: the cost of each as a voice, and a click where they decide
// which of the claims is true.

const ABOVE = 1.5; // pitch 1 is this many times the cost at the start
const DECADES = 4; // on a logarithmic axis, pitch 0 is so many powers of ten below that

const { search } = new URL(import.meta.url); // of the same version
const { click, isOn, sing } = await import(`./sound.js${search}`);

const open = new WeakMap(); // player → its run, as long as that has not decided

// Of the costs at the start, by which pitches are measured, the middle one: a run that starts far above the others must
// not make them all low. It is as high as it gets until it has come down.
function firstOf(costs) {
  return [...costs].sort((one, other) => one - other)[(costs.length - 1) >> 1];
}

// The pitch of a cost, by its place on the axis: from 0 to somewhat above the first cost.
function pitchOf(cost, first, log) {
  const share = cost / (ABOVE * first);
  if (!Number.isFinite(share)) return null; // it has diverged
  return log ? 1 + Math.log10(share) / DECADES : share;
}

// A picture has been shown, or the state of the runs has changed.
export function sonify(player, picture = false) {
  if (!isOn()) return;
  const { run, decides, comparing, state, screen: { shown } } = player;
  if (picture) sing(pitches(player.screen));
  if (!decides || !shown) return;
  const decided = decides.since === null ? state.ended && !comparing : shown.iteration >= decides.since;
  if (!decided) open.set(player, run);
  else if (open.get(player) === run) {
    open.delete(player);
    if (!state.seeking) click();
  }
}

// The pitches at a moment: of figures, of what its frame adds to their curves, and of the history of these.
export function pitches({ figures: { cost }, traces, curves }) {
  const voices = cost?.layout.meta?.voices ?? [];
  const first = firstOf(voices.map((i) => curves.cost.y[i][0]));
  return voices.map((i) => pitchOf(traces.cost[i].y.at(-1) ?? NaN, first, cost.layout.yaxis.type === "log"));
}
