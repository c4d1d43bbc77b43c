// How a cost curve that somebody has drawn differs from a run's, in words, where there is no server to say it.
//
// The same rule as playground/lessons/course.py and curve.py, which explain it, and whose numbers are handed in
// as `rule`; a test compares what both say. A curve is { at, cost }, two lists.

const { search } = new URL(import.meta.url); // of the same version
const { rounded, significant } = await import(`../../frontend/basics/rounding.js${search}`);
const { counted, magnitude: written, ngettext, say, sentences } = await import(`../../frontend/basics/words.js${search}`);

const WAYS = { stands: 0, swings: 2, drops: -1, falls: -1, slowly: -1, steps_down: -1, jumps: 1, rises: 1, steps_up: 1 };

const along = (at, log) => (log ? at.map(Math.log1p) : at);
const largest = (list) => list.reduce((most, each) => Math.max(most, each), -Infinity);
const least = (list) => -largest(list.map((each) => -each));

function pieces({ at, cost }, log, first, rule) {
  const across = along(at, log);
  const [start, width] = [across[0], across.at(-1) - across[0]];
  const height = Math.max(Math.min(largest(cost), rule.most * first) - least(cost), rule.least * first);
  const [x, y] = [across.map((each) => (each - start) / width), cost.map((each) => each / height)];
  const bends = bendsOf(x, y, rule.seen);
  const what = (n) => whatOf(x[bends[n + 1]] - x[bends[n]], y[bends[n + 1]] - y[bends[n]], rule);
  const bend = (n) => offOf(x, y, bends[n - 1], bends[n + 1])[bends[n] - bends[n - 1]];
  for (;;) {
    for (let n = 1; n < bends.length - 1; ) {
      const [one, other] = [what(n - 1), what(n)];
      if (one && other && one !== other) n += 1;
      else [n] = [Math.max(1, n - 1), bends.splice(n, 1)];
    }
    const inner = bends.map((_, n) => n).slice(1, -1).filter((n) => WAYS[what(n - 1)] === WAYS[what(n)]);
    if (bends.length - 1 <= rule.pieces || !inner.length) break;
    bends.splice(inner.reduce((best, n) => (bend(n) < bend(best) ? n : best)), 1);
  }
  const found = bends.slice(1).map((to, n) => ({ what: what(n), from: bends[n], to }));
  const ways = found.map((each) => WAYS[each.what]).filter(Boolean);
  if (ways.length > rule.pieces) {
    const begin = found[0].what === "stands" ? 1 : 0;
    const end = found.length - (found.at(-1).what === "stands" ? 1 : 0);
    const summed = new Set(ways).size > 1 ? "swings" : ways[0] > 0 ? "steps_up" : "steps_down";
    found.splice(begin, end - begin, { what: summed, from: found[begin].from, to: found[end - 1].to });
  }
  const length = ({ from, to }) => x[to] - x[from];
  while (found.length > rule.pieces) {
    const stands = found.filter((each) => each.what === "stands");
    found.splice(found.indexOf(stands.reduce((best, each) => (length(each) < length(best) ? each : best))), 1);
  }
  return found.map((each) => {
    const costs = cost.slice(each.from, each.to + 1);
    return { what: each.what, since: at[each.from], until: at[each.to], end: cost[each.to], low: least(costs), high: largest(costs) };
  });
}

function bendsOf(x, y, seen) {
  const [found, open] = [[0, x.length - 1], [[0, x.length - 1]]];
  while (open.length) {
    const [i, j] = open.pop();
    const off = offOf(x, y, i, j);
    const k = i + off.indexOf(largest(off));
    if (off[k - i] > seen ** 2) {
      found.push(k);
      open.push([i, k], [k, j]);
    }
  }
  return found.sort((one, other) => one - other);
}

function offOf(x, y, i, j) {
  const [dx, dy] = [x[j] - x[i], y[j] - y[i]];
  return x.slice(i, j + 1).map((each, k) => ((each - x[i]) * dy - (y[i + k] - y[i]) * dx) ** 2 / (dx ** 2 + dy ** 2));
}

function whatOf(dx, dy, rule) {
  if (Math.abs(dy) <= rule.seen) return dx >= rule.seen ? "stands" : "";
  if (dy > 0) return dy >= rule.jump * dx ? "jumps" : "rises";
  return -dy >= rule.drop * dx ? "drops" : -dy > rule.slow * dx ? "falls" : "slowly";
}

function inWords(found, first, rule) {
  const almost = (cost) => cost <= rule.nothing * first;
  if (found.length === 1 && found[0].what === "stands") return say("stays at about {end}", { end: almost(found[0].end) ? "0" : magnitude(found[0].end) });
  const said = found.map(({ what, since, until, end, low, high }, place) => {
    const [cost, lowest, highest] = [end, low, high].map((each) => (almost(each) ? say("almost 0") : magnitude(each)));
    const n = about(until - since);
    const values = { end: cost, low: lowest, high: highest, until: counted(about(until)), n: counted(n) };
    const last = place === found.length - 1;
    if (what === "stands" && last) return say("hardly changes and ends at {end}", values);
    if (what === "stands") return ngettext("stands still for {n:,} iteration", "stands still for {n:,} iterations", n, values);
    if (what === "swings" && last) return say("swings between {low} and {high} and ends at {end}", values);
    if (what === "swings") return say("swings between {low} and {high} until iteration {until:,}", values);
    const moves = MOVES[what](values);
    return last ? moves : say("{moves} by iteration {until:,}", { ...values, moves });
  });
  const last = said.pop();
  if (!said.length) return last;
  const before = said.reduce((one, next) => say("{first}, {next}", { first: one, next }));
  return say("{first}, then {last}", { first: before, last });
}

const MOVES = {
  drops: (values) => say("drops to {end}", values),
  falls: (values) => say("falls to {end}", values),
  slowly: (values) => say("falls slowly to {end}", values),
  steps_down: (values) => say("falls in steps to {end}", values),
  jumps: (values) => say("jumps to {end}", values),
  rises: (values) => say("rises to {end}", values),
  steps_up: (values) => say("rises in steps to {end}", values),
};

// The costs at these places, which ascend; straight between those that are known.
function between(places, at, cost) {
  let i = 0;
  return places.map((place) => {
    if (place >= at.at(-1)) return cost.at(-1);
    while (at[i + 1] <= place) i += 1;
    return cost[i] + ((cost[i + 1] - cost[i]) / (at[i + 1] - at[i])) * (place - at[i]);
  });
}

function until({ at, cost }, iteration, log) {
  const places = [...at.filter((each) => each < iteration), iteration];
  return { at: places, cost: between(along(places, log), along(at, log), cost) };
}

// How far a curve is off a run's where it is drawn, on average, as a share of the highest cost.
function offOn(expected, run, log, rule) {
  const [start, end] = along([expected.at[0], expected.at.at(-1)], log);
  const x = Array.from({ length: rule.steps + 1 }, (_, i) => start + (i / rule.steps) * (end - start));
  const [one, other] = [expected, run].map(({ at, cost }) => between(x, along(at, log), cost));
  const gap = one.reduce((sum, each, i) => sum + Math.abs(each - other[i]), 0) / x.length;
  return gap / Math.max(largest(expected.cost), largest(run.cost));
}

// What was expected, what came, and how far they are apart; empty before there is anything to compare.
export function difference(expected, run, log, rule) {
  const end = Math.min(run.at.at(-1), expected.at.at(-1));
  if (end < expected.at[0] + 2) return "";
  const first = run.cost[0];
  const parts = [expected, run].map((curve) => until(curve, end, log));
  const found = parts.map((part) => pieces(part, log, first, rule));
  const off = offOn(...parts, log, rule);
  const [yours, came] = found.map((each) => inWords(each, first, rule));
  const [one, other] = found.map((each) => String(each.map(({ what }) => WAYS[what]).filter((way, i, all) => way !== all[i - 1])));
  const [like, whole, said] = [off <= rule.near && one === other, end === run.at.at(-1), { until: counted(about(end)), yours, came }];
  return sentences(
    like
      ? whole
        ? say("Just as you expected, the cost {came}.", said)
        : say("Just as you expected up to iteration {until:,}, the cost {came}.", said)
      : whole
        ? say("Your curve {yours}; the cost {came}.", said)
        : say("Up to iteration {until:,}, your curve {yours}; the cost {came}.", said),
    say("On average your curve was off by {share} of the highest cost.", { share: say("{share} %", { share: rounded(100 * off, 0) }) }),
  );
}

// By the same rule for halves as everywhere.
function magnitude(cost) {
  return written(significant(cost, 2));
}

// Iterations with two digits.
function about(iterations) {
  return Math.trunc(significant(iterations, 2));
}
