// What is heard of a recorded run while it plays, as of the runs of the app: see sonification.js.

const { search } = new URL(import.meta.url); // of the same version
const { firstOf, pitchOf } = await import(`../sound/sonification.js${search}`);
const { click, isOn, sing } = await import(`../sound/sound.js${search}`);

// The recording has played from one moment to another.
export function hear(recording, before, moment) {
  if (!isOn()) return;
  const lines = recording.costs(moment, () => "").filter((_, i) => !recording.lines[i].test);
  const first = firstOf(lines.map(({ cost }) => cost[0]));
  sing(lines.map(({ cost }) => pitchOf(cost.at(-1) ?? NaN, first, Boolean(recording.lowest))));
  if (recording.true[before] === null && recording.true[moment] !== null) click();
}
