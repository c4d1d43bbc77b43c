// The curves of a chart up to one moment of its run: on the page, and in a lesson's file. Nothing here needs a page.

const MOST_SAID = 4; // marks on a line that say what they mean without being pointed at
const SPIKE = 1.5 * Math.log(2); // a cost this high is worse than guessing a class: on a linear axis it may be cut off

// history: see playground/charts/curve.py. traces: what the frame of this moment adds to it. now: the iteration. reached: how
// far a curve goes, which may be farther.
export function curveUpTo(history, traces, now, reached = now) {
  const end = history.at.findLastIndex((iteration) => iteration < now) + 1;
  const later = [...history.at.keys()].filter((i) => history.at[i] > now && history.at[i] <= reached);
  const curve = { x: [], y: [], text: [], ...(history.z && { z: [] }) };
  traces.forEach(({ x = [now], y, z = [], text = "" }, i) => {
    const has = history.y[i].length;
    const whole = (line, here) => [...line.slice(0, has ? end : 0), ...here, ...(has ? later.map((j) => line[j]) : [])];
    curve.x.push(whole(history.x?.[i] ?? history.at, x));
    curve.y.push(whole(history.y[i], y));
    curve.z?.push(whole(history.z[i], z));
    curve.text.push(text);
  });
  return curve;
}

// Where a linear axis of costs has to end, so that an initial spike does not flatten the rest, and the highest cost. The end
// moves in steps, to keep it calm; null if there is no spike. before: the last one. cuts: of the figure, whether it is to be
// cut, or from which cost on.
export function cutOf(cuts, curve, now, before) {
  let [highest, late] = [0, 0];
  curve.y.forEach((ys, i) =>
    ys.forEach((y, j) => {
      if (y === null) return;
      highest = Math.max(highest, y);
      if (curve.x[i][j] >= now / 4) late = Math.max(late, y);
    }),
  );
  const end = Math.max(2 * late, cuts === true ? SPIKE : cuts);
  const moved = !before || Math.abs(Math.log(end / before)) > 0.3;
  return { end: highest <= 2 * end ? null : moved ? end : before, highest };
}

// The traces that mark where a run was changed, for those of the figure's traces that have marks. What was done to several
// runs alike is said once. middle: an iteration; right of it the words stand on the left.
export function markTraces(marks, data, middle) {
  const said = new Set();
  return marks.map(({ x, y, text: hovertext }, i) => {
    const { yaxis, line: { color } } = data[i];
    const mode = x.length > MOST_SAID ? "markers" : "markers+text";
    const textposition = x.map((at) => (at > middle ? "top left" : "top right"));
    const marker = { symbol: "line-ns", size: 14, line: { width: 2, color } };
    const text = x.map((at, j) => [at, hovertext[j]]).map((each) => (said.has(`${each}`) ? "" : said.add(`${each}`) && each[1]));
    return { x, y, text, hovertext, yaxis, marker, mode, type: "scatter", textposition, cliponaxis: false, showlegend: false };
  });
}
