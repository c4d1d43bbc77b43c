// How far a drawn line is off a recorded run, measured. What came of the run is in the recording, in words.
//
// The same measures as in curve.py and boundary.py, whose numbers are handed in as `rule`; a test compares them. A curve
// is { at, cost }, two lists; a line is a list of points [x₁, x₂]; an extent is { x, y }, each from the least to the largest.

const ARC = 12; // corners far outside the picture

const along = (at, log) => (log ? at.map(Math.log1p) : at);
const apart = ([a1, a2], [b1, b2]) => Math.hypot(b1 - a1, b2 - a2);

// The costs at these places, which ascend; straight between those that are known.
function between(places, at, cost) {
  let i = 0;
  return places.map((place) => {
    if (place >= at.at(-1)) return cost.at(-1);
    while (at[i + 1] <= place) i += 1;
    return cost[i] + ((cost[i + 1] - cost[i]) / (at[i + 1] - at[i])) * (place - at[i]);
  });
}

// How far a curve is off a run's where both are, on average, as a share of the highest cost there.
export function offCurve(expected, run, log, rule) {
  const until = Math.min(expected.at.at(-1), run.at.at(-1));
  const x = ([start, end]) => Array.from({ length: rule.steps + 1 }, (_, i) => start + (i / rule.steps) * (end - start));
  const places = x(along([expected.at[0], until], log));
  const [one, other] = [expected, run].map(({ at, cost }) => between(places, along(at, log), cost));
  const gap = one.reduce((sum, each, i) => sum + Math.abs(each - other[i]), 0) / places.length;
  const seen = [expected, run].flatMap(({ at, cost }) => cost.filter((_, i) => at[i] < until));
  return gap / [...seen, one.at(-1), other.at(-1)].reduce((most, each) => Math.max(most, each));
}

// The line with what it needs to divide the picture.
export function whole(line, { x }, rule) {
  const side = x[1] - x[0];
  const length = line.slice(1).reduce((sum, point, i) => sum + apart(line[i], point), 0);
  if (apart(line[0], line.at(-1)) <= rule.meet * length) return [...line, line[0]];
  return [beyond([...line].reverse(), side, rule), ...line, beyond(line, side, rule)];
}

function beyond(points, side, rule) {
  const end = points.at(-1);
  const distances = points.map((point) => apart(point, end));
  const least = Math.min(rule.stretch * side, Math.max(...distances));
  const i = distances.findLastIndex((each) => each >= least);
  return [0, 1].map((axis) => end[axis] + (rule.far * side * (end[axis] - points[i][axis])) / distances[i]);
}

// Which of the points are on one side of the line, and not on the other.
function sides(line, extent, points, rule) {
  const outline = whole(line, extent, rule);
  const [first, last] = [outline[0], outline.at(-1)];
  if (first.some((value, axis) => value !== last[axis])) {
    const middle = [extent.x, extent.y].map(([low, high]) => (low + high) / 2);
    const angle = ([x1, x2]) => Math.atan2(x2 - middle[1], x1 - middle[0]);
    const reach = rule.far * (extent.x[1] - extent.x[0]);
    for (let i = 0; i <= ARC; i++) {
      const turn = angle(last) + (i / ARC) * (angle(first) - angle(last));
      outline.push([middle[0] + reach * Math.cos(turn), middle[1] + reach * Math.sin(turn)]);
    }
  }
  const path = new Path2D();
  outline.forEach(([x1, x2]) => path.lineTo(x1, x2));
  path.closePath();
  const pen = document.createElement("canvas").getContext("2d");
  return points.map(([x1, x2]) => pen.isPointInPath(path, x1, x2, "evenodd"));
}

// Of the points the share that a line gets right, and of the plane that on which it agrees with the network; each side is of
// the class that makes it right more often. x, y: the ends of the picture. side, classes: how many rows it has, and the class
// of each of its cells, row by row from above. points: x1, x2 and class.
export function agreement(line, { x, y, side, classes, points }, rule) {
  const extent = { x, y };
  const centre = ([low, high], i) => low + ((i + 0.5) / side) * (high - low);
  const cells = Array.from(classes, (_, i) => [centre(x, i % side), centre(y, side - 1 - Math.floor(i / side))]);
  const at = points.x1.map((x1, i) => [x1, points.x2[i]]);
  const share = (places, wanted) => sides(line, extent, places, rule).filter((each, i) => each === (wanted[i] === 1)).length / places.length;
  const [right, agrees] = [share(at, points.class), share(cells, classes)];
  return right < 0.5 ? [1 - right, 1 - agrees] : [right, agrees];
}
