// How a cost curve that somebody has drawn differs from a run's, in words, where there is no server to say it.
//
// The same rule as playground/lessons/expected_curve.py, which explains it, and whose numbers are handed in as `rule`; a
// test compares what both say. A curve is { at, cost }, two lists.

const { search } = new URL(import.meta.url); // of the same version
const { significant } = await import(`./rounding.js${search}`);
const { counted, say } = await import(`./words.js${search}`);

const GRID = 100; // steps in which a standstill is looked for

// What strikes the eye of a curve. log: as one sees it on a logarithmic axis of iterations.
export function features({ at: iterations, cost }, log, rule) {
  const since = iterations.map((each) => each - iterations[0]);
  const [at, back] = log ? [since.map(Math.log1p), Math.expm1] : [since, Number];
  const [start, end, last] = [cost[0], cost.at(-1), at.at(-1)];
  const step = rule.near * start;
  const found = { start, end, step, highest: largest(cost), jumps: jumps(cost, step), still: 0, falling: 0, stair: null };
  if (start - end > step) {
    const most = reached(at, cost, start - rule.mostly * (start - end));
    const knee = kneeOf(at, cost, most, start - end, rule);
    const still = knee >= rule.inSight * last ? knee : 0;
    const stair = stairOf(at, cost, step, rule);
    Object.assign(found, { still: back(still), falling: (most - still) / (last - still), stair: stair && [stair[0], back(stair[1])] });
  }
  return { ...found, shape: shapeOf(found, rule) };
}

function shapeOf({ start, end, highest, step, jumps, still, falling, stair }, rule) {
  if (jumps > 1) return "jumps";
  if (end > start + step) return "rises";
  if (highest > start + step) return "hump";
  if (end >= start - step) return "stays";
  if (stair) return "stairs";
  const speed = falling < rule.quick ? "drops" : falling < rule.slow ? "falls" : "slow";
  return still ? `still_${speed}` : speed;
}

function alike(one, other) {
  const near = one.shape === "jumps" || Math.abs(one.end - other.end) <= Math.max(one.step, other.step);
  return one.shape === other.shape && near && Math.max(one.still, other.still) <= 2 * Math.min(one.still, other.still);
}

function jumps(cost, step) {
  let [count, rising, turn] = [0, false, cost[0]];
  for (const each of cost) {
    turn = rising ? Math.max(turn, each) : Math.min(turn, each);
    if (rising && each < turn - step) [rising, turn] = [false, each];
    else if (!rising && each > turn + step) [count, rising, turn] = [count + 1, true, each];
  }
  return count;
}

function kneeOf(at, cost, most, fall, rule) {
  const before = cost.slice(0, at.findLastIndex((each) => each <= most) + 1);
  const above = before.map((each, i) => each - (cost[0] - (rule.mostly * fall * at[i]) / most));
  const i = above.indexOf(largest(above));
  return above[i] >= rule.bent * fall && cost[0] - cost[i] <= rule.sagged * fall ? at[i] : 0;
}

function reached(at, cost, level) {
  const i = cost.findIndex((each) => each <= level);
  return at[i] + ((at[i - 1] - at[i]) / (cost[i - 1] - cost[i])) * (level - cost[i]);
}

function stairOf(at, cost, step, rule) {
  const last = at.at(-1);
  const grid = Array.from({ length: GRID + 1 }, (_, i) => (i < GRID ? i * (last / GRID) : last));
  const y = between(grid, at, cost);
  let [longest, from, to] = [rule.quick * last, 0, 0];
  y.slice(0, -1).forEach((level, i) => {
    if (level >= y[0] - step) return;
    const lower = y.findIndex((each, k) => k >= i && each < level - step / 2);
    const j = lower < 0 ? GRID : lower - 1;
    if (y[j] < y[GRID] + step) return;
    const slope = (level - y[j]) / Math.max(grid[j] - grid[i], grid[1]);
    const [before, after] = [(y[0] - level) / grid[i], (y[j] - y[GRID]) / (last - grid[j])];
    if (slope <= rule.flat * Math.min(before, after) && grid[j] - grid[i] >= longest) [longest, from, to] = [grid[j] - grid[i], i, j];
  });
  return to ? [y[Math.floor((from + to) / 2)], grid[to]] : null;
}

// The costs at these places, which ascend; straight between those that are known.
function between(places, at, cost) {
  let i = 0;
  return places.map((place) => {
    if (place >= at.at(-1)) return cost.at(-1);
    while (at[i + 1] <= place) i += 1;
    return cost[i] + ((cost[i + 1] - cost[i]) / (at[i + 1] - at[i])) * (place - at[i]);
  });
}

function largest(list) {
  return list.reduce((most, each) => Math.max(most, each), -Infinity);
}

function until({ at, cost }, iteration) {
  const end = Math.min(iteration, at.at(-1));
  const before = at.filter((each) => each < iteration);
  const places = before.at(-1) === end ? before : [...before, end];
  return { at: places, cost: between(places, at, cost) };
}

// What was expected, and what came: a sentence; empty before there is anything to compare.
export function difference(expected, run, log, rule) {
  const end = Math.min(run.at.at(-1), expected.at.at(-1));
  if (end < expected.at[0] + 2) return "";
  const [yours, came] = [expected, run].map((curve) => features(until(curve, end), log, rule));
  const said = { until: counted(rough(end)), yours: inWords(yours), came: inWords(came) };
  const whole = end === run.at.at(-1);
  if (alike(yours, came)) {
    return whole ? say("Just as you expected, the cost {came}.", said) : say("Just as you expected up to iteration {until:,}, the cost {came}.", said);
  }
  return whole ? say("Your curve {yours}; the cost {came}.", said) : say("Up to iteration {until:,}, your curve {yours}; the cost {came}.", said);
}

function inWords({ shape, start, end, highest, still, stair }) {
  const one = rough(still) === 1;
  const seen = (cost) => magnitude(cost > start / 200 ? cost : 0); // 0 where the eye can't tell it from that
  const said = { end: seen(end), highest: seen(highest), n: counted(rough(still)) };
  if (stair) Object.assign(said, { level: seen(stair[0]), last: counted(rough(stair[1])) });
  switch (shape) {
    case "jumps":
      return say("jumps up and down and ends at {end}", said);
    case "rises":
      return say("rises to {end}", said);
    case "hump":
      return say("rises to {highest}, then falls to {end}", said);
    case "stays":
      return say("stays at about {end}", said);
    case "stairs":
      return say("falls to {level}, stands still until iteration {last:,}, then falls to {end}", said);
    case "drops":
      return say("drops to {end} at once", said);
    case "falls":
      return say("falls to {end}", said);
    case "slow":
      return say("falls slowly to {end}", said);
    case "still_drops":
      return one ? say("stands still for {n:,} iteration, then drops to {end}", said) : say("stands still for {n:,} iterations, then drops to {end}", said);
    case "still_falls":
      return one ? say("stands still for {n:,} iteration, then falls to {end}", said) : say("stands still for {n:,} iterations, then falls to {end}", said);
    default:
      return one ? say("stands still for {n:,} iteration, then falls slowly to {end}", said) : say("stands still for {n:,} iterations, then falls slowly to {end}", said);
  }
}

// Iterations with two digits.
function rough(iterations) {
  return Math.trunc(significant(iterations, 2));
}

// A number of any size with two digits, as Python writes it in the format ".2g".
function magnitude(value) {
  const short = significant(value, 2);
  const [digits, power] = short.toExponential().split("e").map(Number);
  const size = String(Math.abs(power)).padStart(2, "0");
  return power < -4 || power >= 2 ? `${digits}e${power < 0 ? "-" : "+"}${size}` : String(short);
}
