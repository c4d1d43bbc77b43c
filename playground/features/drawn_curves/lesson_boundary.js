// How a boundary that somebody has drawn agrees with a network, in words, where there is no server to say it.
//
// The same rule as boundary.py, which explains it, and whose numbers are handed in as `rule`;
// a test compares what both say. A line is a list of points [x₁, x₂]; an extent is { x, y }, each from the least to the largest.

const { search } = new URL(import.meta.url); // of the same version
const { rounded } = await import(`../../frontend/basics/rounding.js${search}`);
const { say, sentences } = await import(`../../frontend/basics/words.js${search}`);

const ARC = 12; // corners far outside the picture

// The line with what it needs to divide the picture.
export function whole(line, { x }, rule) {
  const side = x[1] - x[0];
  const length = line.slice(1).reduce((sum, point, i) => sum + apart(line[i], point), 0);
  if (apart(line[0], line.at(-1)) <= rule.meet * length) return [...line, line[0]];
  return [beyond([...line].reverse(), side, rule), ...line, beyond(line, side, rule)];
}

function apart([a1, a2], [b1, b2]) {
  return Math.hypot(b1 - a1, b2 - a2);
}

function beyond(points, side, rule) {
  const end = points.at(-1);
  const distances = points.map((point) => apart(point, end));
  const least = Math.min(rule.stretch * side, Math.max(...distances));
  const i = distances.findLastIndex((each) => each >= least);
  return [0, 1].map((axis) => end[axis] + (rule.far * side * (end[axis] - points[i][axis])) / distances[i]);
}

// Which of the points are on one side of the line, and not on the other.
export function sides(line, extent, points, rule) {
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
    outline.push(first);
  }
  return points.map(([x1, x2]) => {
    let inside = false; // from inside, a ray to the right crosses it an odd number of times
    outline.slice(1).forEach(([b1, b2], i) => {
      const [a1, a2] = outline[i];
      if (a2 > x2 !== b2 > x2 && x1 < a1 + ((x2 - a2) / (b2 - a2)) * (b1 - a1)) inside = !inside;
    });
    return inside;
  });
}

// x, y: the ends of the picture. side, classes: how many rows it has, and the class of each of its cells, row by row from
// above. points: x1, x2 and class. accuracy: of the network, in words. never: a name for the lines that it
// can't have, "" for none that are known.
export function agreement(line, { x, y, side, classes, points, accuracy, never }, rule) {
  const extent = { x, y };
  const centre = ([low, high], i) => low + ((i + 0.5) / side) * (high - low);
  const cells = Array.from(classes, (_, i) => [centre(x, i % side), centre(y, side - 1 - Math.floor(i / side))]);
  const at = points.x1.map((x1, i) => [x1, points.x2[i]]);
  let right = share(sides(line, extent, at, rule), (i) => points.class[i] === 1);
  let agree = share(sides(line, extent, cells, rule), (i) => classes[i] === 1);
  if (right < 0.5) [right, agree] = [1 - right, 1 - agree];
  const said = say("Your line gets {yours} of the points right, the network {its}; both agree on {share} of the plane.", { yours: percent(right), its: accuracy, share: percent(agree) });
  return sentences(said, beyondIt(line, never, rule.tremble * (x[1] - x[0])));
}

function share(found, wanted) {
  return found.filter((each, i) => each === wanted(i)).length / found.length;
}

function percent(part) {
  return say("{share} %", { share: (100 * rounded(Number(part.toFixed(12)), 3)).toFixed(1) });
}

// What the line does that the network's boundary never does.
function beyondIt(line, never, tremble) {
  const along = Array.from({ length: 360 }, (_, i) => (2 * Math.PI * i) / 360).map((angle) =>
    line.map(([x1, x2]) => x1 * Math.cos(angle) + x2 * Math.sin(angle)),
  );
  if (never === "bends") {
    const bends = Math.min(...along.map((each) => Math.max(...each) - Math.min(...each))) > tremble;
    return bends ? say("Yours bends, which this network's boundary never does.") : "";
  }
  if (never !== "turns") return "";
  const back = (each) => Math.max(...each.map((value, i) => Math.max(...each.slice(0, i + 1)) - value));
  if (Math.min(...along.map(back)) > tremble) return say("Yours turns back, which the boundary of two tanh units never does.");
  return bows(line, tremble) > 2 ? say("Yours bends to and fro; the boundary of two tanh units is at most an S.") : "";
}

function bows(line, least) {
  const points = line.flatMap((point, i) => (i ? [[0, 1].map((axis) => (line[i - 1][axis] + point[axis]) / 2), point] : [point]));
  return Math.max(...[1, -1].map((first) => {
    let [side, begin, count] = [first, 0, 0];
    points.forEach((_, end) => {
      if (bow(points.slice(begin, end + 1), side) > least) [begin, side, count] = [end, -side, count + 1];
    });
    return count;
  }));
}

function bow(points, side) {
  const [e1, e2] = points.at(-1);
  let most = 0;
  points.forEach(([a1, a2], i) => points.slice(i).forEach(([p1, p2]) => {
    const [c1, c2, t1, t2] = [e1 - a1, e2 - a2, p1 - a1, p2 - a2];
    const along = t1 * c1 + t2 * c2;
    if (along > 0 && along < c1 * c1 + c2 * c2) most = Math.max(most, (side * (c1 * t2 - c2 * t1)) / Math.hypot(c1, c2));
  }));
  return most;
}
