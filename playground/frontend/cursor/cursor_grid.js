// Readings of the plane, where a cursor moves on a grid: what a network says there and of its points; or the cost of two
// weights, and where the runs are; or arrows.

const FAR = 5; // steps by an arrow with Shift
const STEPS = 40; // about so many across the plane
const OF_A_CLASS = 1001; // as in charts/cursor.py
const LEVELS = 65_535; // and there, too
const MOST = 10; // residuals that Tab goes to

const { search } = new URL(import.meta.url); // of the same version
const { direction, fixed, percent, placed } = await import(`./cursor_words.js${search}`);
const { significant } = await import(`../basics/rounding.js${search}`);
const { numbers } = await import(`../basics/numbers.js${search}`);
const { say, sentences } = await import(`../basics/words.js${search}`);

class Grid {
  // xs, ys: of its places, rising; inputs: names of the axes; what(column, row): {words, pitch}; points: {x, y, words};
  // stops: {x, y, words, pitch}, where Tab goes
  constructor(given) {
    Object.assign(this, given);
    this.step = Math.max(1, Math.round(this.xs.length / STEPS));
  }

  // stop: the one last visited; there: whether that is where the cursor is
  get first() {
    return { column: Math.floor(this.xs.length / 2), row: Math.floor(this.ys.length / 2), stop: -1, there: false };
  }

  move({ column, row, stop }, right, up, far) {
    const step = this.step * (far ? FAR : 1);
    return { column: inside(column + right * step, this.xs), row: inside(row + up * step, this.ys), stop, there: false };
  }

  next({ stop, there }, way) {
    const to = way > 0 ? stop + 1 : there ? stop - 1 : stop;
    const found = this.stops[to];
    return found ? { column: nearest(found.x, this.xs), row: nearest(found.y, this.ys), stop: to, there: true } : null;
  }

  say({ column, row, stop, there }) {
    const found = there && this.stops[stop];
    if (found) return { point: [found.x, found.y], ...found };
    const point = [this.xs[column], this.ys[row]];
    const { words, pitch } = this.what(column, row);
    const here = say("{place}: {what}.", { place: placed(point, this.inputs), what: words });
    return { point, words: sentences(here, this.nearby(point)), pitch };
  }

  nearby([x, y]) {
    const away = ({ x: across, y: up }) => Math.hypot(across - x, up - y);
    const found = this.points.reduce((best, each) => (best && away(best) <= away(each) ? best : each), null);
    if (!found) return "";
    const point = found.words;
    // Translators: a cursor is on this point
    if (away(found) < 0.7 * this.step * (this.xs[1] - this.xs[0])) return say("Here: {point}.", { point });
    const distance = significant(away(found), 2);
    // Translators: {point} is such as "class 0, misread", {direction} such as "to the upper left"
    return say("Nearest: {point}, {distance} {direction}.", { point, distance, direction: direction(found.x - x, found.y - y) });
  }
}

// The plane of a network, with what the server sends of it.
export const ofPlane = {
  fits: (name, { readings }) => readings.includes(name) && /^(boundary|space)/.test(name),
  stops: true,
  label: () => say("A cursor in the plane. Arrow keys move it, farther with Shift. Then Tab goes from one misclassified point to the next, or from one large residual to the next, and Escape puts the cursor away."),
  read: (name, screen) => {
    const sent = screen.shown.cursor?.[name];
    if (!sent) screen.time.point();
    return sent?.outputs ? plane(sent, screen.figures[name], screen.traces[name] ?? []) : null;
  },
};

function plane(sent, { data, layout: { images } }, moving) {
  const [left, right, bottom, top] = sent.extent ?? sidesOf(images[0]);
  const outputs = codesOf(sent.outputs);
  const n = Math.sqrt(outputs.length);
  const along = (start, end) => Array.from({ length: n }, (_, i) => start + ((i + 0.5) / n) * (end - start));
  // A trace that is not seen only says something to whoever points at it.
  const whole = data.map((trace, i) => (numbers(trace.x).length ? trace : { ...trace, ...moving[i] }));
  const drawn = whole.filter(({ mode, opacity }) => mode === "markers" && opacity !== 0);
  const samples = sent.groups.flatMap(({ codes, ...group }, i) => {
    const [xs, ys, said] = [numbers(drawn[i].x), numbers(drawn[i].y), codesOf(codes)];
    return Array.from(xs, (x, j) => ({ x, y: ys[j], code: said[j], value: group.values?.[j], group }));
  });
  const { what, points, stops } = (sent.classes.length ? classes : values)(sent, samples);
  return new Grid({
    ...{ xs: along(left, right), ys: along(bottom, top), inputs: sent.inputs, points, stops },
    what: (column, row) => what(outputs[(n - 1 - row) * n + column]),
  });
}

function sidesOf({ x, y, sizex, sizey }) {
  return [x, x + sizex, y - sizey, y];
}

// Of classes: the most probable one, and which points are misclassified, from left to right.
function classes({ classes: names, inputs }, samples) {
  const what = (code) => {
    const [label, share] = [Math.floor(code / OF_A_CLASS), (code % OF_A_CLASS) / (OF_A_CLASS - 1)];
    // Translators: a class and its probability
    const words = say("{name} with {share}", { name: names[label], share: percent(share) });
    return { label, words, pitch: names.length > 2 || label ? share : 1 - share };
  };
  const isWrong = ({ code, group }) => what(code).label !== group.label;
  const points = samples.map((sample) => {
    const { name } = sample.group;
    return { x: sample.x, y: sample.y, words: isWrong(sample) ? say("{name}, misclassified", { name }) : name };
  });
  const wrong = samples.filter(isWrong).sort((one, other) => one.x - other.x || one.y - other.y);
  const stops = wrong.map(({ x, y, code, group: { name } }, i) => {
    const { words: read, pitch } = what(code);
    const values = { number: i + 1, all: wrong.length, name, place: placed([x, y], inputs), read };
    return { x, y, pitch, words: say("Misclassified point {number} of {all}: {name}, at {place}, read as {read}.", values) };
  });
  return { what, points, stops };
}

// Of numbers: the output, and the residuals of the points, the largest first.
function values({ low, high, places, inputs }, samples) {
  const output = (code) => low + (code / LEVELS) * (high - low);
  const what = (code) => ({ words: say("output {output}", { output: fixed(output(code), places) }), pitch: code / LEVELS });
  const round = (number) => Number(number.toFixed(places)); // first, so that they add up
  const measured = samples.map((sample) => ({ ...sample, residual: round(sample.value) - round(output(sample.code)) }));
  const inWords = ({ value, residual }) => ({ value: fixed(value, places), residual: fixed(residual, places) });
  const points = measured.map((each) => ({ x: each.x, y: each.y, words: say("value {value}, residual {residual}", inWords(each)) }));
  const largest = [...measured].sort((one, other) => Math.abs(other.residual) - Math.abs(one.residual)).slice(0, MOST);
  const stops = largest.map((each, i) => {
    const said = { ...inWords(each), number: i + 1, all: largest.length, place: placed([each.x, each.y], inputs), output: fixed(output(each.code), places) };
    const words = say("Residual {number} of {all}, the largest first: {residual} at {place}, value {value}, output {output}.", said);
    return { x: each.x, y: each.y, pitch: each.code / LEVELS, words };
  });
  return { what, points, stops };
}

// The cost of two weights, from above.
export const ofLandscape = {
  fits: (name, { figures }) => figures[name].data.some(({ type }) => type === "contour"),
  stops: true,
  label: () => say("A cursor on the landscape. Arrow keys move it, farther with Shift. Then Tab goes from one mark to the next, and Escape puts the cursor away."),
  read: (name, { figures, traces }) => landscape(figures[name], traces[name] ?? []),
};

function landscape({ data, layout }, moving) {
  const contour = data.find(({ type }) => type === "contour");
  const [xs, ys, heights] = [contour.x, contour.y, contour.z].map((part) => Array.from(numbers(part)));
  const heightsOf = heights.flat(); // logarithms
  const [least, most] = heightsOf.reduce(([low, high], each) => [Math.min(low, each), Math.max(high, each)], [Infinity, -Infinity]);
  const pitch = (column, row) => (heightsOf[row * xs.length + column] - least) / (most - least);
  const inputs = [layout.xaxis, layout.yaxis].map(({ title }) => title.text);
  const marks = data.flatMap(({ mode, name, x, y }, i) => {
    const [[across], [up]] = [numbers(moving[i]?.x ?? x), numbers(moving[i]?.y ?? y)];
    return mode === "markers" && across !== undefined ? [{ x: across, y: up, name }] : [];
  });
  return new Grid({
    ...{ xs, ys, inputs },
    what: (column, row) => ({ words: say("cost {cost}", { cost: contour.text[row][column] }), pitch: pitch(column, row) }),
    points: marks.map(({ name, ...place }) => ({ ...place, words: name })),
    stops: marks.map(({ x, y, name }, i) => ({
      ...{ x, y, pitch: pitch(nearest(x, xs), nearest(y, ys)) },
      words: say("{number} of {all}: {name}, at {place}.", { number: i + 1, all: marks.length, name, place: placed([x, y], inputs) }),
    })),
  });
}

// The gradients of batches, as arrows from the origin: those that lead uphill point to the left.
export const ofArrows = {
  fits: (name) => name === "cloud",
  stops: true,
  label: () => say("A cursor among the arrows. Arrow keys move it, farther with Shift. Then Tab goes from one batch whose gradient leads uphill to the next, and Escape puts the cursor away."),
  read: (name, { figures, traces }) => (traces[name] ? arrows(figures[name], traces[name]) : null),
};

function arrows({ data, layout }, moving) {
  const tips = data.flatMap(({ name, marker }, i) => {
    const { x, y } = moving[i];
    const places = x.map((across, j) => ({ x: across, y: y[j], words: name })).filter((_, j) => marker.size?.[j]);
    return places.filter(({ words }) => words);
  });
  const [across, up] = [moving.at(-1).x, moving.at(-1).y]; // what steadies the axes
  const along = ([low, high]) => Array.from({ length: STEPS + 1 }, (_, i) => low + (i / STEPS) * (high - low));
  const [xs, ys] = [along(across), along(up)];
  const inputs = [layout.xaxis, layout.yaxis].map(({ title }) => title.text);
  const near = (column, row) => tips.filter(({ x, y }) => nearest(x, xs) === column && nearest(y, ys) === row).length;
  const uphill = tips.filter(({ x }) => x < 0).sort((one, other) => one.x - other.x);
  return new Grid({
    ...{ xs, ys, inputs, points: tips },
    what: (column, row) => ({ words: say("arrows that end here: {number}", { number: near(column, row) }), pitch: Math.min(1, near(column, row) / 10) }),
    stops: uphill.map(({ x, y, words: name }, i) => ({
      ...{ x, y, pitch: 0.5 },
      words: say("{number} of {all} uphill: {name}, at {place}.", { number: i + 1, all: uphill.length, name, place: placed([x, y], inputs) }),
    })),
  });
}

function codesOf(written) {
  return numbers({ bdata: written, dtype: "u2" });
}

function inside(place, places) {
  return Math.max(0, Math.min(places.length - 1, place));
}

// The index of the nearest value.
function nearest(value, values) {
  return values.reduce((best, each, i) => (Math.abs(each - value) < Math.abs(values[best] - value) ? i : best), 0);
}
